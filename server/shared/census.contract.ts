/** Endpoints of a census (普查): files in, what they are, how they are read, verdicts, the difference, commit and undo. Positions are [lon, lat], EPSG:4490. */
import { z } from 'zod'
import { bbox, endpoint, id, idParam, lonLat, paging } from './endpoint.ts'

const said = z.object({ zh: z.string(), en: z.string() })
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

const list = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int(), next: z.string().nullable() })

const ROOT = '/api/imports'
const fileParams = z.object({ ...idParam.shape, fileId: z.coerce.number().int().positive() })
const layerParams = z.object({ ...idParam.shape, no: z.coerce.number().int().positive() })
const rowParams = z.object({ ...idParam.shape, rowNo: z.coerce.number().int().positive() })

export const listCensuses = endpoint({
  method: 'GET',
  path: ROOT,
  summary: 'Deliveries, the newest first',
  query: z.object(paging),
  response: list(censusItem),
})
export const createCensus = endpoint({
  method: 'POST',
  path: ROOT,
  summary: 'Opens a delivery',
  body: z.strictObject({ title: z.string().trim().min(1).max(200), edition: z.string().min(1).max(200) }),
  response: census,
  status: 201,
})
export const getCensus = endpoint({
  method: 'GET',
  path: `${ROOT}/:id`,
  summary: 'One delivery: files, layers, figures, reasons, work in hand',
  params: idParam,
  response: census,
})
export const updateCensus = endpoint({
  method: 'PATCH',
  path: `${ROOT}/:id`,
  summary: 'Title, settings, and which kinds of difference are taken as a whole',
  params: idParam,
  body: z.strictObject({
    title: z.string().trim().min(1).max(200).optional(),
    settings: censusSettingsPatch.partial().optional(),
    accepted: z.partialRecord(z.enum([...DIFFERENCE_KINDS, 'missing']), z.boolean()).optional(),
  }),
  response: census,
})
export const discardCensus = endpoint({
  method: 'DELETE',
  path: `${ROOT}/:id`,
  summary: 'Lets go of a delivery that is not committed',
  params: idParam,
})
/** The file itself is the body. */
export const addCensusFile = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/files`,
  summary: 'Adds a file; its layers are found and inspected next',
  params: idParam,
  query: z.object({ name: z.string().min(1).max(300) }),
  takesFile: true,
  response: census,
  status: 201,
})
export const removeCensusFile = endpoint({
  method: 'DELETE',
  path: `${ROOT}/:id/files/:fileId`,
  summary: 'Takes a file out again',
  params: fileParams,
})
/** Without `reading` the layer goes back to what is proposed. What is confirmed is inspected anew at once. */
export const updateLayer = endpoint({
  method: 'PATCH',
  path: `${ROOT}/:id/layers/:no`,
  summary: 'Whether a layer is taken, and how it is read',
  params: layerParams,
  body: z.strictObject({ included: z.boolean().optional(), reading: layerReading.nullable().optional() }),
  response: censusLayer,
})

const startJob = <const P extends string>(path: P, summary: string) =>
  endpoint({
    method: 'POST',
    path: `${ROOT}/:id/${path}`,
    summary,
    params: idParam,
    response: censusJob,
    status: 202,
  })
export const stageCensus = startJob(
  'stage',
  'Reads all rows, judges them and compares them with the registry',
)
export const judgeAgain = startJob('judge', 'Judges and compares the staged rows again')
export const commitCensus = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/commit`,
  summary: 'Writes what is taken into the registry',
  params: idParam,
  /** More than the set share would be retired: the title of the delivery, written out. */
  body: z.strictObject({ confirmRetire: z.string().optional() }),
  response: censusJob,
  status: 202,
})
export const undoCensus = startJob('undo', 'Takes the batch back; what was changed since stays')
export const pauseJob = startJob('pause', 'Holds the work after its present stage or lot')
export const resumeJob = startJob('resume', 'Goes on with held or failed work at its last whole stage')
export const cancelJob = startJob('cancel', 'Ends the work')

