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

export const GRID_DIFFERENCES = ['new', 'ended', 'shape', 'name', 'code', 'parent'] as const
const gridThen = z.object({
  code: z.string(),
  name: z.string(),
  areaM2: z.number(),
  validFrom: z.string(),
  /** What the grid above was last called. */
  parent: z.string().nullable(),
  geometry: z.unknown(),
})
const gridDifference = z.object({
  items: z.array(
    z.object({
      id,
      what: z.array(z.enum(GRID_DIFFERENCES)),
      /** Null where there was none at the first instant. */
      before: gridThen.nullable(),
      after: gridThen.nullable(),
    }),
  ),
  /** Of which `limit` at most are listed. */
  total: z.number().int(),
})
export type GridDifference = z.infer<typeof gridDifference>

export const compareGrids = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/grids/difference',
  summary:
    'Grids of a level that differ between two instants: new, ended, of another shape, name, code or parent',
  query: z.object({
    level: z.coerce.number().int().positive(),
    from: asOf,
    to: asOf,
    limit: z.coerce.number().int().min(1).max(1000).default(200),
  }),
  response: gridDifference,
})

/** A grid as it was when the change took effect that links it to the others. */
const lineageNode = z.object({
  id,
  code: z.string(),
  name: z.string(),
  /** From when until when there was a grid of this identity; null while there is. */
  from: z.string(),
  to: z.string().nullable(),
})
/** One passing of ground: what a change took from one grid to the other. */
const lineageEdge = z.object({
  changeId: id,
  title: z.string(),
  at: z.string(),
  areaM2: z.number(),
  /** How far from the grid asked about: 1 is next to it. */
  steps: z.number().int(),
  from: id,
  to: id,
})
const lineageSide = z.object({
  edges: z.array(lineageEdge),
  /** Links nearer than the bound on steps that the bound on their number leaves out, and whether ground went on beyond the last step. */
  cutOff: z.number().int(),
  deeper: z.boolean(),
})
export const lineage = z.object({
  grid: lineageNode,
  /** What the grid asked about was called, the earliest first. */
  names: z.array(
    z.object({ code: z.string(), name: z.string(), from: z.string(), to: z.string().nullable() }),
  ),
  nodes: z.array(lineageNode),
  /** Where its ground came from: each edge ends where one nearer to the grid begins. */
  ancestors: lineageSide,
  /** Where its ground went. */
  successors: lineageSide,
})
export type Lineage = z.infer<typeof lineage>

export const getLineage = endpoint({
  method: 'GET',
  cached: REGISTRY,
  path: '/api/grids/:id/lineage',
  summary: 'Which grids a grid came from, and what became of it: split, merged, ground given and taken',
  params: idParam,
  response: lineage,
})
