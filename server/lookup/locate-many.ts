/** Many positions located one after the other in slices, so that the server answers others meanwhile, and no further once nobody waits for them. */
import { setImmediate } from 'node:timers/promises'
import type { Grids } from '../atlas/grids.ts'
import { locateIn } from '../atlas/locate.ts'
import type { AtlasDistrict } from '../atlas/read-catalogue.ts'
import { InvalidInput } from '../errors.ts'
import type { LonLat } from '../shared/crs.ts'
import { POSITION_BYTES } from '../shared/lookup.contract.ts'
import { requirePoint } from './require-point.ts'

/** Positions as they came, in the caller's CRS: a list, or pairs of float64, little-endian. */
export type Positions = readonly unknown[] | ArrayBuffer

export const countPositions = (positions: Positions): number =>
  positions instanceof ArrayBuffer ? positions.byteLength / POSITION_BYTES : positions.length

const isPair = (value: unknown): value is LonLat =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'number'

/** Gives the n-th; throws InvalidInput where that is no pair of numbers. */
const readerOf = (positions: Positions): ((n: number) => LonLat) => {
  if (positions instanceof ArrayBuffer) {
    const view = new DataView(positions)
    return (n) => [view.getFloat64(n * POSITION_BYTES, true), view.getFloat64(n * POSITION_BYTES + 8, true)]
  }
  return (n) => {
    const position = positions[n]
    if (isPair(position)) return position
    throw new InvalidInput('invalid_input', `points.${n}: a pair of numbers`, { field: `points.${n}` })
  }
}

/** Long enough to be worth the turn, short enough for nobody to wait: one turn is about 10 ms. */
const SLICE_MS = 10
const LOOK_AT_CLOCK_EACH = 128

export type LocatedMany = {
  /** The grid's number for each position, 0 for none. */
  readonly grids: Uint32Array
  /** Places of those that the nearest grid has. */
  readonly nearest: number[]
}

/**
 * In one scheme, by its place in `schemes`. Null where `isGone` said so between two slices. Throws InvalidInput that names the first position that
 * cannot be in the CRS.
 */
export const locateMany = async (
  grids: Grids,
  district: AtlasDistrict,
  scheme: number,
  crs: string,
  positions: Positions,
  isGone: () => boolean,
): Promise<LocatedMany | null> => {
  const count = countPositions(positions)
  const read = readerOf(positions)
  const found = new Uint32Array(count)
  const nearest: number[] = []
  let began = performance.now()
  for (let n = 0; n < count; n++) {
    const { grid, placement } = locateIn(grids, district, scheme, requirePoint(crs, read(n), `points.${n}`))
    found[n] = grid
    if (placement === 'nearest') nearest.push(n)
    if (n % LOOK_AT_CLOCK_EACH !== 0 || performance.now() - began < SLICE_MS) continue
    await setImmediate()
    if (isGone()) return null
    began = performance.now()
  }
  return { grids: found, nearest }
}
