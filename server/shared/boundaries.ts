/** What a change (变更) is made of: its state, its operations, the faces it touches, and what it does to components and reports. Areas in m², positions [lon, lat], EPSG:4490. */
import { z } from 'zod'
import { id, lonLat } from './endpoint.ts'
import { levelRef, schemeRef } from './grids.contract.ts'
import { operation, polygonShape } from './operations.ts'
import { faceId, faceRef, levelProof, proofIssue } from './proof.ts'
import { unitRef } from './units.contract.ts'

export const CHANGE_STATES = ['draft', 'in_review', 'approved', 'in_force', 'rejected', 'discarded'] as const
export const changeState = z.enum(CHANGE_STATES)
export type ChangeState = z.infer<typeof changeState>

export const said = z.object({ zh: z.string(), en: z.string() })

/** A grid as the draft has it; `geometry` is exact. */
export const face = faceRef.extend({
  parentId: faceId.nullable(),
  areaM2: z.number(),
  geometry: polygonShape,
  /** The draft differs from the register here. */
  changed: z.boolean(),
})
export type Face = z.infer<typeof face>

/** What a draft does to one grid: null before where it makes it, null after where it ends it. */
export const faceChange = z.object({
  face: faceRef,
  before: z
    .object({ code: z.string(), name: z.string(), parentId: faceId.nullable(), areaM2: z.number() })
    .nullable(),
  after: z
    .object({ code: z.string(), name: z.string(), parentId: faceId.nullable(), areaM2: z.number() })
    .nullable(),
  origins: z.array(faceId),
})
export type FaceChange = z.infer<typeof faceChange>

export const loggedOperation = z.object({
  no: z.number().int(),
  operation,
  actor: z.string(),
  at: z.string(),
  /** False where it was undone; it can be redone until another operation takes its place. */
  inEffect: z.boolean(),
})

export const comment = z.object({
  id,
  faceId: faceId.nullable(),
  issueId: z.string().nullable(),
  place: lonLat.nullable(),
  words: z.string(),
  actor: z.string(),
  at: z.string(),
})

/** Another open change over some of the same grids. */
export const neighbourChange = z.object({
  id,
  title: z.string(),
  state: changeState,
  author: z.string(),
  shared: z.array(faceRef),
  /** Who has it open now. */
  present: z.array(z.object({ name: z.string(), editing: z.boolean() })),
})

export const changeItem = z.object({
  id,
  scheme: schemeRef,
  title: z.string(),
  state: changeState,
  author: z.string(),
  createdAt: z.string(),
  submittedAt: z.string().nullable(),
  decidedAt: z.string().nullable(),
  effectAt: z.string().nullable(),
  inForceAt: z.string().nullable(),
  operations: z.number().int(),
  grids: z.number().int(),
})

export const change = changeItem.extend({
  description: z.string(),
  /** For `If-Match`: what the caller has seen. */
  revision: z.number().int(),
  head: z.number().int(),
  /** As the draft has them; those that it makes itself have no identity yet. */
  levels: z.array(levelRef.extend({ id: id.nullable() })),
  decider: z.string().nullable(),
  decisionReason: z.string().nullable(),
  log: z.array(loggedOperation),
  faces: z.array(faceChange),
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
  comments: z.array(comment),
  /** Grids that others have changed in the register since this draft touched them. */
  stale: z.array(faceRef),
  others: z.array(neighbourChange),
  present: z.array(z.object({ name: z.string(), editing: z.boolean() })),
  problem: said.nullable(),
  reevaluate: z.array(id),
  may: z.object({
    edit: z.boolean(),
    submit: z.boolean(),
    withdraw: z.boolean(),
    decide: z.boolean(),
    reopen: z.boolean(),
    discard: z.boolean(),
  }),
})
export type Change = z.infer<typeof change>

/** What an operation, an undo or a redo answers. */
export const edited = z.object({
  revision: z.number().int(),
  head: z.number().int(),
  /** How many operations can be redone. */
  redoable: z.number().int(),
  faces: z.array(
    face.extend({
      areaBeforeM2: z.number().nullable(),
      /** Where code or name were others. */
      namedBefore: z.object({ code: z.string(), name: z.string() }).nullable(),
    }),
  ),
  /** Ended, or undone into nothing. */
  gone: z.array(faceRef),
  /** In the ground that the whole draft touches. */
  issues: z.array(proofIssue),
  levels: z.array(levelProof),
})
export type Edited = z.infer<typeof edited>

const rates = z.object({
  components: z.number().int(),
  /** Share of components with every role confirmed or ruled. */
  confirmed: z.number().nullable(),
  /** Share of the parents' ground that grids hold. */
  coverage: z.number().nullable(),
})

/** What would change hands if the change took effect now. */
export const impact = z.object({
  /** Grid to grid in the change's scheme. */
  moves: z.array(
    z.object({
      from: faceRef.nullable(),
      to: faceRef.nullable(),
      fromUnit: unitRef.nullable(),
      toUnit: unitRef.nullable(),
      components: z.number().int(),
      reports: z.number().int(),
    }),
  ),
  components: z.number().int(),
  /** The first of them, for a list; the rest are counted. */
  listed: z.array(
    z.object({
      id,
      code: z.string(),
      name: z.string(),
      place: lonLat,
      from: faceId.nullable(),
      to: faceId.nullable(),
    }),
  ),
  cutOff: z.number().int(),
  reports: z.array(
    z.object({
      id,
      number: z.string(),
      place: lonLat,
      from: faceId.nullable(),
      to: faceId.nullable(),
      unit: unitRef.nullable(),
      /** Who would be responsible if it were decided anew. */
      unitAfter: unitRef.nullable(),
    }),
  ),
  reportsCutOff: z.number().int(),
  units: z.array(
    z.object({
      unit: unitRef,
      areaBeforeM2: z.number(),
      areaAfterM2: z.number(),
      componentsBefore: z.number().int(),
      componentsAfter: z.number().int(),
    }),
  ),
  grids: z.array(z.object({ face: faceRef, before: rates, after: rates })),
  gridsCutOff: z.number().int(),
})
export type Impact = z.infer<typeof impact>
