/** Endpoints that answer for a point: lookup, and reports with their assignment. Positions name their CRS, always. */
import { z } from 'zod'
import { CRS_NAMES, type LonLat } from './crs.ts'
import { asOf, endpoint, id, idParam, lonLat, page, paging, REGISTRY } from './endpoint.ts'
import { gridRef, schemePlace, schemeRef } from './grids.contract.ts'
import { unitRef } from './units.contract.ts'
import { assignmentStep, confirmation } from './words.ts'

export const crsName = z.enum(CRS_NAMES)

/** One unit that was considered, or the want of one, in the written order. */
export const traceEntry = z.object({
  step: assignmentStep,
  /** What the step looked at: the component, a grid of the chain, or the district; null when there was none to look at. */
  subject: z
    .object({
      kind: z.enum(['component', 'grid', 'district']),
      id: id.nullable(),
      code: z.string(),
      name: z.string(),
    })
    .nullable(),
  unit: unitRef.nullable(),
  confirmation: confirmation.nullable(),
  verdict: z.enum(['responsible', 'outranked', 'absent']),
  /** Why this verdict, as a code that the client and `traceWords` put into words. */
  reason: z.enum([
    'first_in_order',
    'earlier_step_decided',
    'no_component',
    'component_unclear',
    'role_not_recorded',
    'role_unowned',
    'role_disputed',
    'grid_has_no_unit',
    'no_grid',
    'last_resort',
  ]),
})
export type TraceEntry = z.infer<typeof traceEntry>

export const lookupAnswer = z.object({
  point: lonLat,
  source: z.object({ crs: z.string(), coordinates: lonLat }),
  /** Whether the point lies in a grid of the first level of any scheme, on its border included. */
  inDistrict: z.boolean(),
  schemes: z.array(
    schemePlace.extend({ candidates: z.array(z.object({ grid: gridRef, distanceM: z.number() })) }),
  ),
  component: z.object({ id, code: z.string(), name: z.string(), distanceM: z.number() }).nullable(),
  /** How many components of the class lie within the radius; the component is taken only when it is one. */
  componentsNear: z.number().int().nullable(),
  responsible: unitRef,
  trace: z.array(traceEntry),
  at: z.string().nullable(),
  version: z.number().int(),
})
export type LookupAnswer = z.infer<typeof lookupAnswer>

export const lookup = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/lookup',
  summary: 'The grids of a point in every scheme, the component meant, the responsible unit, and why',
  query: z.strictObject({
    /** Longitude or easting, latitude or northing, in the named CRS. */
    lon: z.coerce.number(),
    lat: z.coerce.number(),
    crs: crsName,
    class: z.coerce.number().int().positive().optional(),
    component: z.coerce.number().int().positive().optional(),
    accuracy: z.coerce.number().min(0).max(1000).default(0),
    at: asOf,
  }),
  response: lookupAnswer,
})

export const MOST_POSITIONS = 100_000
/** Of a position in the binary form: two float64, little-endian. */
export const POSITION_BYTES = 16

/** Read position by position, so that one of a hundred thousand that cannot be is named: `points.17`. */
const positions = z
  .custom<readonly LonLat[] | ArrayBuffer>(
    (value) =>
      value instanceof ArrayBuffer
        ? value.byteLength <= MOST_POSITIONS * POSITION_BYTES
        : Array.isArray(value) && value.length <= MOST_POSITIONS,
    `a list of at most ${MOST_POSITIONS} positions`,
  )
  .meta({
    type: 'array',
    maxItems: MOST_POSITIONS,
    items: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], minItems: 2, maxItems: 2 },
  })

/**
 * The same address takes `application/octet-stream`, with `crs` and `scheme` in the query: pairs of float64, little-endian; its answer is as many uint32,
 * little-endian: identities of grids, 0 for none.
 */
export const lookupMany = endpoint({
  method: 'POST',
  path: '/api/lookup',
  summary: 'The grids of up to 100,000 positions in one scheme, in their order; as bytes for machines',
  query: z.strictObject({ crs: crsName.optional(), scheme: z.string().max(100).optional() }),
  body: z.strictObject({
    crs: crsName,
    /** By its code; the first in order of rank unless said. */
    scheme: z.string().max(100).optional(),
    points: positions,
  }),
  response: z.object({
    scheme: z.string(),
    codes: z.array(z.string().nullable()),
    ids: z.array(id.nullable()),
    /** Places in the list that no grid covers and the nearest one has, as a lookup of one position says by `nearest`. */
    nearest: z.array(z.number().int()),
    version: z.number().int(),
  }),
})

export const report = z.object({
  id,
  number: z.string(),
  receivedAt: z.string(),
  channel: z.string(),
  words: z.string(),
  class: z
    .object({
      id,
      code: z.string().nullable(),
      edition: z.string(),
      nameZh: z.string(),
      nameEn: z.string(),
      kind: z.enum(['component', 'event']),
    })
    .nullable(),
  point: lonLat,
  source: z.object({ crs: z.string(), coordinates: lonLat }),
  accuracyM: z.number(),
  receivedBy: z.string(),
  inDistrict: z.boolean(),
  places: z.array(
    z.object({
      scheme: schemeRef,
      placement: z.enum(['covers', 'nearest', 'none']),
      grids: z.array(gridRef),
    }),
  ),
  component: z.object({ id, code: z.string(), name: z.string() }).nullable(),
  responsible: unitRef,
  trace: z.array(traceEntry),
  version: z.number().int(),
})
export type Report = z.infer<typeof report>

export const createReport = endpoint({
  method: 'POST',
  path: '/api/reports',
  summary: 'Say that here is something: stored, numbered, placed and assigned at once',
  body: z.object({
    point: lonLat,
    crs: crsName,
    classId: id.nullable().default(null),
    /** A component that the reporter pointed at; then no search by radius. */
    componentId: id.nullable().default(null),
    words: z.string().trim().max(2000).default(''),
    accuracyM: z.number().min(0).max(1000).default(0),
    channel: z.string().trim().max(50).default('desk'),
  }),
  response: report,
  status: 201,
})
export const listReports = endpoint({
  method: 'GET',
  path: '/api/reports',
  summary: 'Reports, newest first',
  query: z.object({
    unit: z.coerce.number().int().positive().optional(),
    grid: z.coerce.number().int().positive().optional(),
    after: z.coerce.number().int().optional(),
    ...paging,
  }),
  response: page(report),
})
export const getReport = endpoint({
  method: 'GET',
  path: '/api/reports/:id',
  summary: 'One report with its assignment and trace',
  params: idParam,
  response: report,
})
