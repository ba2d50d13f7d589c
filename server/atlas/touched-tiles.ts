/**
 * The tiles that some moved components touch: the tile before and the tile after, at a deep zoom, folded into larger tiles while they are too many to
 * tell. A tile of any zoom is touched when it holds one of them or lies in one.
 */
import type { Geometry, Position } from 'geojson'
import { latticeX, latticeY } from './curve.ts'

/** `zoom` is that of `tiles`, whose numbers are y * 2^zoom + x. */
export type TouchedTiles = { readonly zoom: number; readonly tiles: ReadonlySet<number> }

/** About 600 m at 31° N: at street zooms few tiles are loaded for nothing. */
const DEEPEST = 16
/** As many as go into a message of some kilobytes. */
const MOST = 256

export const tileNumber = (zoom: number, x: number, y: number): number => y * 2 ** zoom + x

const folded = (touched: TouchedTiles): TouchedTiles & { tiles: Set<number> } => {
  const side = 2 ** touched.zoom
  return {
    zoom: touched.zoom - 1,
    tiles: new Set(
      [...touched.tiles].map((tile) =>
        tileNumber(touched.zoom - 1, Math.floor((tile % side) / 2), Math.floor(Math.floor(tile / side) / 2)),
      ),
    ),
  }
}

export type TouchedTilesMaker = {
  addPoint(lon: number, lat: number): void
  addShape(shape: Geometry | undefined): void
  made(): TouchedTiles
}

type Nested = Position | Nested[]
const eachPosition = (nested: Nested, see: (position: Position) => void): void => {
  if (typeof nested[0] === 'number') see(nested as Position)
  else for (const part of nested as Nested[]) eachPosition(part, see)
}

const boxOf = (shape: Geometry): { west: number; south: number; east: number; north: number } => {
  const box = { west: 180, south: 90, east: -180, north: -90 }
  const see = ([lon = 0, lat = 0]: Position): void => {
    box.west = Math.min(box.west, lon)
    box.south = Math.min(box.south, lat)
    box.east = Math.max(box.east, lon)
    box.north = Math.max(box.north, lat)
  }
  const shapes = shape.type === 'GeometryCollection' ? shape.geometries : [shape]
  for (const one of shapes) if ('coordinates' in one) eachPosition(one.coordinates, see)
  return box
}

export const makeTouchedTiles = (): TouchedTilesMaker => {
  let touched: TouchedTiles & { tiles: Set<number> } = { zoom: DEEPEST, tiles: new Set() }
  const at = (lattice: number): number => Math.floor(lattice / 2 ** (32 - touched.zoom))
  const fold = (): void => {
    touched = folded(touched)
  }
  const addBox = (west: number, south: number, east: number, north: number): void => {
    const many = (): boolean => (at(east) - at(west) + 1) * (at(south) - at(north) + 1) > MOST
    while (many()) fold()
    for (let y = at(north); y <= at(south); y++)
      for (let x = at(west); x <= at(east); x++) touched.tiles.add(tileNumber(touched.zoom, x, y))
    while (touched.tiles.size > MOST) fold()
  }
  return {
    addPoint(lon, lat) {
      const [x, y] = [latticeX(lon), latticeY(lat)]
      addBox(x, y, x, y)
    },
    addShape(shape) {
      if (shape === undefined) return
      const { west, south, east, north } = boxOf(shape)
      addBox(latticeX(west), latticeY(south), latticeX(east), latticeY(north))
    },
    made: () => touched,
  }
}

/** Whether a tile holds a touched one or lies in one. */
export const isTouched = (
  { zoom, tiles }: TouchedTiles,
  tile: { z: number; x: number; y: number },
): boolean => {
  if (tile.z >= zoom) {
    const shift = 2 ** (tile.z - zoom)
    return tiles.has(tileNumber(zoom, Math.floor(tile.x / shift), Math.floor(tile.y / shift)))
  }
  const [side, shift] = [2 ** zoom, 2 ** (zoom - tile.z)]
  for (const touched of tiles) {
    const [x, y] = [touched % side, Math.floor(touched / side)]
    if (Math.floor(x / shift) === tile.x && Math.floor(y / shift) === tile.y) return true
  }
  return false
}
