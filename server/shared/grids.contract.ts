/** Endpoints of schemes, their levels and their grids, and the place of a point in them. Positions are [lon, lat], EPSG:4490. */
import { z } from 'zod'
import { asOf, bbox, endpoint, id, idParam, lonLat, page, paging, REGISTRY } from './endpoint.ts'
import { unitRef } from './units.contract.ts'
import { placement, schemePurpose } from './words.ts'

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

/** A point's place in one scheme: the chain from the district down to the deepest grid, and how near the border is. */
export const schemePlace = z.object({
  scheme: schemeRef,
  placement,
  grids: z.array(gridRef),
  /** Metres to the border of the deepest grid; 0 on it; the distance to the grid where placement is `nearest`; null without a grid. */
  borderM: z.number().nullable(),
})
export type SchemePlace = z.infer<typeof schemePlace>

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

export const listSchemes = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/schemes',
  summary: 'Schemes with their levels',
  response: z.object({ items: z.array(scheme) }),
})

export const listGrids = endpoint({
  method: 'GET',
  cached: REGISTRY,
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
  cached: REGISTRY,
  path: '/api/grids/:id',
  summary: 'One grid with its shape, its chain and who answers for it',
  params: idParam,
  query: z.object({ at: asOf }),
  response: gridCard,
})
