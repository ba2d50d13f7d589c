/** A position as a caller gave it, read in the CRS that the caller named. */
import { InvalidInput } from '../errors.ts'
import { type LonLat, toLonLat } from '../shared/crs.ts'

/** Throws InvalidInput where the position cannot exist in that system, and says so when the two numbers look swapped. */
export const requirePoint = (crs: string, source: LonLat, field: string): LonLat => {
  const point = toLonLat(crs, source)
  if (point) return point
  const swapped = toLonLat(crs, [source[1], source[0]])
    ? ' The two numbers look swapped: longitude or easting comes first.'
    : ''
  throw new InvalidInput(
    'coordinates_out_of_range',
    `${source.join(', ')} is no position in ${crs}.${swapped}`,
    { field },
  )
}
