/** Endpoints of parcels (地块): ground that no grid of a level holds, its queue, who claims it, who objects, who rules. Areas in m², positions [lon, lat], EPSG:4490. */
import { z } from 'zod'
import { said } from './boundaries.ts'
import { asOf, endpoint, id, idParam, lonLat, paging, severalOf } from './endpoint.ts'
import { gridRef } from './grids.contract.ts'
import { crsName } from './lookup.contract.ts'
import { polygonShape } from './operations.ts'

/** 无主 → 已认领 → 有争议 → 已裁定 → 已归属; 已消失: found no more. Disputed: somebody objects, or two villages claim it. */
export const PARCEL_STATES = ['orphan', 'claimed', 'disputed', 'ruled', 'settled', 'withdrawn'] as const
export const parcelState = z.enum(PARCEL_STATES)
export type ParcelState = z.infer<typeof parcelState>

const parcelSource = z.enum(['found', 'imported', 'drawn'])

const sharedBorder = z.object({
  grid: gridRef,
  sharedM: z.number(),
  /** Of the parcel's whole border. */
  share: z.number(),
})

/** Which village could have it: by the longest shared border, and by the nearest settlement. */
export const suggestion = z.object({
  /** What `words` propose: the neighbour with the longest border, else the nearest settlement. */
  grid: gridRef.nullable(),
  border: sharedBorder.nullable(),
  /** By the village's nearest component; where none has one, by the point where its label stands. */
  settlement: z
    .object({ grid: gridRef, distanceM: z.number(), by: z.enum(['component', 'label']) })
    .nullable(),
  /** Whether both name the same village. */
  agree: z.boolean(),
  words: said,
})
export type Suggestion = z.infer<typeof suggestion>

export const parcelItem = z.object({
  id,
  number: z.string(),
  name: z.string(),
  schemeId: id,
  depth: z.number().int(),
  parent: gridRef,
  state: parcelState,
  source: parcelSource,
  areaM2: z.number(),
  /** A point of it. */
  place: lonLat,
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** To be drawn: its shape to the centimetre. */
  outline: polygonShape,
  components: z.number().int(),
  /** Reports made there. */
  reports: z.number().int(),
  /** Null once it is settled or withdrawn, and as of an instant. */
  suggestion: suggestion.nullable(),
})
export type ParcelItem = z.infer<typeof parcelItem>

export const objection = z.object({
  id,
  grid: gridRef.nullable(),
  words: z.string(),
  by: z.string(),
  at: z.string(),
  withdrawnAt: z.string().nullable(),
  mayWithdraw: z.boolean(),
})
export const ruling = z.object({
  id,
  claimId: id.nullable(),
  grid: gridRef,
  /** 代管, custody: assigned, and not accepted. */
  decision: z.enum(['accept', 'custody', 'reject']),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
  /** The change that carries it out. */
  changeId: id.nullable(),
})
export const claim = z.object({
  id,
  grid: gridRef,
  words: z.string(),
  by: z.string(),
  at: z.string(),
  objectionsUntil: z.string(),
  endedAt: z.string().nullable(),
  endedHow: z.enum(['withdrawn', 'rejected', 'overtaken']).nullable(),
  meetingId: id.nullable(),
  changeId: id.nullable(),
  objections: z.array(objection),
  may: z.object({ object: z.boolean(), withdraw: z.boolean(), rule: z.boolean() }),
})
export const evidence = z.object({
  id,
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  by: z.string(),
  at: z.string(),
})
export const parcelCard = parcelItem.extend({
  geometry: z.unknown(),
  madeAt: z.string(),
  by: z.string(),
  withdrawnAt: z.string().nullable(),
  settledAt: z.string().nullable(),
  /** Who holds it since it was settled. */
  grid: gridRef.nullable(),
  changeId: id.nullable(),
  /** Null while it is not settled, or in custody only. */
  acceptedAt: z.string().nullable(),
  /** Villages of the same grid above that border on it now, the longest border first. */
  neighbours: z.array(sharedBorder),
  claims: z.array(claim),
  rulings: z.array(ruling),
  evidence: z.array(evidence),
  may: z.object({ claim: z.boolean(), rule: z.boolean() }),
})
export type ParcelCard = z.infer<typeof parcelCard>

const ROOT = '/api/parcels'
const depth = z.number().int().min(2).max(6)
const words = z.string().trim().min(1).max(2_000)
const coercedDepth = z.coerce.number<string>().int().min(2).max(6)
const coercedId = z.coerce.number<string>().int().positive()

