/** Distances to a border from the edges that may be the nearest: the same as if every edge had been projected. */
import fc from 'fast-check'
import proj4 from 'proj4'
import { expect, test } from 'vitest'
import type { Grids } from '../../server/atlas/grids.ts'
import { metresToBorder } from '../../server/atlas/metric.ts'
import { finishShapes, shapesWriter } from '../../server/atlas/shapes.ts'
import type { LonLat } from '../../server/shared/crs.ts'
import { type Ring, writePolygon } from '../support/fabric.ts'

/** Around the position's own meridian, a zone away, and a UTM zone; metres on GRS 80. */
const zoneOf = (meridian: number): string =>
  `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs`
const zones = [zoneOf(120), zoneOf(126), '+proj=utm +zone=50 +ellps=GRS80 +units=m +no_defs']

/** Around a centre, in one turn, as far out as each share of the size says. */
const ringOf = ([lon, lat]: LonLat, degrees: number, shares: readonly number[]): Ring => {
  const positions = shares.map((share, n): LonLat => {
    const angle = (2 * Math.PI * n) / shares.length
    return [lon + degrees * share * Math.cos(angle), lat + degrees * share * Math.sin(angle)]
  })
  return [...positions, positions[0] as LonLat]
}

const byEveryEdge = (ring: Ring, zone: string, point: LonLat): number => {
  const { forward } = proj4('+proj=longlat +ellps=GRS80 +no_defs', zone)
  const [x, y] = forward(point) as LonLat
  const plane = ring.map(([lon, lat]) => forward([lon, lat]) as LonLat)
  const distances = plane.slice(1).map(([bx, by], n) => {
    const [ax, ay] = plane[n] as LonLat
    const [dx, dy] = [bx - ax, by - ay]
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)))
    return Math.hypot(x - ax - along * dx, y - ay - along * dy)
  })
  return Math.min(...distances)
}

const share = fc.double({ min: 0.1, max: 1, noNaN: true })
const turn = fc.double({ min: -1.5, max: 1.5, noNaN: true })

test('grids of ten metres and of two hundred kilometres, from the tropics to 54° north, near their zone’s meridian and far from it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0.0001, 0.001, 0.01, 0.1, 1, 2),
      fc.constantFrom(...zones),
      fc.tuple(fc.double({ min: 117, max: 123, noNaN: true }), fc.double({ min: 3, max: 52, noNaN: true })),
      fc.array(share, { minLength: 3, maxLength: 60 }),
      fc.tuple(turn, turn),
      (degrees, zone, centre, shares, [east, north]) => {
        const ring = ringOf(centre, degrees, shares)
        const written = shapesWriter()
        writePolygon(written, [ring])
        const shapes = finishShapes(written, Uint32Array.of(0), Uint32Array.of(1))
        const point: LonLat = [centre[0] + degrees * east, centre[1] + degrees * north]
        const found = metresToBorder({ shapes } as Grids, zone, 0, point)
        expect(found).toBeCloseTo(byEveryEdge(ring, zone, point), 6)
      },
    ),
    { numRuns: 5_000 },
  )
})
