/** What one line of a filled-in field sheet says: a result by its number, a component that was not delivered, nothing, or what cannot be understood. Pure. */
import type { ClassCatalogue } from '../imports/catalogue.ts'
import { nameKey } from '../imports/catalogue.ts'
import { FileRefused } from '../readers/file-refused.ts'
import type { Fields } from '../readers/source.ts'
import { CRS_NAMES, type LonLat, toLonLat } from '../shared/crs.ts'
import { type Reason, reason } from '../shared/reasons.ts'
import type { Entered } from './sampled.queries.ts'
import { FILLED, GIVEN, HEADS, outcomeMeant, type SheetField, targetsMeant } from './sheet-columns.ts'
import type { NewUndelivered } from './undelivered.queries.ts'

export type SheetContext = {
  readonly catalogue: ClassCatalogue
  readonly targets: readonly string[]
  /** Number of a sampled component → its grid. */
  readonly numbers: ReadonlyMap<number, number>
  /** Code of a sampled grid → its identity. */
  readonly grids: ReadonlyMap<string, number>
}
export type SheetLine =
  | { readonly kind: 'empty' }
  | { readonly kind: 'wrong'; readonly why: Reason }
  | { readonly kind: 'result'; readonly gridId: number; readonly entered: Entered }
  | { readonly kind: 'undelivered'; readonly entered: NewUndelivered }

type Texts = Readonly<Record<SheetField, string>>

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value).trim())
const FIELDS = [...Object.keys(GIVEN), ...Object.keys(FILLED)] as SheetField[]

/** Throws FileRefused where the columns are those of no field sheet. */
export const requireSheet = (names: readonly string[]): void => {
  const missing = (['no', 'grid', 'outcome'] as const).filter(
    (f) => !HEADS[f]?.some((h) => names.includes(h)),
  )
  if (missing.length === 0) return
  const [zh, en] = [0, 1].map((n) => missing.map((f) => HEADS[f]?.[n] ?? f).join('、'))
  throw new FileRefused('not_a_field_sheet', [
    `文件没有列：${zh}；请填写下载的外业核查表再送回`,
    `The file has no column ${en}; fill in the field sheet that was downloaded and send it back.`,
  ])
}

/** By their heads in either language. */
const textsOf = (fields: Fields): Texts =>
  Object.fromEntries(
    FIELDS.map((field) => [field, HEADS[field]?.map((head) => textOf(fields[head])).find(Boolean) ?? '']),
  ) as Texts

const wrong = (code: Parameters<typeof reason>[0], values: Record<string, unknown> = {}): SheetLine => ({
  kind: 'wrong',
  why: reason(code, null, values),
})

/** Null: not measured. */
const pointOf = ({ crs, x, y }: Texts): LonLat | null | SheetLine => {
  if (x === '' && y === '') return null
  if (!CRS_NAMES.includes(crs)) return wrong('measured_crs_unknown', { value: crs })
  const point = x === '' || y === '' ? null : toLonLat(crs, [Number(x), Number(y)])
  return point ?? wrong('coordinate_range', { x, y, crs })
}

const undeliveredOf = (texts: Texts, { catalogue, grids }: SheetContext): SheetLine => {
  const gridId = grids.get(texts.grid)
  if (gridId === undefined) return wrong('grid_not_sampled', { value: texts.grid })
  const said = texts.classCode || texts.className
  const named = catalogue.byName.get(nameKey(texts.className)) ?? []
  const found = catalogue.byCode.get(texts.classCode) ?? (texts.classCode === '' ? named[0] : undefined)
  if (found === undefined) return wrong('class_unknown', { edition: catalogue.edition, value: said })
  if (texts.classCode === '' && named.length > 1)
    return wrong('class_ambiguous', { edition: catalogue.edition, value: said })
  const point = pointOf(texts)
  if (point === null) return wrong('geometry_missing')
  if ('kind' in point) return point
  const key = ['sheet', gridId, found.id, ...point.map((degrees) => degrees.toFixed(7))].join(':')
  return { kind: 'undelivered', entered: { key, gridId, classId: found.id, point, note: texts.note } }
}

const offsetOf = (said: string): number | null | undefined => {
  if (said === '') return null
  const offset = Number(said)
  return offset >= 0 && Number.isFinite(offset) ? offset : undefined
}

const resultOf = (no: number, gridId: number, texts: Texts, { targets }: SheetContext): SheetLine => {
  const outcome = texts.outcome === '' ? undefined : outcomeMeant(texts.outcome)
  if (texts.outcome === '') return wrong('outcome_missing')
  if (outcome === undefined) return wrong('outcome_unknown', { value: texts.outcome })
  const { meant, unknown } = targetsMeant(texts.wrong, targets)
  if (unknown.length > 0) return wrong('attribute_unknown', { value: unknown.join('、') })
  const point = pointOf(texts)
  if (point !== null && 'kind' in point) return point
  const said = offsetOf(texts.offset)
  if (said === undefined) return wrong('offset_unreadable', { value: texts.offset })
  if (outcome === 'absent' && (meant.length > 0 || point !== null || said !== null))
    return wrong('absent_with_more')
  const offsetM = point === null ? said : null
  return {
    kind: 'result',
    gridId,
    entered: { no, outcome, wrong: meant, offsetM, note: texts.note.slice(0, 500), point },
  }
}

export const readSheetLine = (fields: Fields, context: SheetContext): SheetLine => {
  const texts = textsOf(fields)
  const filled = [texts.outcome, texts.wrong, texts.x, texts.y, texts.offset, texts.note].some(Boolean)
  if (texts.no === '') {
    const named = filled || texts.classCode !== '' || texts.className !== ''
    return named ? undeliveredOf(texts, context) : { kind: 'empty' }
  }
  const gridId = context.numbers.get(Number(texts.no))
  if (gridId === undefined) return wrong('sample_no_unknown', { value: texts.no })
  return filled ? resultOf(Number(texts.no), gridId, texts, context) : { kind: 'empty' }
}
