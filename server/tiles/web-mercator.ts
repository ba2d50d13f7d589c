/** Degrees (EPSG:4490, taken as WGS 84) and Web Mercator's unit square (EPSG:3857): x to the east, y to the south, from the north-west. */
import type { TileAddress } from './tile-address.ts'

/** Nearer the pole everything stands at the square's edge. */
const LAST_LATITUDE = 85.05112877980659

export const squareX = (lon: number): number => lon / 360 + 0.5
export const squareY = (lat: number): number => {
  const within = Math.min(LAST_LATITUDE, Math.max(-LAST_LATITUDE, lat))
  return 0.5 - Math.log(Math.tan(((90 + within) * Math.PI) / 360)) / (2 * Math.PI)
}
const lonOf = (x: number): number => x * 360 - 180
const latOf = (y: number): number => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI

/** West, south, east, north of a tile in degrees, with `share` of its side more on each side; beyond the square it ends at the poles. */
export const boxOfTile = ({ z, x, y }: TileAddress, share: number): [number, number, number, number] => {
  const tiles = 2 ** z
  const [north, south] = [(y - share) / tiles, (y + 1 + share) / tiles]
  return [
    lonOf((x - share) / tiles),
    south >= 1 ? -90 : latOf(south),
    lonOf((x + 1 + share) / tiles),
    north <= 0 ? 90 : latOf(north),
  ]
}
