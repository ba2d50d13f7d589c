/** One delivered row under a mapping → what it says, as texts for `census_row`; only its place is converted, to EPSG:4490. What reading found wrong goes with it. */
import { readCode } from '../../imports/code-value.ts'
import { toEwkbHex } from '../../imports/ewkb.ts'
import type { ComponentMapping } from '../../imports/mapping.ts'
import { consumedFields, type ValueSource, valueReader } from '../../imports/mapping-value.ts'
import type { PositionReader } from '../../imports/position.ts'
import { readShape, type Shape } from '../../imports/shape.ts'
import { cleanText, readExtra } from '../../imports/text-value.ts'
import type { SourceRow } from '../../readers/source.ts'
import { isReason, type Reason } from '../../shared/reasons.ts'
import { ROLES } from '../../shared/words.ts'
import { rolePartsOf } from './role-parts.ts'
import { ATTRIBUTE_NAMES, ROLE_PARTS, rolePart } from './said-columns.ts'

export type Severity = 'error' | 'warning' | 'note'
export type ReadingFinding = {
  readonly rowNo: number
  readonly reason: Reason
  readonly severity: Severity
  readonly target: string
}
export type SaidRow = {
  /** In the order of ROW_COLUMNS. */
  readonly columns: readonly (string | null)[]
  readonly findings: readonly ReadingFinding[]
}

/** Target → where its value comes from, of all that the mapping says. */
export const targetsOf = (mapping: ComponentMapping): ReadonlyMap<string, ValueSource> => {
  const targets = new Map<string, ValueSource>()
  const add = (target: string, source: ValueSource | undefined): void => {
    if (source !== undefined) targets.set(target, source)
  }
  for (const name of ATTRIBUTE_NAMES) add(name, mapping[name])
  add('key', mapping.key?.field)
  for (const role of ROLES) {
    const source = mapping[role]
    if (source === undefined) continue
    const parts = rolePartsOf(source)
    for (const part of ROLE_PARTS) add(rolePart(role, part), parts[part])
  }
  return targets
}

const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  const text = cleanText(typeof value === 'object' ? JSON.stringify(value) : String(value)).trim()
  return text === '' ? null : text
}

/** A multipoint of one is what some programs make of a point. */
const single = (shape: Shape): Shape => {
  const { geometry, source } = shape
  const [place, second] = geometry.type === 'MultiPoint' ? geometry.coordinates : []
  const original = source.type === 'MultiPoint' ? source.coordinates[0] : undefined
  if (!place || second || !original) return shape
  return {
    ...shape,
    geometry: { type: 'Point', coordinates: place },
    source: { type: 'Point', coordinates: original },
  }
}

/** Order of the targets that `census_row` keeps in columns behind the key. */
const COLUMN_TARGETS = [
  ...ATTRIBUTE_NAMES,
  ...ROLES.flatMap((role) => ROLE_PARTS.map((part) => rolePart(role, part))),
]

const finding = (
  rowNo: number,
  reason: Reason,
  severity: Severity = 'error',
  target = '',
): ReadingFinding => ({ rowNo, reason, severity, target })

/** `crs` is the one that `toPlace` converts from. */
export const saidRowReader = (
  { mapping, crs, toPlace }: { mapping: ComponentMapping; crs: string; toPlace: PositionReader },
  { censusId, layerNo }: { censusId: number; layerNo: number },
): ((row: SourceRow, rowNo: number) => SaidRow) => {
  const targets = targetsOf(mapping)
  const readers = COLUMN_TARGETS.map((target) => valueReader(targets.get(target)))
  const [readKey, readRawCode] = [valueReader(targets.get('key')), valueReader(mapping.code)]
  const consumed = new Set([
    ...[...targets.values()].flatMap(consumedFields),
    ...(mapping.geometry ? Object.values(mapping.geometry) : []),
    ...(mapping.extra === undefined ? [] : [mapping.extra]),
    ...mapping.ignore,
  ])
  const differs = crs !== 'EPSG:4326' && crs !== 'EPSG:4490'
  const [census, layer] = [String(censusId), String(layerNo)]

  return (row, rowNo) => {
    const findings: ReadingFinding[] = []
    for (const note of row.notes ?? []) findings.push(finding(rowNo, note, 'warning'))
    if (row.problem) findings.push(finding(rowNo, row.problem))
    const extra = readExtra(row.fields, consumed, mapping.extra)
    if (isReason(extra)) findings.push(finding(rowNo, extra))
    const read = row.problem ? null : readShape(row.geometry, toPlace)
    if (isReason(read) && read.code !== 'geometry_missing')
      findings.push(finding(rowNo, read, 'error', 'place'))
    const shape = read === null || isReason(read) ? null : single(read)
    for (const note of shape?.notes ?? []) findings.push(finding(rowNo, note, 'note', 'place'))
    const said = readers.map((read) => textOf(read(row)))
    // A number of 16 digits has lost the last ones before it came here: no rule on texts could tell.
    const code = row.problem ? null : readCode(readRawCode(row), null)
    if (isReason(code) && code.code === 'code_as_number') findings.push(finding(rowNo, code, 'error', 'code'))
    return {
      findings,
      columns: [
        census,
        String(rowNo),
        layer,
        String(row.rowNo),
        crs,
        shape && differs ? toEwkbHex(shape.source, null) : null,
        shape && toEwkbHex(shape.geometry, 4490),
        isReason(extra) ? '{}' : extra,
        textOf(readKey(row)),
        ...said,
      ],
    }
  }
}
