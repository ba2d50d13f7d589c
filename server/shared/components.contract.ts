/** Endpoints of components: lists, cards, histories and counts. Positions are [lon, lat], EPSG:4490. */
import { z } from 'zod'
import { classRef } from './classes.contract.ts'
import {
  asOf,
  bbox,
  endpoint,
  id,
  idList,
  idParam,
  lonLat,
  page,
  paging,
  REGISTRY,
  severalOf,
} from './endpoint.ts'
import { schemePlace } from './grids.contract.ts'
import { unitRef } from './units.contract.ts'
import { componentState, confirmation, role } from './words.ts'

export const componentRole = z.object({
  role,
  unit: unitRef.nullable(),
  confirmation,
  basis: z.string().nullable(),
  since: z.string(),
  until: z.string().nullable(),
})

export const componentItem = z.object({
  id,
  code: z.string(),
  class: classRef,
  name: z.string(),
  state: componentState,
  point: lonLat,
  location: z.string().nullable(),
  owner: unitRef.nullable(),
  maintainer: unitRef.nullable(),
  competent: unitRef.nullable(),
})

export const componentCard = z.object({
  id,
  code: z.string(),
  edition: z.string(),
  class: classRef,
  name: z.string(),
  state: componentState,
  point: lonLat,
  geometry: z.unknown(),
  location: z.string().nullable(),
  places: z.array(schemePlace),
  /** Always three, in the order competent, owner, maintainer; null where nothing is recorded. */
  roles: z.object({
    competent: componentRole.nullable(),
    owner: componentRole.nullable(),
    maintainer: componentRole.nullable(),
  }),
  surveyedOn: z.string().nullable(),
  changedOn: z.string().nullable(),
  dataSource: z.string().nullable(),
  note: z.string().nullable(),
  /** The source's own fields that have no place of their own. */
  extra: z.record(z.string(), z.unknown()),
  source: z.object({ crs: z.string(), coordinates: lonLat.nullable() }),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  version: z.number().int(),
})
export type ComponentCard = z.infer<typeof componentCard>

/** One filter for list, tiles, counts and export: that is why their numbers agree. */
export const componentFilter = {
  class: idList,
  owner: idList,
  maintainer: idList,
  competent: idList,
  state: severalOf(componentState),
  confirmation: severalOf(confirmation),
  grid: idList,
}

/** What a list of components can be narrowed by, and so an export: the filter, words, a box, an instant. */
export const componentList = {
  ...componentFilter,
  code: z.string().max(100).optional(),
  q: z.string().max(100).optional(),
  bbox: bbox.optional(),
  at: asOf,
}

export const listComponents = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/components',
  summary: 'Components by filter, in order of code',
  query: z.object({ ...componentList, ...paging }),
  response: page(componentItem),
})

export const getComponent = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/components/:id',
  summary: 'The card of one component',
  params: idParam,
  query: z.object({ at: asOf }),
  response: componentCard,
})

export const getComponentHistory = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/components/:id/history',
  summary: 'Every version of a component and of its roles, newest first',
  params: idParam,
  response: z.object({
    versions: z.array(
      z.object({
        code: z.string(),
        class: classRef,
        state: componentState,
        point: lonLat,
        validFrom: z.string(),
        validTo: z.string().nullable(),
        batchId: id.nullable(),
      }),
    ),
    roles: z.array(componentRole.extend({ validTo: z.string().nullable() })),
  }),
})

export const DIMENSIONS = [
  'class',
  'owner',
  'maintainer',
  'competent',
  'state',
  'confirmation',
  'grid',
] as const
const dimension = z.enum(DIMENSIONS)
const countKey = z.union([id, z.string()]).nullable()

export const statsComponents = endpoint({
  method: 'GET',
  cached: ['component', 'grid', 'scheme'],
  path: '/api/stats/components',
  summary: 'Exact counts of components under a filter, by one or two dimensions; largest first',
  query: z.strictObject({
    ...componentFilter,
    /** One or two, by comma: `by=class,state`. By `grid` means: by the grids of `level`. */
    by: severalOf(dimension, 2).default(['class']),
    level: z.coerce.number().int().positive().optional(),
    bbox: bbox.optional(),
    at: asOf,
  }),
  response: z.object({
    total: z.number().int(),
    /** `second` where two dimensions were asked for; null is none. */
    groups: z.array(z.object({ key: countKey, second: countKey.optional(), count: z.number().int() })),
    version: z.number().int(),
  }),
})
