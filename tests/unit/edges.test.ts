import fc from 'fast-check'
import { expect, test } from 'vitest'
import { finishShapes, type Shapes, shapesWriter } from '../../server/atlas/shapes.ts'
import { allAtOnce } from '../../server/atlas/steps.ts'
import { edgeTable, findLooseEdges } from '../../server/boundaries/proof/edges.ts'
import { findUnnoded } from '../../server/boundaries/proof/unnoded.ts'
import { widestPlace } from '../../server/boundaries/proof/widest-place.ts'
import { type Ring, writePolygon } from '../support/fabric.ts'

/** A face is its rings, closed; all of one polygon. */
const shapesOf = (faces: readonly (readonly Ring[])[]): Shapes => {
  const written = shapesWriter()
  for (const rings of faces) writePolygon(written, rings)
  const firsts = Uint32Array.from(faces.keys())
  return finishShapes(
    written,
    firsts,
    firsts.map((n) => n + 1),
  )
}
const closed = (...ring: Ring): Ring => [...ring, ring[0] as [number, number]]
const box = (west: number, south: number, east: number, north: number): Ring =>
  closed([west, south], [east, south], [east, north], [west, north])
const loose = (faces: readonly (readonly Ring[])[]) => {
  const shapes = shapesOf(faces)
  const children = [...faces.keys()].slice(1)
  return { shapes, ...allAtOnce(findLooseEdges(edgeTable(), shapes, { parent: 0, children })) }
}

const PARENT = closed([0, 0], [1, 0], [2, 0], [2, 1], [1, 1], [0, 1])

test('edges of children that tile their parent cancel, whichever way rings turn', () => {
  for (const turn of [(ring: Ring) => ring, (ring: Ring) => [...ring].reverse()])
    expect(loose([[PARENT], [turn(box(0, 0, 1, 1))], [box(1, 0, 2, 1)]]).starts).toEqual([])
})

test('an enclave cancels against the hole that it fills; without it the hole is left', () => {
  const hole = box(0.2, 0.2, 0.4, 0.4)
  expect(loose([[PARENT], [box(0, 0, 1, 1), hole], [hole], [box(1, 0, 2, 1)]]).starts).toEqual([])
  expect(loose([[PARENT], [box(0, 0, 1, 1), hole], [box(1, 0, 2, 1)]]).rows).toEqual([1, 1, 1, 1])
})

test('a grid given twice does not cancel, and neither does a missing one', () => {
  expect(loose([[PARENT], [box(0, 0, 1, 1)], [box(0, 0, 1, 1)], [box(1, 0, 2, 1)]]).starts).not.toEqual([])
  expect(loose([[PARENT], [box(0, 0, 1, 1)]]).starts).not.toEqual([])
})

test('a vertex on a neighbour’s edge is told, one that is further off than the tolerance is not', () => {
  const parent = closed([0, 0], [1, 0], [2, 0], [2, 1], [2, 2], [0, 2], [0, 1])
  const found = (offset: number) => {
    const { shapes, rows, starts } = loose([
      [parent],
      [closed([0, 0], [1, 0], [1, 1 - offset], [0, 1])],
      [closed([1, 0], [2, 0], [2, 1], [1, 1 - offset])],
      [closed([0, 1], [2, 1], [2, 2], [0, 2])],
    ])
    return allAtOnce(findUnnoded(shapes, { rows, starts }, 0.005)).map(({ row, others, places }) => [
      row,
      [...others].sort(),
      places,
    ])
  }
  expect(found(0)).toEqual([[3, [1, 2], [[1, 1]]]])
  expect(found(4e-8)).toEqual([[3, [1, 2], [[1, 1 - 4e-8]]]])
  expect(found(6e-8)).toEqual([])
})

test('on any lattice the edges cancel, until one corner of one grid is moved or one grid is left out', () => {
  const moves = fc.record({
    columns: fc.integer({ min: 1, max: 5 }),
    rows: fc.integer({ min: 1, max: 5 }),
    seed: fc.integer(),
    fault: fc.constantFrom('none', 'moved', 'missing'),
    which: fc.nat(),
  })
  fc.assert(
    fc.property(moves, ({ columns, rows, seed, fault, which }) => {
      const corner = (i: number, j: number): [number, number] => [
        i + ((Math.imul(seed ^ (i * 31 + j), 0x9e3779b1) >>> 8) / 2 ** 24) * 0.3,
        j + ((Math.imul(seed ^ (j * 17 + i), 0x85ebca6b) >>> 8) / 2 ** 24) * 0.3,
      ]
      const around = (w: number, s: number, e: number, n: number): Ring => {
        const ring: Ring = []
        for (let i = w; i < e; i++) ring.push(corner(i, s))
        for (let j = s; j < n; j++) ring.push(corner(e, j))
        for (let i = e; i > w; i--) ring.push(corner(i, n))
        for (let j = n; j > s; j--) ring.push(corner(w, j))
        return closed(...ring)
      }
      const grids = Array.from({ length: columns * rows }, (_, n) => {
        const [i, j] = [n % columns, Math.floor(n / columns)]
        return around(i, j, i + 1, j + 1)
      })
      const chosen = which % grids.length
      if (fault === 'moved') {
        const ring = grids[chosen] as Ring
        ring[1] = [(ring[1]?.[0] ?? 0) + 0.05, ring[1]?.[1] ?? 0]
      }
      const given = fault === 'missing' ? grids.filter((_, n) => n !== chosen) : grids
      const { starts } = loose([[around(0, 0, columns, rows)], ...given.map((ring) => [ring])])
      expect(starts.length === 0).toBe(fault === 'none')
    }),
    { numRuns: 300 },
  )
})

test('the widest place of a strip, of a wedge and of a ring', () => {
  const widest = (...rings: Ring[]) => widestPlace(shapesOf([rings]))
  expect(widest(box(0, 0, 2000, 0.5))).toBeCloseTo(0.5, 2)
  expect(widest(closed([0, 0], [300, 300], [300, 300.4], [0, 0.4]))).toBeCloseTo(0.4 / Math.SQRT2, 2)
  expect(widest(closed([0, 0], [500, 0], [250, 0.03]))).toBeCloseTo(0.03, 2)
  expect(Math.abs(widest(box(0, 0, 100, 100), box(10, 10, 90, 90)) / 11.72 - 1)).toBeLessThan(0.03)
})
