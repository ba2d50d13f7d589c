/** Vertices that lie on an edge of another grid become its own: once in a ring, bit for bit. */
import { expect, test } from 'vitest'
import { addNodes, nodeIndex } from '../../server/boundaries/add-nodes.ts'
import type { Polygons, Position, Ring } from '../../server/boundaries/draft-face.ts'

const NEAR_M = 0.005
/** A tenth of a millimetre, the step of stored coordinates. */
const STEP = 2 ** -30
const [LON, LAT] = [120, 31]

/** In thousandths of a degree from a corner. */
const at = (x: number, y: number): Position => [LON + x / 1000, LAT + y / 1000]
const ring = (...corners: readonly [number, number][]): Ring =>
  [...corners, corners[0] as [number, number]].map(([x, y]) => at(x, y))
const noded = (polygons: Polygons, ...nodes: Position[]): Polygons =>
  addNodes(polygons, nodeIndex(nodes, NEAR_M))

const square = ring([0, 0], [4, 0], [4, 4], [0, 4])

test('on an edge, in their order; one that lies off it, or is a corner already, changes nothing', () => {
  const [[made] = []] = noded([[square]], at(3, 0), at(1, 0))
  expect(made).toEqual([at(0, 0), at(1, 0), at(3, 0), at(4, 0), at(4, 4), at(0, 4), at(0, 0)])
  const polygons: Polygons = [[square]]
  expect(noded(polygons, at(4, 4), at(2, 2))).toBe(polygons)
})

test('a step beside a sharp corner it lies near both edges, and goes into one: the ring does not run back on itself', () => {
  const sharp = ring([0, 0], [8, 1], [0, 2])
  const node: Position = [at(8, 1)[0] - 4 * STEP, at(8, 1)[1]]
  const [[made = []] = []] = noded([[sharp]], node)
  const places = made.slice(1).map(String)
  expect(places).toHaveLength(4)
  expect(new Set(places).size).toBe(4)
  expect(places).toContain(String(node))
})

test('where two rings of a grid pass, both get it', () => {
  const hole = ring([1, 0], [3, 0], [2, 2])
  const [[outer, inner] = []] = noded([[square, hole]], at(2, 0))
  expect(outer).toContainEqual(at(2, 0))
  expect(inner).toContainEqual(at(2, 0))
})
