/** Endpoints of meetings (现场认领会): parcels one after the other before a map, claimed and signed for or deferred, and the minutes. Areas in m², positions [lon, lat], EPSG:4490. */
import { z } from 'zod'
import { endpoint, id, idParam, paging } from './endpoint.ts'
import { gridRef, schemeRef } from './grids.contract.ts'
import { parcelItem } from './parcels.contract.ts'

const attendant = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** The village or the office. */
  of: z.string().trim().max(200),
})
const meetingHead = z.object({
  id,
  scheme: schemeRef,
  depth: z.number().int(),
  title: z.string(),
  place: z.string(),
  chair: z.string(),
  attending: z.array(attendant),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  recorder: z.string(),
  parcels: z.number().int(),
  signed: z.number().int(),
  deferred: z.number().int(),
})
/** What was said of a parcel: the village that claims it with who signed for it, or why it was deferred. */
const outcome = z.object({
  outcome: z.enum(['signed', 'deferred']).nullable(),
  grid: gridRef.nullable(),
  signatory: z.string().nullable(),
  words: z.string().nullable(),
  at: z.string().nullable(),
})
export const meeting = meetingHead.extend({
  /** In the order of the meeting, the largest first. */
  queue: z.array(
    z.object({
      no: z.number().int(),
      parcel: parcelItem,
      presentedAt: z.string().nullable(),
      ...outcome.shape,
    }),
  ),
  /** Number in the queue of the first one that nothing is said of. */
  next: z.number().int().nullable(),
  mayRecord: z.boolean(),
})
export type Meeting = z.infer<typeof meeting>

/** Whatever happens to parcels, villages and their names later, the minutes of a meeting stay the same. */
export const minutes = meetingHead.extend({
  items: z.array(
    z.object({
      no: z.number().int(),
      number: z.string(),
      name: z.string(),
      areaM2: z.number(),
      parent: gridRef,
      geometry: z.unknown(),
      presentedAt: z.string().nullable(),
      ...outcome.shape,
    }),
  ),
  areaM2: z.number(),
  signedM2: z.number(),
  deferredM2: z.number(),
  /** A line each to sign on: the chair, those attending, then whoever signed for a village and is not among them. */
  signatures: z.array(
    z.object({ name: z.string(), of: z.string(), as: z.enum(['chair', 'attending', 'village']) }),
  ),
})
export type Minutes = z.infer<typeof minutes>

const ROOT = '/api/meetings'
const parcelParams = z.object({ ...idParam.shape, parcelId: z.coerce.number<string>().int().positive() })
const words = z.string().trim().min(1).max(2_000)

export const listMeetings = endpoint({
  method: 'GET',
  path: ROOT,
  summary: 'Meetings, the newest first',
  query: z.object(paging),
  response: z.object({ items: z.array(meetingHead), total: z.number().int(), next: z.string().nullable() }),
})
export const createMeeting = endpoint({
  method: 'POST',
  path: ROOT,
  summary:
    'Opens a meeting on the parcels of a level that no ruling was made on, inside the area of the account',
  body: z.strictObject({
    scheme: id,
    depth: z.number().int().min(2).max(6),
    title: z.string().trim().min(1).max(200),
    place: z.string().trim().max(200),
    chair: z.string().trim().min(1).max(100),
    attending: z.array(attendant).max(500),
  }),
  response: meeting,
  status: 201,
})
export const getMeeting = endpoint({
  method: 'GET',
  path: `${ROOT}/:id`,
  summary: 'A meeting with its queue and what was said of each parcel',
  params: idParam,
  response: meeting,
})
export const presentParcel = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/parcels/:parcelId/present`,
  summary: 'The parcel is on the wall',
  params: parcelParams,
  response: meeting,
})
/** The claim is the recorder's in writing; who signs for the village is named. It takes the place of what was recorded before. */
export const signParcel = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/parcels/:parcelId/sign`,
  summary: 'A village claims the parcel and signs for it',
  params: parcelParams,
  body: z.strictObject({ grid: id, signatory: z.string().trim().min(1).max(100), words }),
  response: meeting,
})
export const deferParcel = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/parcels/:parcelId/defer`,
  summary: 'The parcel is left for another time, with a reason',
  params: parcelParams,
  body: z.strictObject({ reason: words }),
  response: meeting,
})
export const closeMeeting = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/close`,
  summary: 'Closes the meeting: nothing more is recorded',
  params: idParam,
  response: meeting,
})
export const getMinutes = endpoint({
  method: 'GET',
  path: `${ROOT}/:id/minutes`,
  summary: 'All that the printed minutes need',
  params: idParam,
  response: minutes,
})
