/** Whose names stand on the map: those of the level that is drawn, or, where its grids are too small for words, of the nearest level above that has room. */
import type { Bbox } from '../api-types.ts'

/** Square pixels that a name over its count wants. */
const ROOM_PX2 = 84 * 40

type Level = { readonly id: number; readonly depth: number; readonly grids: number }

/** Of a box in degrees on a Web Mercator map of tiles of 512 px. */
export const pixelsOf = ([west, south, east, north]: Bbox, zoom: number): number => {
  const world = 512 * 2 ** zoom
  const y = (lat: number): number => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)
  return ((east - west) / 360) * world * (y(north) - y(south)) * world
}

/** `levels` are those of one scheme; `groundPx2` what they cover together on the screen. */
export const levelToName = (levels: readonly Level[], drawn: number, groundPx2: number): number | null => {
  const depth = levels.find(({ id }) => id === drawn)?.depth
  if (depth === undefined) return null
  const upward = levels
    .filter((level) => level.depth <= depth && level.grids > 0)
    .sort((a, b) => b.depth - a.depth)
  const roomy = upward.find((level) => groundPx2 / level.grids >= ROOM_PX2)
  return (roomy ?? upward.at(-1))?.id ?? null
}
