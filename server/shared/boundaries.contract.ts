/** Endpoints of boundary work: changes as drafts of operations, their proof, their impact, and their way into force. */
import { z } from 'zod'
import { change, changeItem, changeState, edited, face, impact } from './boundaries.ts'
import { bbox, endpoint, id, idParam, paging, severalOf } from './endpoint.ts'
import { operation } from './operations.ts'
import { proof, tolerances } from './proof.ts'

const ROOT = '/api/changes'
const title = z.string().trim().min(1).max(200)
const words = z.string().trim().min(1).max(2_000)
/** What the caller has seen; another number means that somebody else has edited it, and nothing is done. */
const revision = z.number().int().min(0)

export const listChanges = endpoint({
  method: 'GET',
  path: ROOT,
  summary: 'Changes of grids, the newest first',
  query: z.object({
    scheme: z.coerce.number().int().positive().optional(),
    state: severalOf(changeState),
    ...paging,
  }),
  response: z.object({ items: z.array(changeItem), total: z.number().int(), next: z.string().nullable() }),
})
export const createChange = endpoint({
  method: 'POST',
  path: ROOT,
  summary: 'Opens a draft on a scheme',
  body: z.strictObject({ scheme: id, title, description: z.string().max(5_000).optional() }),
  response: change,
  status: 201,
})
export const getChange = endpoint({
  method: 'GET',
  path: `${ROOT}/:id`,
  summary: 'One change: its operations, the grids it touches, who else works there, comments',
  params: idParam,
  response: change,
})
export const updateChange = endpoint({
  method: 'PATCH',
  path: `${ROOT}/:id`,
  summary: 'Title and description of a draft',
  params: idParam,
  body: z.strictObject({ title: title.optional(), description: z.string().max(5_000).optional() }),
  response: change,
})
export const discardChange = endpoint({
  method: 'DELETE',
  path: `${ROOT}/:id`,
  summary: 'Lets go of a draft; it stays on record',
  params: idParam,
})

export const addOperation = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/operations`,
  summary: 'Does one named operation on the draft; what was undone can then no longer be redone',
  params: idParam,
  body: z.strictObject({ revision, operation }),
  response: edited,
})
const step = <const P extends string>(path: P, summary: string) =>
  endpoint({
    method: 'POST',
    path: `${ROOT}/:id/${path}`,
    summary,
    params: idParam,
    body: z.strictObject({ revision }),
    response: edited,
  })
export const undoOperation = step('undo', 'Takes the last operation back')
export const redoOperation = step('redo', 'Does the last operation again that was taken back')
/** Fails as a whole, naming the operation that no longer works. */
export const replayOperations = step('replay', 'Does all operations again on the register as it is now')

export const listFaces = endpoint({
  method: 'GET',
  path: `${ROOT}/:id/faces`,
  summary: 'Exact shapes of the grids in a box, as the draft has them',
  params: idParam,
  query: z.object({
    bbox,
    depth: z.coerce.number().int().min(1).max(6).optional(),
    base: z.stringbool().default(false),
  }),
  response: z.object({ faces: z.array(face), cutOff: z.number().int(), revision }),
})
export const proveChange = endpoint({
  method: 'GET',
  path: `${ROOT}/:id/proof`,
  summary: 'Proves the ground that a draft touches, or its whole scheme as the draft would have it',
  params: idParam,
  query: z.object({ scope: z.enum(['touched', 'scheme']).default('touched') }),
  response: proof,
})
export const getImpact = endpoint({
  method: 'GET',
  path: `${ROOT}/:id/impact`,
  summary: 'Components and reports that would change hands, and what units gain and lose',
  params: idParam,
  response: impact,
})

const move = <const P extends string, B extends z.ZodType>(path: P, summary: string, body: B) =>
  endpoint({ method: 'POST', path: `${ROOT}/:id/${path}`, summary, params: idParam, body, response: change })
export const submitChange = move(
  'submit',
  'Gives a draft to review; refused while its proof has errors',
  z.strictObject({ revision }),
)
export const withdrawChange = move('withdraw', 'Takes it back out of review', z.strictObject({ revision }))
export const approveChange = move(
  'approve',
  'Approves it, to be in force at an instant; at once where none is said',
  z.strictObject({
    revision,
    /** Today or later; what has gone by of today is at once. */
    effectAt: z.iso.datetime({ offset: true }).optional(),
    reason: z.string().trim().max(2_000).optional(),
    /** Reports that are assigned anew; all others keep their unit. */
    reevaluate: z.array(id).max(100_000).optional(),
  }),
)
export const rejectChange = move(
  'reject',
  'Rejects it with a reason',
  z.strictObject({ revision, reason: words }),
)
export const reopenChange = move('reopen', 'Makes a draft of it again', z.strictObject({ revision }))

export const addComment = move(
  'comments',
  'A comment on the change, on one of its grids or on an issue',
  z.strictObject({
    words,
    face: z.number().int().optional(),
    issue: z.string().max(100).optional(),
    place: z.tuple([z.number(), z.number()]).optional(),
  }),
)
export const tellPresence = endpoint({
  method: 'PUT',
  path: `${ROOT}/:id/presence`,
  summary: 'Says that the caller has it open; forgotten after half a minute',
  params: idParam,
  body: z.strictObject({ editing: z.boolean() }),
})

export const proveScheme = endpoint({
  method: 'GET',
  path: '/api/schemes/:id/proof',
  summary: 'Proves a scheme as it is in the register',
  params: idParam,
  response: proof,
})
export const setTolerances = endpoint({
  method: 'PUT',
  path: '/api/schemes/:id/tolerances',
  summary: 'With which tolerances a scheme is proven',
  params: idParam,
  body: tolerances,
  response: tolerances,
})
export const waiveIssue = endpoint({
  method: 'PUT',
  path: '/api/schemes/:id/waivers/:issue',
  summary: 'Waives a warning with a reason, until it is revoked',
  params: z.object({ ...idParam.shape, issue: z.string().min(1).max(100) }),
  body: z.strictObject({ kind: z.string().max(50), reason: words }),
})
export const revokeWaiver = endpoint({
  method: 'DELETE',
  path: '/api/schemes/:id/waivers/:issue',
  summary: 'The warning counts again',
  params: z.object({ ...idParam.shape, issue: z.string().min(1).max(100) }),
})
