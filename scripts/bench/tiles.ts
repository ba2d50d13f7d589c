/** Cold tiles out of memory against ST_AsMVT over a warm connection: no cache on either side, the same features, zooms 9 to 18. */
import { matchOf } from '../../server/atlas/component-match.ts'
import type { AtlasState } from '../../server/atlas/load.ts'
import type { Cluster } from '../../server/tiles/component-tile.ts'
import { encodeComponentTile } from '../../server/tiles/encode-components.ts'
import type { TileAddress } from '../../server/tiles/tile-address.ts'
import type { FlatFilter, FlatTiles } from './flat-view.ts'
import { compareTiles } from './same-features.ts'
import { sampledTiles } from './sampled-tiles.ts'
import { type Goal, kilobytes, ms, type Section, times } from './table.ts'
import { inTurns } from './timing.ts'

export const ZOOMS = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18] as const
const GOAL_ZOOMS = new Set<number>([9, 10, 11, 12, 13, 14, 15, 16, 17])
const WANTED = 4

/** The whole way from the filter to the bytes; nothing is kept between two calls. */
export const coldTile = (
  { components, grids }: AtlasState,
  address: TileAddress,
  filter: FlatFilter,
  cluster: Cluster,
): Buffer => encodeComponentTile(components, address, matchOf(components, grids, filter), cluster).bytes

const bytesOf = (tiles: readonly Uint8Array[]): number => tiles.reduce((sum, tile) => sum + tile.length, 0)

type Row = {
  readonly zoom: number
  readonly points: number
  readonly onEdge: number
  readonly ours: number
  readonly cells: number
  readonly theirs: number
  readonly projected: number
  readonly ourBytes: number
  readonly cellBytes: number
  readonly theirBytes: number
}

const measureZoom = async (
  atlas: AtlasState,
  flat: FlatTiles,
  zoom: number,
  filter: FlatFilter,
): Promise<Row> => {
  const tiles = sampledTiles(atlas.components, zoom)
  let [points, onEdge, theirBytes] = [0, 0, 0]
  for (const tile of tiles) {
    const theirs = await flat.tile(tile, filter)
    const compared = compareTiles(
      `${tile.z}/${tile.x}/${tile.y}`,
      coldTile(atlas, tile, filter, 'never'),
      theirs,
    )
    points += compared.shared
    onEdge += compared.onEdge
    theirBytes += theirs.length
  }
  const each = async (make: (tile: TileAddress) => unknown): Promise<void> => {
    for (const tile of tiles) await make(tile)
  }
  const [ours, cells, theirs, projected] = await inTurns([
    () => each((tile) => coldTile(atlas, tile, filter, 'never')),
    () => each((tile) => coldTile(atlas, tile, filter, 'auto')),
    () => each((tile) => flat.make(tile, filter)),
    () => each((tile) => flat.makeProjected(tile, filter)),
  ])
  return {
    zoom,
    points,
    onEdge,
    ours,
    cells,
    theirs,
    projected,
    ourBytes: bytesOf(tiles.map((tile) => coldTile(atlas, tile, filter, 'never'))),
    cellBytes: bytesOf(tiles.map((tile) => coldTile(atlas, tile, filter, 'auto'))),
    theirBytes,
  }
}

const goalsOf = (name: string, rows: readonly Row[]): Goal[] => {
  const wanted = rows.filter(({ zoom }) => GOAL_ZOOMS.has(zoom))
  const worst = (ratio: (row: Row) => number): { got: string; met: boolean } => {
    const [least] = [...wanted].sort((a, b) => ratio(a) - ratio(b))
    const value = least ? ratio(least) : 0
    return { got: `${times(value)} at z${least?.zoom}`, met: value >= WANTED }
  }
  return [
    {
      what: `cold tiles, ${name}, as the map asks for them, z9–z17, against ST_AsMVT`,
      wanted: `${WANTED} × at every zoom`,
      ...worst(({ theirs, cells }) => theirs / cells),
    },
    {
      what: `the same, every component one by one (\`cluster=never\`)`,
      wanted: `${WANTED} × at every zoom`,
      ...worst(({ theirs, ours }) => theirs / ours),
    },
  ]
}

export const measureTiles = async (
  atlas: AtlasState,
  flat: FlatTiles,
  name: string,
  filter: FlatFilter,
): Promise<Section> => {
  const rows: Row[] = []
  for (const zoom of ZOOMS) rows.push(await measureZoom(atlas, flat, zoom, filter))
  const onEdge = rows.reduce((sum, row) => sum + row.onEdge, 0)
  return {
    title: `Cold tiles in memory against ST_AsMVT, ${name}`,
    columns: [
      'zoom',
      'components',
      'one by one',
      'as the map asks',
      'ST_AsMVT',
      'ratio one by one',
      'ratio as the map asks',
      'ratio to ST_AsMVT on EPSG:3857',
      'bytes one by one',
      'bytes as the map asks',
      'bytes ST_AsMVT',
    ],
    rows: rows.map((row) => [
      `z${row.zoom}`,
      row.points.toLocaleString('en'),
      ms(row.ours),
      ms(row.cells),
      ms(row.theirs),
      times(row.theirs / row.ours),
      times(row.theirs / row.cells),
      times(row.projected / row.ours),
      kilobytes(row.ourBytes),
      kilobytes(row.cellBytes),
      kilobytes(row.theirBytes),
    ]),
    notes: [
      `Up to five tiles a zoom, from the fullest down; times and bytes are of all five. ST_AsMVT is asked as Martin asks it, by a prepared statement on a warm cache, and sends only the length of what it made; the way to the database is in its time, HTTP in neither. What takes less than 5 ms is run several times a turn on both sides, and so with warm caches of the processor. The tiles of both sides were decoded first and hold the same components at the same places${
        onEdge === 0 ? '' : `, but for ${onEdge} on an edge that the sides round differently`
      }.`,
    ],
    goals: goalsOf(name, rows),
  }
}
