/** What a sample of a layer shows before any of it is staged: fields, encoding and CRS with their evidence, how it is best read, and where its rows fall ([lon, lat], EPSG:4490). */
import type { Connection } from '../../db/database.ts'
import { type PositionReader, positionReader, readDistrictExtent } from '../../imports/position.ts'
import { ENCODINGS, type Layer, type Said, type SourceRow } from '../../readers/source.ts'
import type { LayerInspection, LayerReading } from '../../shared/census.ts'
import { type DatumShifts, missingShift } from '../../shared/crs.ts'
import { isReason } from '../../shared/reasons.ts'
import { findTemplate } from '../templates/templates.ts'
import { applyTemplate } from './apply-template.ts'
import { textOf } from './field-profile.ts'
import { warningsOf } from './inspection-warnings.ts'
import { readEditions } from './known-classes.ts'
import { proposeMapping } from './propose-mapping.ts'
import { isTable, positionOf, type Sample, sampleLayer } from './sample-layer.ts'
import { namedCrs, proposeCrs, weighLayer } from './weigh-layer.ts'

export type InspectionOf = {
  readonly db: Connection
  /** Under which the delivery is opened; null while nobody said. */
  readonly edition: string | null
  readonly shifts: DatumShifts
  /** Whose templates are proposed, as the census names who opened it. */
  readonly surveyor: string | null
  /** Where a reader that must convert a file may write. */
  readonly folder?: string | undefined
}

const SHOWN = 50
const SAMPLES_OF_A_FIELD = 5

const saidOf = ([zh, en]: Said) => ({ zh, en })

const optionsOf = (reading: LayerReading | null, { shifts, folder }: InspectionOf) => ({
  encoding: ENCODINGS.find((name) => name === reading?.encoding),
  headerRow: reading?.headerRow,
  shifts,
  folder,
})

/** Text that holds geometry is read by the reader itself. */
const withShapes = async (
  layer: Layer,
  sample: Sample,
  geometry: LayerReading['geometry'],
  options: ReturnType<typeof optionsOf>,
): Promise<Sample> =>
  isTable(layer) && geometry !== undefined && !('x' in geometry)
    ? sampleLayer(layer, { ...options, geometry })
    : sample

const shown = (
  { fields, rows }: Sample,
  geometry: LayerReading['geometry'],
  toPlace: PositionReader | null,
): LayerInspection['sample'] =>
  rows.slice(0, SHOWN).map((row: SourceRow) => {
    const position = positionOf(row, geometry)
    const place = position === null || toPlace === null ? null : toPlace(position)
    return {
      row: row.rowNo,
      values: fields.map((name) => textOf(row.fields[name])),
      point: place === null || isReason(place) ? null : place,
    }
  })

const samplesOf = ({ fields, rows }: Sample): LayerInspection['fields'] =>
  fields.map((name) => ({
    name,
    samples: [...new Set(rows.map((row) => textOf(row.fields[name])).filter((text) => text !== ''))].slice(
      0,
      SAMPLES_OF_A_FIELD,
    ),
  }))

/** `reading`: as a surveyor confirmed it; null: as is best. Throws FileRefused where the layer cannot be read so, or at all. */
export const inspectLayer = async (
  layer: Layer,
  reading: LayerReading | null,
  within: InspectionOf,
): Promise<LayerInspection> => {
  const options = optionsOf(reading, within)
  const bare = await sampleLayer(layer, isTable(layer) ? { ...options, geometry: null } : options)
  const editions = await readEditions(within.db)
  const guessed = proposeMapping(
    { name: layer.name, fields: bare.fields, rows: bare.rows, isTable: isTable(layer) },
    editions,
    within.edition,
  )
  const template =
    within.surveyor === null
      ? undefined
      : await findTemplate(within.db, within.surveyor, { ...layer, fields: bare.fields })
  const proposed =
    template === undefined
      ? guessed
      : applyTemplate(guessed, template, { source: bare.source, layerName: layer.name })
  const used = reading ?? proposed.reading
  const sample = await withShapes(layer, bare, used.geometry, options)
  const extent = await readDistrictExtent(within.db)
  const { candidates, swapped } = await weighLayer(sample, used, {
    db: within.db,
    shifts: within.shifts,
    extent,
    template: reading === null ? (template?.name ?? null) : null,
  })
  const { source } = sample
  const settled = proposeCrs(source.crs, candidates)
  const crs = used.crs ?? settled?.crs ?? namedCrs(source.crs)
  const convertible = crs !== null && missingShift(crs, within.shifts) === null
  return {
    fields: samplesOf(sample),
    count: source.count,
    encoding: { ...source.encoding, why: saidOf(source.encoding.why) },
    crs: source.crs && { ...source.crs, why: saidOf(source.crs.why) },
    candidates,
    proposed: {
      ...proposed.reading,
      ...(settled === null || proposed.reading.crs !== undefined ? {} : { crs: settled.crs }),
    },
    reasons: {
      ...proposed.reasons,
      ...(settled === null || proposed.reading.crs !== undefined ? {} : { crs: settled.reason }),
    },
    sample: shown(sample, used.geometry, convertible ? positionReader(crs, extent) : null),
    warnings: warningsOf(sample, swapped, candidates).map(saidOf),
    edition: guessed.edition,
    template: template?.name ?? null,
    refused: null,
  }
}
