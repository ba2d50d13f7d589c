/** Endpoints of a census (普查): files in, what they are, how they are read, and the work on them from staging to undo. */
import { z } from 'zod'
import {
  census,
  censusItem,
  censusJob,
  censusLayer,
  censusSettingsPatch,
  DIFFERENCE_KINDS,
  layerReading,
  pageOf,
} from './census.ts'
import { endpoint, idParam, paging } from './endpoint.ts'

const ROOT = '/api/imports'
const fileParams = z.object({ ...idParam.shape, fileId: z.coerce.number().int().positive() })
const layerParams = z.object({ ...idParam.shape, no: z.coerce.number().int().positive() })

export const listCensuses = endpoint({
  method: 'GET',
  path: ROOT,
  summary: 'Deliveries, the newest first',
  query: z.object(paging),
  response: pageOf(censusItem),
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
/** What the caller confirmed of layers like one is no longer proposed; those of other surveyors are theirs. */
export const forgetTemplate = endpoint({
  method: 'DELETE',
  path: '/api/import-templates/:name',
  summary: 'Forgets a template of the caller',
  params: z.object({ name: z.string().min(1).max(200) }),
})