export const listCensusRows = endpoint({
  method: 'GET',
  path: `${ROOT}/:id/rows`,
  summary: 'Staged rows with verdicts and differences',
  params: idParam,
  query: z.object({
    ...paging,
    layer: z.coerce.number().int().optional(),
    severity: z.enum(SEVERITIES).optional(),
    finding: z.string().max(60).optional(),
    kind: differenceKind.optional(),
    /** A beginning of the code. */
    q: z.string().max(60).optional(),
    row: z.coerce.number().int().optional(),
  }),
  response: list(censusRow),
})
/** Points of rows on the map: the first 20,000 in the box, and how many there are. */
export const censusPlaces = endpoint({
  method: 'GET',
  path: `${ROOT}/:id/places`,
  summary: 'Where the rows are',
  params: idParam,
  query: z.object({ bbox: bbox.optional() }),
  response: z.object({
    total: z.number().int(),
    places: z.array(
      z.object({
        rowNo: z.number().int(),
        point: lonLat,
        /** A kind of difference; `error` in quarantine; null not compared yet. */
        kind: z.enum([...DIFFERENCE_KINDS, 'error']).nullable(),
        /** Where a moved component stands now. */
        from: lonLat.nullable(),
      }),
    ),
  }),
})
/** Empty texts take a value away. The row is judged and compared at once. */
export const fixCensusRow = endpoint({
  method: 'PATCH',
  path: `${ROOT}/:id/rows/:rowNo`,
  summary: 'Corrects a row in place',
  params: rowParams,
  body: z.strictObject({
    said: z.record(z.string(), z.string().max(2_000)).optional(),
    point: lonLat.optional(),
  }),
  response: censusRow,
})
export const decideRows = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/decisions`,
  summary: 'Takes or leaves out single rows and missing components; null: as their kind',
  params: idParam,
  body: z.strictObject({
    rows: z.array(z.number().int().positive()).max(10_000).default([]),
    missing: z.array(id).max(10_000).default([]),
    accepted: z.boolean().nullable(),
  }),
})
export const listMissing = endpoint({
  method: 'GET',
  path: `${ROOT}/:id/missing`,
  summary: 'Components of the declared extent and classes that the delivery does not bring',
  params: idParam,
  query: z.object(paging),
  response: list(missingComponent),
})
export const quarantineFile = endpoint({
  method: 'GET',
  path: `${ROOT}/:id/quarantine.:format`,
  summary: 'Quarantined rows with a column of reasons, as xlsx or csv, to be corrected and sent back',
  params: z.object({ ...idParam.shape, format: z.enum(['csv', 'xlsx']) }),
  mediaType: 'application/octet-stream',
})
/** The file itself is the body; rows are known again by their number. */
export const sendFixes = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/fixes`,
  summary: 'Takes corrected rows back',
  params: idParam,
  query: z.object({ name: z.string().min(1).max(300) }),
  takesFile: true,
  response: z.object({ corrected: z.number().int(), unknown: z.number().int(), job: censusJob }),
})

/** What the caller confirmed of layers like one is no longer proposed; those of other surveyors are theirs. */
export const forgetTemplate = endpoint({
  method: 'DELETE',
  path: '/api/import-templates/:name',
  summary: 'Forgets a template of the caller',
  params: z.object({ name: z.string().min(1).max(200) }),
})

export type CensusJob = z.infer<typeof censusJob>
export type LayerReading = z.infer<typeof layerReading>
export type LayerInspection = z.infer<typeof layerInspection>
export type Census = z.infer<typeof census>
export type CensusRow = z.infer<typeof censusRow>

/** Work on a delivery as it moves, told to surveyors and administrators at most four times a second. `id` is the delivery's. */
export type CensusEvent = { readonly id: number; readonly job: CensusJob }
