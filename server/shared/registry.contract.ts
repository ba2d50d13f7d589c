/** Endpoints that read the registry: district, schemes, grids, classes, units, components, search, counts. Positions are [lon, lat], EPSG:4490. */
import { z } from 'zod'
import { asOf, bbox, endpoint, id, idList, idParam, lonLat, page, paging, severalOf } from './endpoint.ts'
import { componentState, confirmation, geometryKind, placement, role, schemePurpose } from './words.ts'

export const unitRef = z.object({ id, code: z.string(), name: z.string() })
export type UnitRef = z.infer<typeof unitRef>
export const levelRef = z.object({
  id,
  depth: z.number().int(),
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
})
export const gridRef = z.object({ id, code: z.string(), name: z.string(), level: levelRef })
export type GridRef = z.infer<typeof gridRef>
export const schemeRef = z.object({ id, code: z.string(), nameZh: z.string(), nameEn: z.string() })
export const classRef = z.object({
  id,
  code: z.string().nullable(),
  edition: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
})

/** A point's place in one scheme: the chain from the district down to the deepest grid, and how near the border is. */
export const schemePlace = z.object({
  scheme: schemeRef,
  placement,
  grids: z.array(gridRef),
  /** Metres to the border of the deepest grid; 0 on it; the distance to the grid where placement is `nearest`; null without a grid. */
  borderM: z.number().nullable(),
})
export type SchemePlace = z.infer<typeof schemePlace>

export const district = z.object({
  code: z.string(),
  name: z.string(),
  metricSrid: z.number().int().nullable(),
  centre: lonLat.nullable(),
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullable(),
  centreUnit: unitRef,
  synthetic: z.boolean(),
  components: z.number().int(),
  version: z.number().int(),
})

export const scheme = schemeRef.extend({
  purpose: schemePurpose,
  levels: z.array(levelRef.extend({ grids: z.number().int() })),
})

export const gridItem = gridRef.extend({
  schemeId: id,
  parentId: id.nullable(),
  areaM2: z.number(),
  labelPoint: lonLat,
  unit: unitRef.nullable(),
})
export const gridCard = gridItem.extend({
  chain: z.array(gridRef),
  children: z.number().int(),
  components: z.number().int(),
  /** Unit that answers: the grid's own or that of the nearest grid above. */
  answering: z.object({ unit: unitRef, grid: gridRef }).nullable(),
  geometry: z.unknown(),
  validFrom: z.string(),
})

export const edition = z.object({
  id,
  code: z.string(),
  nameZh: z.string(),
  nameEn: z.string(),
  classCodeLength: z.number().int().nullable(),
  componentCodeLength: z.number().int().nullable(),
})
export const componentClass = classRef.extend({
  kind: z.enum(['component', 'event']),
  majorCode: z.string().nullable(),
  majorZh: z.string(),
  majorEn: z.string(),
  geometry: geometryKind.nullable(),
  confidence: z.enum(['source', 'memory', 'city']),
  /** Current components of the class. */
  components: z.number().int(),
})

export const unitItem = unitRef.extend({
  kind: z.string(),
  roles: z.object({ competent: z.number().int(), owner: z.number().int(), maintainer: z.number().int() }),
  grids: z.number().int(),
})

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

export const getDistrict = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/district',
  summary: 'The district: name, extent, centre, registry version',
  response: district,
})
export const listSchemes = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/schemes',
  summary: 'Schemes with their levels',
  response: z.object({ items: z.array(scheme) }),
})
export const listGrids = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/grids',
  summary: 'Grids by scheme, level, parent, code, words or bbox, in order of code',
  query: z.object({
    scheme: z.coerce.number().int().positive().optional(),
    level: z.coerce.number().int().positive().optional(),
    parent: z.coerce.number().int().positive().optional(),
    code: z.string().max(100).optional(),
    q: z.string().max(100).optional(),
    bbox: bbox.optional(),
    at: asOf,
    ...paging,
  }),
  response: page(gridItem),
})
export const getGrid = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/grids/:id',
  summary: 'One grid with its shape, its chain and who answers for it',
  params: idParam,
  query: z.object({ at: asOf }),
  response: gridCard,
})
export const listEditions = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/editions',
  summary: 'Editions of the class catalogue',
  response: z.object({ items: z.array(edition) }),
})
export const listClasses = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/classes',
  summary: 'Component and event classes, in order of edition and code',
  query: z.object({
    edition: z.string().max(100).optional(),
    kind: z.enum(['component', 'event']).optional(),
    used: z.enum(['true', 'false']).optional(),
  }),
  response: z.object({ items: z.array(componentClass), version: z.number().int() }),
})
export const listUnits = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/units',
  summary: 'Units with what they answer for, in order of code',
  query: z.object({ q: z.string().max(100).optional(), ...paging }),
  response: page(unitItem),
})
export const getUnit = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/units/:id',
  summary: 'One unit',
  params: idParam,
  response: unitItem,
})
export const listComponents = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/components',
  summary: 'Components by filter, in order of code',
  query: z.object({
    ...componentFilter,
    code: z.string().max(100).optional(),
    q: z.string().max(100).optional(),
    bbox: bbox.optional(),
    at: asOf,
    ...paging,
  }),
  response: page(componentItem),
})
export const getComponent = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/components/:id',
  summary: 'The card of one component',
  params: idParam,
  query: z.object({ at: asOf }),
  response: componentCard,
})
export const getComponentHistory = endpoint({
  method: 'GET',
  cached: true,
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

export const searchHit = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('component'),
    id,
    code: z.string(),
    class: classRef,
    name: z.string(),
    point: lonLat,
  }),
  z.object({
    kind: z.literal('grid'),
    id,
    code: z.string(),
    name: z.string(),
    level: levelRef,
    schemeId: id,
    point: lonLat,
  }),
  z.object({ kind: z.literal('unit'), id, code: z.string(), name: z.string() }),
  /** `read` says how the words were read: the CRS taken and the notation. */
  z.object({ kind: z.literal('position'), point: lonLat, crs: z.string(), read: z.string() }),
])
export type SearchHit = z.infer<typeof searchHit>
export const search = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/search',
  summary: 'One box: component code (or its end), grid code or name, unit, coordinates in any notation',
  query: z.object({ q: z.string().trim().min(1).max(200) }),
  response: z.object({ hits: z.array(searchHit), more: z.boolean() }),
})

export const statsComponents = endpoint({
  method: 'GET',
  cached: true,
  path: '/api/stats/components',
  summary: 'Exact counts of current components under a filter, by one dimension; largest first',
  query: z.object({
    ...componentFilter,
    by: z.enum(['class', 'owner', 'maintainer', 'competent', 'state', 'confirmation']).default('class'),
    bbox: bbox.optional(),
  }),
  response: z.object({
    total: z.number().int(),
    groups: z.array(z.object({ key: z.union([id, z.string()]).nullable(), count: z.number().int() })),
    version: z.number().int(),
  }),
})
