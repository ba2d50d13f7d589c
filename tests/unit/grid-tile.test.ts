/** Tiles of made-up grids, decoded as a renderer does it. */
import { classifyRings, VectorTile, type VectorTileFeature } from '@mapbox/vector-tile'
import fc from 'fast-check'
import { PbfReader } from 'pbf'
import { describe, expect, test } from 'vitest'
import type { Grids } from '../../server/atlas/grids.ts'
import { ringsFrom, ringsTo } from '../../server/atlas/shapes.ts'
import { allAtOnce } from '../../server/atlas/steps.ts'
import { clipRing } from '../../server/tiles/clip.ts'
import { frameOf } from '../../server/tiles/cut-shape.ts'
import { gridTileOf } from '../../server/tiles/grid-tile.ts'
import { addToMesh, emptyMesh } from '../../server/tiles/mesh.ts'
import type { TileAddress } from '../../server/tiles/tile-address.ts'
import { GRID_LEVEL, makeFabric, SIDE } from '../support/fabric.ts'
import { tileOf } from '../support/tile.ts'

const grids = makeFabric()
const members = grids.levels.get(GRID_LEVEL)?.members ?? new Uint32Array()
const MIDDLE = [120.604, 31.204] as const

const decoded = (from: Grids, tile: TileAddress): VectorTileFeature[] => {
  const { features, bytes } = gridTileOf(from, GRID_LEVEL, tile)
  const layer = new VectorTile(new PbfReader(bytes)).layers.grids
  expect(layer?.version ?? 2).toBe(2)
  expect(layer?.length ?? 0).toBe(features)
  return Array.from({ length: layer?.length ?? 0 }, (_, n) => layer?.feature(n) as VectorTileFeature)
}

const featuresOf = (tile: TileAddress) => decoded(grids, tile)

type Points = readonly { x: number; y: number }[]
/** By the surveyor's formula, of a closed ring. */
const areaOf = (ring: Points): number =>
  ring.slice(1).reduce((sum, { x, y }, n) => sum + ((ring[n]?.x ?? 0) * y - x * (ring[n]?.y ?? 0)) / 2, 0)

/** The tiles of a zoom over the ground and one more on each side. */
const tilesAround = (z: number): TileAddress[] => {
  const [from, to] = [tileOf(z, [120.5995, 31.2085]), tileOf(z, [120.6085, 31.1995])]
  return Array.from({ length: to.x - from.x + 3 }, (_, i) =>
    Array.from({ length: to.y - from.y + 3 }, (_, j) => ({ z, x: from.x - 1 + i, y: from.y - 1 + j })),
  ).flat()
}

describe('borders', () => {
  const mesh = emptyMesh(grids.shapes)
  allAtOnce(addToMesh(mesh, members))
  const place = (position: number): string =>
    `${grids.shapes.coordinates[2 * position]},${grids.shapes.coordinates[2 * position + 1]}`

  test.each([9, 10, 11, 12, 13, 14, 15, 16])(
    'at zoom %i each edge that is left is the edge of two grids, but for the outline',
    (z) => {
      const { tolerance } = frameOf({ z, x: 0, y: 0 })
      const edges = new Map<string, number>()
      let kept = 0
      for (const shape of members) {
        for (let ring = ringsFrom(grids.shapes, shape); ring < ringsTo(grids.shapes, shape); ring++) {
          const [from = 0, to = 0] = [grids.shapes.ringStarts[ring], grids.shapes.ringStarts[ring + 1]]
          const left = Array.from({ length: to - from - 1 }, (_, n) => from + n).filter(
            (at) => (mesh.importance[at] ?? 0) >= tolerance,
          )
          kept += left.length
          for (const [n, at] of left.entries()) {
            const ends = [place(at), place(left[(n + 1) % left.length] ?? 0)].sort().join(' ')
            edges.set(ends, (edges.get(ends) ?? 0) + 1)
          }
        }
      }
      const single = [...edges.values()].filter((count) => count === 1).length
      const outline = grids.levels.get(1)?.members[0] ?? 0
      const ring = ringsFrom(grids.shapes, outline)
      const onOutline = (grids.shapes.ringStarts[ring + 1] ?? 0) - (grids.shapes.ringStarts[ring] ?? 0) - 1
      expect(Math.max(...edges.values())).toBe(2)
      expect(single).toBeLessThanOrEqual(onOutline)
      expect(single).toBeGreaterThanOrEqual(4 * SIDE)
      if (z === 16) expect(single).toBe(onOutline)
      if (z === 10) expect(kept).toBeLessThan(1200)
    },
  )
})

