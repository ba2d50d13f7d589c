/** What a census (普查) is made of: its files, layers and how they are read, jobs, counts, rows. Positions are [lon, lat], EPSG:4490. */
import { z } from 'zod'
import { id, lonLat } from './endpoint.ts'

export const said = z.object({ zh: z.string(), en: z.string() })
const evidence = { confidence: z.enum(['certain', 'likely', 'guess']), why: said }

export const CENSUS_STATES = [
  'receiving',
  'staged',
  'judged',
  'compared',
  'stopped',
  'committed',
  'discarded',
] as const
export const DIFFERENCE_KINDS = [
  'new',
  'returned',
  'same',
  'changed',
  'moved',
  'conflict',
  'suspect',
] as const
export const differenceKind = z.enum(DIFFERENCE_KINDS)
export const SEVERITIES = ['error', 'warning', 'note'] as const

/** Counts of rows; `missing` counts components that the delivery does not bring. */
export const censusCounts = z.object({
  total: z.number().int(),
  refused: z.number().int(),
  missing: z.number().int(),
  new: z.number().int(),
  returned: z.number().int(),
  same: z.number().int(),
  changed: z.number().int(),
  moved: z.number().int(),
  conflict: z.number().int(),
  suspect: z.number().int(),
})

/** Heavy work is queued, one at a time for a registry. `share` of the stage; `secondsLeft` once the rate is known. */
export const JOB_KINDS = ['inspect', 'stage', 'judge', 'commit', 'undo'] as const
export const JOB_STATES = ['queued', 'running', 'paused', 'done', 'failed', 'cancelled'] as const
export const censusJob = z.object({
  id,
  kind: z.enum(JOB_KINDS),
  state: z.enum(JOB_STATES),
  stage: z.enum(['waiting', 'inspect', 'read', 'judge', 'compare', 'commit', 'undo']),
  rows: z.number().int(),
  share: z.number(),
  rowsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** Why it failed. */
  problem: said.nullable(),
})

/** How a layer is read: what was proposed, or what a surveyor confirmed. A value source is a field's name, or the mapping file's richer form. */
export const layerReading = z.object({
  encoding: z.string().optional(),
  crs: z.string().optional(),
  headerRow: z.number().int().positive().optional(),
  /** Columns with the place, where the format has no geometry of its own. `x` is the easting or longitude. */
  geometry: z
    .union([
      z.object({ x: z.string(), y: z.string() }),
      z.object({ wkt: z.string() }),
      z.object({ geojson: z.string() }),
    ])
    .optional(),
  /** Target → source: `code`, `class`, `className`, `name`, `state`, …, `owner.code`, `owner.name`, `key`. */
  targets: z.record(z.string(), z.unknown()),
  /** Whose keys `key` holds. */
  keySource: z.string().optional(),
  /** A class for every row, for layers of one class that say it only in their name. */
  classCode: z.string().optional(),
  /** A field with further fields as one JSON object, as an export writes it. */
  extra: z.string().optional(),
  /** Fields that are kept nowhere: what the registry works out itself. */
  ignore: z.array(z.string()).optional(),
})

/** What reading a sample gave. */
export const layerInspection = z.object({
  fields: z.array(z.object({ name: z.string(), samples: z.array(z.string()) })),
  count: z.number().int().nullable(),
  encoding: z.object({ name: z.string(), ...evidence }).nullable(),
  /** As the file names it; `refused`: it cannot be converted without parameters of the city. */
  crs: z
    .object({ said: z.string(), crs: z.string().optional(), refused: z.string().optional(), ...evidence })
    .nullable(),
  /** Systems that are possible, best first: the share of sampled points that lie in the district, and in their own stated grid where rows state one. */
  candidates: z.array(
    z.object({
      crs: z.string(),
      inDistrict: z.number(),
      inStatedGrid: z.number().nullable(),
      why: said,
    }),
  ),
  proposed: layerReading,
  /** Target → why that source was taken, and how sure it is. */
  reasons: z.record(z.string(), z.object(evidence)),
  /** Fifty rows decoded, as texts in the order of `fields`, with their place. */
  sample: z.array(z.object({ row: z.number().int(), values: z.array(z.string()), point: lonLat.nullable() })),
  warnings: z.array(said),
  /** The one that codes and classes agree with best, which may be another than the delivery's; `reasons.edition` says why. */
  edition: z.string().nullable(),
  /** The template that fits, if this surveyor confirmed one before. */
  template: z.string().nullable(),
  /** It cannot be read at all, and what to do. */
  refused: said.nullable(),
})

