/** Grids made up for tests without a database: a lattice with winding shared borders, one of its grids around an island that is a grid too. */
import { makeGridNumbers } from '../../server/atlas/grid-numbers.ts'
import type { Grids } from '../../server/atlas/grids.ts'
import { type GridRow, layOutGrids } from '../../server/atlas/lay-out-grids.ts'
import {
  addPolygon,
  addRing,
  reservePositions,
  type ShapesWriter,
  shapesWriter,
} from '../../server/atlas/shapes.ts'
import { chanceFrom } from './positions.ts'

export type Ring = [number, number][]

export const writePolygon = (written: ShapesWriter, rings: readonly Ring[]): void => {
  addPolygon(written)
  for (const ring of rings) {
    addRing(written)
    reservePositions(written, ring.length)
    for (const [lon, lat] of ring) {
      written.coordinates[written.length++] = lon
      written.coordinates[written.length++] = lat
    }
  }
}

export const SIDE = 8
const WEST = 120.6
const SOUTH = 31.2
/** Vertices inside each border. */
const INNER = 24

/** `step` is the side of a grid in degrees, `winding` how far its borders stray, as a share of that. */
export type FabricKind = { readonly step: number; readonly winding: number }

/** The same vertices whichever grid asks. */
const lattice = ({ step, winding }: FabricKind) => {
  const chance = chanceFrom(11)
  const jitter = (share: number): number => (chance() - 0.5) * share * step
  const corners = Array.from({ length: (SIDE + 1) ** 2 }, (_, n): [number, number] => [
    WEST + (n % (SIDE + 1)) * step + jitter(0.4),
    SOUTH + Math.floor(n / (SIDE + 1)) * step + jitter(0.4),
  ])
  const borders = new Map<string, Ring>()
  const at = (column: number, row: number): [number, number] => corners[row * (SIDE + 1) + column] ?? [0, 0]
  /** From the western or southern end, both ends included. */
  return (column: number, row: number, along: 'east' | 'north'): Ring => {
    const key = `${column} ${row} ${along}`
    const known = borders.get(key)
    if (known) return known
    const from = at(column, row)
    const to = along === 'east' ? at(column + 1, row) : at(column, row + 1)
    const inner = Array.from({ length: INNER }, (_, n): [number, number] => {
      const share = (n + 1) / (INNER + 1)
      // Across the border only, and little near its ends: it never meets itself nor the next one.
      const astray = jitter(winding) * Math.min(1, 4 * share, 4 * (1 - share))
      const [lon, lat] = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]
      return along === 'east' ? [lon, lat + astray] : [lon + astray, lat]
    })
    const made: Ring = [from, ...inner, to]
    borders.set(key, made)
    return made
  }
}

const DISTRICT = 1
const LEVELS = [
  { id: 1, depth: 1, code: 'district', nameZh: '区', nameEn: 'District' },
  { id: 2, depth: 2, code: 'grid', nameZh: '网格', nameEn: 'Grid' },
]
const SCHEME = { id: 1, code: 'unit', nameZh: '单元网格', nameEn: 'Unit grids' }
export const GRID_LEVEL = 2

/** SIDE² + 1 grids of level 2 in one of level 1; identities from 2 on, the island's the last. Rings run in either direction. */
export const makeFabric = (kind: FabricKind = { step: 0.001, winding: 0.1 }): Grids => {
  const { step } = kind
  const border = lattice(kind)
  const written = shapesWriter()
  const rows: GridRow[] = []
  const add = (levelId: number, rings: readonly Ring[]): void => {
    const firstPolygon = written.polygonStarts.length
    writePolygon(written, rings)
    const id = rows.length + 1
    rows.push({
      id,
      levelId,
      parentId: levelId === 1 ? null : DISTRICT,
      code: `G${id}`,
      name: `grid ${id}`,
      unitId: levelId === 1 ? 7 : null,
      firstPolygon,
      lastPolygon: written.polygonStarts.length,
    })
  }
  const join = (parts: readonly Ring[]): Ring => parts.flatMap((part, n) => (n === 0 ? part : part.slice(1)))
  const along = (count: number, of: (n: number) => Ring): Ring =>
    join(Array.from({ length: count }, (_, n) => of(n)))
  add(1, [
    join([
      along(SIDE, (n) => border(n, 0, 'east')),
      along(SIDE, (n) => border(SIDE, n, 'north')),
      along(SIDE, (n) => border(n, SIDE, 'east')).toReversed(),
      along(SIDE, (n) => border(0, n, 'north')).toReversed(),
    ]),
  ])
  const centre = [WEST + 3.5 * step, SOUTH + 3.5 * step] as const
  const island = Array.from({ length: 41 }, (_, n): [number, number] => {
    const [angle, radius] = [(2 * Math.PI * (n % 40)) / 40, step * (n % 2 === 0 ? 0.2 : 0.19)]
    return [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)]
  })
  for (let n = 0; n < SIDE * SIDE; n++) {
    const [column, row] = [n % SIDE, Math.floor(n / SIDE)]
    const outer = join([
      border(column, row, 'east'),
      border(column + 1, row, 'north'),
      border(column, row + 1, 'east').toReversed(),
      border(column, row, 'north').toReversed(),
    ])
    const rings = column === 3 && row === 3 ? [outer, island.toReversed()] : [outer]
    add(GRID_LEVEL, n % 2 === 0 ? rings : rings.map((ring) => ring.toReversed()))
  }
  add(GRID_LEVEL, [[...island.slice(13, 40), ...island.slice(0, 14)]])
  return layOutGrids([{ ref: SCHEME, levels: LEVELS }], rows, written, makeGridNumbers())
}
