/**
 * The step of stored grid coordinates, in degrees (EPSG:4490): each is a multiple of 2^-30 (0.1 mm), rounded once when its shape enters the registry. A power of
 * two is exact in doubles, so overlays on a grid of this size leave such coordinates bit for bit as they are, and neighbours that share a vertex go on sharing it.
 */
import type { Position } from 'geojson'
import type { PlanarGeometry } from '../imports/ewkb.ts'

export const COORDINATE_STEP = 2 ** -30

/** Never minus zero, whose bits are others. */
export const onStep = (degrees: number): number => Math.round(degrees / COORDINATE_STEP) * COORDINATE_STEP + 0

const LEAST_POSITIONS = 4

/** A ring that loses its area keeps its repeated positions: dropped it would vanish in silence, so the check of validity refuses it in words. */
const roundRing = (ring: readonly Position[]): Position[] => {
  const rounded = ring.map(([lon = Number.NaN, lat = Number.NaN]) => [onStep(lon), onStep(lat)])
  const kept = rounded.filter(
    ([lon, lat], n) => n === 0 || lon !== rounded[n - 1]?.[0] || lat !== rounded[n - 1]?.[1],
  )
  return kept.length < LEAST_POSITIONS ? rounded : kept
}

/** As grids are stored. */
export type GridShape = Extract<PlanarGeometry, { type: 'MultiPolygon' }>

/** Every position on the step, consecutive ones that became equal once. Rings stay as many and in the same order. */
export const roundShape = ({ type, coordinates }: GridShape): GridShape => ({
  type,
  coordinates: coordinates.map((polygon) => polygon.map(roundRing)),
})
