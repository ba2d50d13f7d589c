/** What a sample of a layer shows before any of it is staged: fields, fifty rows as they are decoded and where they fall ([lon, lat], EPSG:4490). */
import type { Connection } from '../db/database.ts'
import { STANDARD_FIELDS } from '../imports/mapping.ts'
import { type PositionReader, positionReader, readDistrictExtent } from '../imports/position.ts'
import { openLayer } from '../readers/open-layer.ts'
import { ENCODINGS, type Layer, type Source, type SourceRow } from '../readers/source.ts'
import type { LayerInspection, LayerReading } from '../shared/census.contract.ts'
import { isReason } from '../shared/reasons.ts'

const SAMPLE = 50
const SAMPLES_OF_A_FIELD = 5

const takeRows = async (source: Source): Promise<readonly SourceRow[]> => {
  for await (const batch of source.rows()) return batch.slice(0, SAMPLE)
  return []
}

/** The standards' own names, in any case; nothing is guessed. */
const proposeTargets = (fields: readonly string[]): Record<string, string> => {
  const byName = new Map(fields.map((name) => [name.toLowerCase(), name]))
  const targets: Record<string, string> = {}
  const propose = (target: string, names: readonly string[]): void => {
    const found = names.map((name) => byName.get(name.toLowerCase())).find((name) => name !== undefined)
    if (found !== undefined) targets[target] = found
  }
  for (const [target, names] of Object.entries(STANDARD_FIELDS)) {
    if ('code' in names)
      for (const part of ['code', 'name'] as const) propose(`${target}.${part}`, names[part])
    else propose(target, names)
  }
  return targets
}

const pointOfRow = ({ geometry }: SourceRow, toPlace: PositionReader | null): [number, number] | null => {
  if (geometry?.type !== 'Point' || toPlace === null) return null
  const place = toPlace(geometry.coordinates)
  return isReason(place) ? null : [place[0], place[1]]
}

const saidOf = ([zh, en]: readonly [string, string]) => ({ zh, en })
const textOf = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)

/** `folder` is for readers that convert first. Throws FileRefused where the layer cannot be read by this reading, or by none. */
export const lookAtLayer = async (
  db: Connection,
  layer: Layer,
  reading: LayerReading | null,
  folder: string,
): Promise<LayerInspection> => {
  const encoding = ENCODINGS.find((name) => name === reading?.encoding)
  const source = await openLayer(layer, {
    encoding,
    geometry: reading?.geometry,
    headerRow: reading?.headerRow,
    folder,
  })
  const rows = await takeRows(source)
  const fields = source.fields ?? [...new Set(rows.flatMap((row) => Object.keys(row.fields)))]
  const found = source.crs
  const crs = reading?.crs ?? (found && 'crs' in found ? found.crs : undefined)
  const toPlace = crs === undefined ? null : positionReader(crs, await readDistrictExtent(db))
  return {
    fields: fields.map((name) => ({
      name,
      samples: [...new Set(rows.map((row) => textOf(row.fields[name])).filter((text) => text !== ''))].slice(
        0,
        SAMPLES_OF_A_FIELD,
      ),
    })),
    count: source.count,
    encoding: {
      name: source.encoding.name,
      confidence: source.encoding.confidence,
      why: saidOf(source.encoding.why),
    },
    crs: found && { ...found, why: saidOf(found.why) },
    candidates: [],
    proposed: { targets: proposeTargets(fields), ...(crs === undefined ? {} : { crs }) },
    reasons: {},
    sample: rows.map((row) => ({
      row: row.rowNo,
      values: fields.map((name) => textOf(row.fields[name])),
      point: pointOfRow(row, toPlace),
    })),
    warnings: source.warnings.map(saidOf),
    template: null,
    refused: null,
  }
}