export const listParcels = endpoint({
  method: 'GET',
  path: ROOT,
  summary:
    'The queue of parcels by size, by components or by reports on them, also as of an instant; without `state` those still open',
  query: z.object({
    scheme: coercedId.optional(),
    depth: coercedDepth.optional(),
    state: severalOf(parcelState),
    sort: z.enum(['size', 'components', 'cases']).default('size'),
    at: asOf,
    ...paging,
  }),
  response: z.object({ items: z.array(parcelItem), total: z.number().int(), next: z.string().nullable() }),
})
export const getParcel = endpoint({
  method: 'GET',
  path: `${ROOT}/:id`,
  summary: 'One parcel with its shape, claims, objections, rulings and evidence, also as of an instant',
  params: idParam,
  query: z.object({ at: asOf }),
  response: parcelCard,
})
export const findParcels = endpoint({
  method: 'POST',
  path: `${ROOT}/find`,
  summary: 'Finds the ground of divided grids that no grid of a level holds, inside the area of the account',
  body: z.strictObject({ scheme: id, depth }),
  response: z.object({
    found: z.array(id),
    /** Their ground is held now, or is cut anew. */
    withdrawn: z.array(id),
    kept: z.number().int(),
    /** Pieces below the tolerances of the scheme. */
    below: z.number().int(),
    belowM2: z.number(),
  }),
})
export const drawParcel = endpoint({
  method: 'POST',
  path: ROOT,
  summary:
    'Draws a parcel; it is clipped to ground that no grid of the level and no other parcel under review holds',
  body: z.strictObject({
    scheme: id,
    depth,
    geometry: polygonShape,
    name: z.string().trim().max(200).default(''),
    number: z.string().trim().min(1).max(100).optional(),
  }),
  /** One for each grid of the level above in which it lies. */
  response: z.object({ made: z.array(id) }),
  status: 201,
})
/** The file itself is the body: one layer of polygons. */
export const importParcels = endpoint({
  method: 'POST',
  path: `${ROOT}/import`,
  summary: 'Takes parcels from a file; rows that hold no orphan ground are said, and hinder no others',
  query: z.object({
    scheme: coercedId,
    depth: coercedDepth,
    name: z.string().min(1).max(300),
    codeField: z.string().min(1).max(100).optional(),
    nameField: z.string().min(1).max(100).optional(),
    layer: z.string().min(1).max(300).optional(),
    crs: crsName.optional(),
  }),
  takesFile: true,
  response: z.object({
    rows: z.number().int(),
    made: z.array(id),
    /** Numbers that a parcel of the scheme has already. */
    known: z.number().int(),
    refused: z.array(z.object({ row: z.number().int(), zh: z.string(), en: z.string() })),
  }),
})

const claimParams = z.object({ ...idParam.shape, claimId: coercedId })
const objectionParams = z.object({ ...claimParams.shape, objectionId: coercedId })

export const claimParcel = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/claims`,
  summary: 'A village claims it; others can object until the deadline, 15 days unless said',
  params: idParam,
  body: z.strictObject({
    grid: id,
    words,
    objectionsUntil: z.iso.datetime({ offset: true }).optional(),
  }),
  response: parcelCard,
  status: 201,
})
export const withdrawClaim = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/claims/:claimId/withdraw`,
  summary: 'Whoever claimed it, or an administrator, takes the claim back',
  params: claimParams,
  response: parcelCard,
})
export const objectToClaim = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/claims/:claimId/objections`,
  summary: 'Somebody else objects, for a village or not, before the deadline',
  params: claimParams,
  body: z.strictObject({ words, grid: id.optional() }),
  response: parcelCard,
  status: 201,
})
export const withdrawObjection = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/claims/:claimId/objections/:objectionId/withdraw`,
  summary: 'Whoever objected, or an administrator, takes the objection back',
  params: objectionParams,
  response: parcelCard,
})
/** A claim is accepted once objections can no longer be raised. Custody needs no claim, but then a village. */
export const ruleParcel = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/rulings`,
  summary:
    'Somebody who neither claimed nor objected accepts a claim, rejects it, or gives the parcel into custody',
  params: idParam,
  body: z
    .strictObject({
      decision: z.enum(['accept', 'custody', 'reject']),
      claim: id.optional(),
      grid: id.optional(),
      reason: words,
    })
    .refine(({ claim, grid }) => (claim === undefined) !== (grid === undefined), 'a claim or a grid')
    .refine(({ decision, claim }) => decision === 'custody' || claim !== undefined, 'which claim'),
  response: parcelCard,
  status: 201,
})
/** PDF, JPEG, PNG or GeoJSON, told by their bytes; 10 MB each, 20 a parcel. */
export const addEvidence = endpoint({
  method: 'POST',
  path: `${ROOT}/:id/evidence`,
  summary: 'Attaches a file to a parcel',
  params: idParam,
  query: z.object({ name: z.string().trim().min(1).max(300) }),
  takesFile: true,
  response: parcelCard,
  status: 201,
})
export const getEvidence = endpoint({
  method: 'GET',
  path: `${ROOT}/:id/evidence/:evidenceId`,
  summary: 'The file as it was attached',
  params: z.object({ ...idParam.shape, evidenceId: coercedId }),
  mediaType: 'application/octet-stream',
})
export const carryOutRulings = endpoint({
  method: 'POST',
  path: `${ROOT}/carry-out`,
  summary:
    'Makes a draft of all that was ruled, or signed for at closed meetings, and is not carried out yet',
  body: z.strictObject({ scheme: id, title: z.string().trim().min(1).max(200) }),
  response: z.object({
    changeId: id,
    carried: z.array(z.object({ parcelId: id, number: z.string() })),
    leftOut: z.array(z.object({ parcelId: id, number: z.string(), why: z.string() })),
  }),
  status: 201,
})
