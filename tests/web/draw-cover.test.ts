/** The map on a certificate: true to scale, north up, and a fault that is too small to be seen is marked. */
import { expect, test } from 'vitest'
import type { CertificateMap } from '../../server/shared/certificates.contract.ts'
import { drawCover, roundLength } from '../../web/features/certificates/draw-cover.ts'
import { formatRate } from '../../web/features/certificates/figures.ts'

const box = (west: number, south: number, east: number, north: number): [number, number][] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
]
const fault = (west: number, south: number, east: number, north: number) => ({
  areaM2: 1,
  widthM: 1,
  bbox: [west, south, east, north] as CertificateMap['bbox'],
  rings: [box(west, south, east, north)],
})
const MAP: CertificateMap = {
  bbox: [120, 30, 120.2, 30.04],
  covered: [[box(120, 30, 120.2, 30.04)]],
  grids: [[box(120, 30, 120.1, 30.04), box(120.02, 30.01, 120.04, 30.02)]],
  gridsLeftOut: 0,
  gaps: [fault(120.1, 30, 120.2, 30.04), fault(120.02, 30.01, 120.0201, 30.0101)],
  gapsLeftOut: 0,
  overlaps: [],
  overlapsLeftOut: 0,
}
const points = (path: string): [number, number][] =>
  [...path.matchAll(/(\d+),(\d+)/g)].map(([, x, y]) => [Number(x), Number(y)])

test('north is up, and a degree of longitude is as much shorter as it is on the ground', () => {
  const { covered, width, height } = drawCover(MAP)
  const [southWest, southEast, northEast] = points(covered)
  if (!southWest || !southEast || !northEast) throw new Error('nothing was drawn')
  expect(southWest[1]).toBeGreaterThan(northEast[1])
  const [wide, high] = [southEast[0] - southWest[0], southEast[1] - northEast[1]]
  expect(wide / high).toBeCloseTo((0.2 / 0.04) * Math.cos((30.02 * Math.PI) / 180), 1)
  for (const [x, y] of points(covered)) expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true)
})

test('holes are rings of the same path, and rings are closed', () => {
  expect(drawCover(MAP).grids.match(/M[^M]*Z/g)).toHaveLength(2)
})

test('the bar is a round length, and as long as it says', () => {
  expect([900, 1999, 2000, 4999, 70_000].map(roundLength)).toEqual([500, 1000, 2000, 2000, 50_000])
  const { covered, scale } = drawCover(MAP)
  const xs = points(covered).map(([x]) => x)
  const metresWide = 0.2 * 111_195 * Math.cos((30.02 * Math.PI) / 180)
  const unitsWide = Math.max(...xs) - Math.min(...xs)
  expect(scale.length / unitsWide).toBeCloseTo(scale.metres / metresWide, 3)
})

test('what is too small to be seen has a mark, what is seen has none', () => {
  const [large, small] = drawCover(MAP).gaps
  expect(large?.mark).toBeNull()
  const [x, y] = points(small?.path ?? '')[0] ?? [0, 0]
  expect(Math.hypot((small?.mark?.x ?? 1e6) - x, (small?.mark?.y ?? 1e6) - y)).toBeLessThan(5)
})

test('what is not whole never reads 100 %', () => {
  expect([1, 0.99999999, 0.5].map(formatRate)).toEqual(['100 %', '99.9999 %', '50.0000 %'])
})
