/** The named operations of a draft. Positions are [lon, lat], EPSG:4490; a face is a grid's identity, or a number below zero for one that the draft makes. */
import { z } from 'zod'

const face = z
  .number()
  .int()
  .refine((id) => id !== 0, 'a face')
const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
const line = z.array(position).min(2).max(5_000)
const code = z.string().trim().min(1).max(100)
const name = z.string().trim().max(200)
const named = z.object({ code: code.optional(), name: name.optional() })
/** GeoJSON Polygon or MultiPolygon; its parts are looked at where it is used. */
export const polygonShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(position).max(200_000)).min(1) }),
  z.object({
    type: z.literal('MultiPolygon'),
    coordinates: z.array(z.array(z.array(position).max(200_000)).min(1)).min(1),
  }),
])
export type PolygonShape = z.infer<typeof polygonShape>

export const operation = z.discriminatedUnion('kind', [
  /** Cuts a grid along lines that cross it from border to border. The largest part keeps the identity; `parts` name the others in order of area. */
  z.object({
    kind: z.literal('split'),
    face,
    lines: z.array(line).min(1).max(50),
    parts: z.array(named).max(100).optional(),
  }),
  /** Into the first one, which keeps its identity; the others end. */
  z.object({
    kind: z.literal('merge'),
    faces: z.array(face).min(2).max(500),
    code: code.optional(),
    name: name.optional(),
  }),
  /** Moves a vertex of every grid, of any level, that has it. */
  z.object({ kind: z.literal('move_vertex'), from: position, to: position }),
  /** Moves both ends of an edge by the same way, in degrees. */
  z.object({ kind: z.literal('move_edge'), edge: z.tuple([position, position]), by: position }),
  /** Draws a border anew between two of its vertices: `path` are neighbouring vertices of it, `to` begins and ends with the same ones. */
  z.object({ kind: z.literal('reshape'), path: line, to: line }),
  /** A shape out of a file; what it takes from others, or leaves, becomes issues. */
  z.object({ kind: z.literal('redraw'), face, geometry: polygonShape }),
  /** Ground goes to a grid, and to the grids above and below it: below to the neighbour with the longest border, or to a new one. */
  z.object({
    kind: z.literal('assign_parcel'),
    face,
    geometry: polygonShape,
    parcel: z.number().int().positive().optional(),
    below: z.enum(['adjoining', 'new']).default('adjoining'),
    new: named.optional(),
  }),
  /** The same for ground that the proof found without a grid. */
  z.object({ kind: z.literal('fill_gap'), face, geometry: polygonShape }),
  /** What both hold stays with `keep`. */
  z.object({ kind: z.literal('resolve_overlap'), keep: face, cut: face }),
  /** What lies outside the parent is cut off. */
  z.object({ kind: z.literal('cut_to_parent'), face }),
  /** The smallest change that makes a shape valid. */
  z.object({ kind: z.literal('make_valid'), face }),
  /** Vertices of neighbours that lie on its edges become its own. */
  z.object({ kind: z.literal('add_nodes'), face }),
  z.object({ kind: z.literal('rename'), face, name }),
  z.object({ kind: z.literal('recode'), face, code }),
  z.object({ kind: z.literal('reparent'), face, parent: face }),
  /** One grid over all of the ground of another, in the level below, to be split from then on. The first one names the level where there is none. */
  z.object({
    kind: z.literal('subdivide'),
    face,
    child: named.optional(),
    level: z.object({ code, nameZh: name, nameEn: name }).optional(),
  }),
  /** A grid that no grid stands in the place of. */
  z.object({
    kind: z.literal('create'),
    depth: z.number().int().min(1).max(6),
    parent: face.nullable(),
    code,
    name,
    geometry: polygonShape,
  }),
  z.object({ kind: z.literal('retire'), face }),
  /** All rows of a coverage out of a file: known grids are drawn anew, new ones made; those that no row is stay, or end. */
  z.object({
    kind: z.literal('take_coverage'),
    coverage: z.number().int().positive(),
    missing: z.enum(['keep', 'retire']).default('keep'),
  }),
])
export type Operation = z.infer<typeof operation>
export type OperationKind = Operation['kind']
export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>