export const censusLayer = z.object({
  no: z.number().int(),
  fileId: id.nullable(),
  name: z.string(),
  format: z.string(),
  included: z.boolean(),
  rows: z.number().int().nullable(),
  /** Confirmed; null: as proposed. */
  reading: layerReading.nullable(),
  inspection: layerInspection.nullable(),
})

export const findingSummary = z.object({
  code: z.string(),
  severity: z.enum(SEVERITIES),
  count: z.number().int(),
  examples: z.array(
    z.object({
      rowNo: z.number().int(),
      layer: z.string(),
      sourceRow: z.number().int(),
      code: z.string().nullable(),
      zh: z.string(),
      en: z.string(),
    }),
  ),
})

export const censusSettingsPatch = z.strictObject({
  edition: z.string().min(1).max(200),
  units: z.enum(['refuse', 'create']),
  edgeM: z.number().min(0).max(100),
  declared: z
    .strictObject({ grids: z.array(id).max(10_000).nullable(), classes: z.array(id).max(5_000) })
    .nullable(),
  retireShare: z.number().min(0).max(1),
})

const censusHead = {
  id,
  title: z.string(),
  state: z.enum(CENSUS_STATES),
  actor: z.string(),
  createdAt: z.string(),
  files: z.number().int(),
  counts: censusCounts,
  job: censusJob.nullable(),
  /** What became of its last sample; null where none was drawn. */
  acceptance: z.enum(['open', 'accepted', 'returned']).nullable(),
}
export const censusItem = z.object({
  ...censusHead,
  /** Who committed it and when; `undone`: it was taken back since. */
  committed: z.object({ at: z.string(), actor: z.string(), undone: z.boolean() }).nullable(),
})
export const census = z.object({
  ...censusHead,
  files: z.array(z.object({ id, name: z.string(), bytes: z.number(), sha256: z.string() })),
  settings: censusSettingsPatch,
  accepted: z.record(z.string(), z.boolean()),
  /** Kind → how many rows, or missing components, were taken or left out by themselves, whatever holds for their kind. */
  decided: z.record(z.string(), z.object({ taken: z.number().int(), left: z.number().int() })),
  layers: z.array(censusLayer),
  findings: z.array(findingSummary),
  stopped: said.nullable(),
  /** What the commit made. `undone` when it was taken back; `kept`: what was changed since and stayed. */
  batch: z
    .object({
      id,
      appliedAt: z.string(),
      actor: z.string(),
      counts: z.record(z.string(), z.unknown()),
      undone: z
        .object({ at: z.string(), actor: z.string(), takenBack: z.number().int(), kept: z.number().int() })
        .nullable(),
    })
    .nullable(),
})

export const censusRow = z.object({
  rowNo: z.number().int(),
  layer: z.string(),
  sourceRow: z.number().int(),
  /** Target → what the row says; texts as delivered or corrected. */
  said: z.record(z.string(), z.string()),
  extra: z.record(z.string(), z.unknown()),
  point: lonLat.nullable(),
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(SEVERITIES),
      target: z.string(),
      zh: z.string(),
      en: z.string(),
    }),
  ),
  /** Null while it is in quarantine or not compared. */
  difference: z
    .object({
      kind: differenceKind,
      componentId: id,
      /** Target → what stands in the registry and what the row says, both as texts. */
      changes: z.array(
        z.object({ target: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
      ),
      distanceM: z.number().nullable(),
      nearId: id.nullable(),
      /** Decided for this row; null: as its kind. */
      accepted: z.boolean().nullable(),
      taken: z.boolean(),
    })
    .nullable(),
})

export const missingComponent = z.object({
  componentId: id,
  code: z.string(),
  className: z.string(),
  name: z.string(),
  point: lonLat,
  accepted: z.boolean().nullable(),
})

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int(), next: z.string().nullable() })

export type CensusJob = z.infer<typeof censusJob>
export type LayerReading = z.infer<typeof layerReading>
export type LayerInspection = z.infer<typeof layerInspection>
export type Census = z.infer<typeof census>
export type CensusRow = z.infer<typeof censusRow>

/** Work on a delivery as it moves, told to surveyors and administrators at most four times a second. `id` is the delivery's. */
export type CensusEvent = { readonly id: number; readonly job: CensusJob }
