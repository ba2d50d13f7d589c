/** Which tiles a commit touched. It names tiles of one zoom; a tile of another is touched when it holds one of them or lies in one. */
import type { RegistryNews } from '../app/registry-news.ts'

export type TileAddress = { readonly z: number; readonly x: number; readonly y: number }
export type TouchedTiles = RegistryNews['tiles']

/** `touched` null: any tile may be. */
export const isTouched = (touched: TouchedTiles, { z, x, y }: TileAddress): boolean => {
  if (touched === null) return true
  // Both are brought to the lesser of the two zooms.
  const here = 2 ** Math.max(0, z - touched.zoom)
  const there = 2 ** Math.max(0, touched.zoom - z)
  return touched.tiles.some(
    ([touchedX, touchedY]) =>
      Math.floor(touchedX / there) === Math.floor(x / here) &&
      Math.floor(touchedY / there) === Math.floor(y / here),
  )
}

/** What of the tiles of components a commit made old: lines of places where nothing was touched are an empty list. */
export const touchedComponents = (
  { touched, tiles }: RegistryNews,
  filteredByGrid: boolean,
): TouchedTiles | 'none' => {
  // Where grids hang together anew, other components stand below the grids of the filter, though none of them has moved.
  if (filteredByGrid && (touched.includes('grid') || touched.includes('scheme'))) return null
  return touched.includes('component') ? tiles : 'none'
}

export const touchedGrids = ({ touched }: RegistryNews): TouchedTiles | 'none' =>
  touched.includes('grid') || touched.includes('scheme') ? null : 'none'

/** Both together; two lists of different zooms are not worth the trouble. */
export const together = (a: TouchedTiles | 'none', b: TouchedTiles | 'none'): TouchedTiles | 'none' => {
  if (a === 'none') return b
  if (b === 'none') return a
  if (a === null || b === null || a.zoom !== b.zoom) return null
  return { zoom: a.zoom, tiles: [...a.tiles, ...b.tiles] }
}
