/** Endpoints of the rows of a census: verdicts, the difference and what is taken of it, the quarantine out and in again. Positions are [lon, lat], EPSG:4490. */
import { z } from 'zod'
import {
  censusJob,
  censusRow,
  DIFFERENCE_KINDS,
  differenceKind,
  missingComponent,
  pageOf,
  SEVERITIES,
} from './census.ts'
import { bbox, endpoint, id, idParam, lonLat, paging } from './endpoint.ts'

const ROOT = '/api/imports'
const rowParams = z.object({ ...idParam.shape, rowNo: z.coerce.number().int().positive() })

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
  response: pageOf(censusRow),
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
  response: pageOf(missingComponent),
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