describe('tiles', () => {
  test('inside the district grids fill each tile and its buffer to the last unit, at every zoom', () => {
    const wide = makeFabric({ step: 0.05, winding: 0.004 })
    const vertices: number[] = []
    for (let z = 11; z <= 17; z++) {
      const [from, to] = [tileOf(z, [120.65, 31.55]), tileOf(z, [120.95, 31.25])]
      expect(from.x + 1).toBeLessThan(to.x)
      // Along a diagonal: every tile of zoom 17 would be a hundred thousand.
      for (let n = 1; n < Math.min(to.x - from.x, to.y - from.y, 60); n++) {
        const features = decoded(wide, { z, x: from.x + n, y: from.y + n })
        const rings = features.flatMap((feature) => feature.loadGeometry())
        expect(rings.reduce((sum, ring) => sum + areaOf(ring), 0)).toBe((4096 + 2 * 64) ** 2)
        if (n === 1) vertices[z] = rings.flat().length
      }
    }
    expect(vertices[11]).toBeLessThan(2000)
  })

  test('rings run as MVT 2.1 wants them, without edges of no length; a hole follows its exterior', () => {
    let holes = 0
    for (let z = 9; z <= 17; z++) {
      for (const tile of tilesAround(z)) {
        for (const feature of featuresOf(tile)) {
          const rings = feature.loadGeometry()
          expect(areaOf(rings[0] ?? [])).toBeGreaterThan(0)
          for (const ring of rings) {
            expect(areaOf(ring)).not.toBe(0)
            expect(ring.slice(1).every(({ x, y }, n) => x !== ring[n]?.x || y !== ring[n]?.y)).toBe(true)
            expect(ring.every(({ x, y }) => Math.min(x, y) >= -64 && Math.max(x, y) <= 4160)).toBe(true)
          }
          holes += classifyRings(rings).reduce((sum, polygon) => sum + polygon.length - 1, 0)
        }
      }
    }
    expect(holes).toBeGreaterThan(3)
  })

  test('every grid is in some tile where it can be seen; where it cannot, the district stands for all', () => {
    for (let z = 9; z <= 17; z++) {
      const all = tilesAround(z).flatMap(featuresOf)
      const ids = new Set(all.map(({ id }) => id))
      if (ids.has(1)) {
        expect(z).toBeLessThan(12)
        expect(ids.size).toBe(1)
        for (const { properties } of all) expect(properties).toEqual({ u: 7, n: SIDE * SIDE + 1 })
      } else {
        expect(ids.size).toBe(SIDE * SIDE + 1)
        for (const { properties } of all) expect(properties).toEqual({ u: 7 })
      }
    }
    expect(featuresOf({ z: 0, x: 0, y: 0 })).toHaveLength(0)
    expect(featuresOf({ z: 12, ...tileOf(12, MIDDLE) }).length).toBeGreaterThan(1)
  })

  test('an unknown level and empty ground have no features', () => {
    expect(gridTileOf(grids, 99, { z: 0, x: 0, y: 0 }).features).toBe(0)
    expect(gridTileOf(grids, GRID_LEVEL, { z: 14, x: 0, y: 0 }).features).toBe(0)
  })
})

/** Around a middle, at any distance from it: a ring without crossings. */
const anyRing = fc
  .array(fc.double({ min: 0.5, max: 90, noNaN: true }), { minLength: 3, maxLength: 14 })
  .chain((radii) =>
    fc.tuple(fc.integer({ min: -60, max: 160 }), fc.integer({ min: -60, max: 160 })).map(([x, y]) =>
      radii.flatMap((radius, n) => {
        const angle = (2 * Math.PI * n) / radii.length
        return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
      }),
    ),
  )
const holds = (ring: readonly number[], x: number, y: number): boolean => {
  let inside = false
  for (let at = 0; at < ring.length; at += 2) {
    const before = (at + ring.length - 2) % ring.length
    const [ax = 0, ay = 0, bx = 0, by = 0] = [ring[before], ring[before + 1], ring[at], ring[at + 1]]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

test('what is left of a ring is what lies in the square, and nothing beyond it', () => {
  fc.assert(
    fc.property(anyRing, (ring) => {
      const clipped = clipRing(ring, 0, 100)
      for (const value of clipped) expect(value >= 0 && value <= 100).toBe(true)
      // Places that no vertex shares a coordinate with.
      for (let x = 1.2345; x < 100; x += 7.7)
        for (let y = 2.3456; y < 100; y += 7.7) expect(holds(clipped, x, y)).toBe(holds(ring, x, y))
    }),
    { numRuns: 300 },
  )
})

test('a ring that runs the other way is cut at the same places', () => {
  fc.assert(
    fc.property(anyRing, (ring) => {
      const pairs = (of: readonly number[]) =>
        Array.from({ length: of.length / 2 }, (_, n) => `${of[2 * n]},${of[2 * n + 1]}`).sort()
      const backwards = Array.from({ length: ring.length / 2 }, (_, n) => {
        const at = ring.length - 2 - 2 * n
        return [ring[at] ?? 0, ring[at + 1] ?? 0]
      }).flat()
      expect(pairs(clipRing(backwards, 0, 100))).toEqual(pairs(clipRing(ring, 0, 100)))
    }),
    { numRuns: 300 },
  )
})
