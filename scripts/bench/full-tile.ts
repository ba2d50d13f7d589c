/** The fullest tile of zoom 10: what the whole city in one tile costs, and how small it becomes. */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { matchOf } from '../../server/atlas/component-match.ts'
import type { AtlasState } from '../../server/atlas/load.ts'
import type { Cluster } from '../../server/tiles/component-tile.ts'
import { encodeComponentTile } from '../../server/tiles/encode-components.ts'
import { sampledTiles } from './sampled-tiles.ts'
import { figure, kilobytes, ms, type Section } from './table.ts'
import { coldTile } from './tiles.ts'
import { inTurns } from './timing.ts'

const WANTED = { ms: 20, bytes: 60_000, points: 445_000 }

const brotli = (bytes: Buffer): Buffer =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })

export const measureFullTile = async (atlas: AtlasState): Promise<Section> => {
  const [tile] = sampledTiles(atlas.components, 10)
  if (tile === undefined) throw new Error('there is no component')
  const points = coldTile(atlas, tile, {}, 'never')
  const cells = coldTile(atlas, tile, {}, 'auto')
  const make = (cluster: Cluster) => () => coldTile(atlas, tile, {}, cluster)
  const [cellMs, pointMs, cellBrotli, pointBrotli] = await inTurns([
    make('auto'),
    make('never'),
    () => brotli(cells),
    () => brotli(points),
  ])
  const { alive } = atlas.components
  const inTile = encodeComponentTile(
    atlas.components,
    tile,
    matchOf(atlas.components, atlas.grids, {}),
    'auto',
  ).facts.components
  const row = (name: string, took: number, brotliMs: number, bytes: Buffer): string[] => [
    name,
    ms(took),
    kilobytes(bytes.length),
    kilobytes(brotli(bytes).length),
    kilobytes(gzipSync(bytes, { level: 4 }).length),
    ms(brotliMs),
  ]
  const sent = brotli(cells).length
  return {
    title: `The fullest tile of zoom 10: ${inTile.toLocaleString('en')} of ${alive.toLocaleString('en')} components`,
    columns: ['', 'made in', 'raw', 'brotli 4', 'gzip 4', 'brotli 4 takes'],
    rows: [
      row('as the map asks (cells with counts)', cellMs, cellBrotli, cells),
      row('one by one', pointMs, pointBrotli, points),
    ],
    goals:
      inTile < WANTED.points
        ? []
        : [
            {
              what: `a z10 tile of ${inTile.toLocaleString('en')} components, as the map asks for it`,
              wanted: `${WANTED.ms} ms, ${kilobytes(WANTED.bytes)}`,
              got: `${ms(cellMs)}, ${kilobytes(sent)} (${kilobytes(cells.length)} raw)`,
              met: cellMs < WANTED.ms && cells.length < WANTED.bytes,
            },
            {
              what: 'the same, every component one by one',
              wanted: `${WANTED.ms} ms, ${kilobytes(WANTED.bytes)}`,
              got: `${ms(pointMs)}, ${kilobytes(brotli(points).length)} (${figure(points.length / inTile)} bytes a component raw)`,
              met: pointMs < WANTED.ms && points.length < WANTED.bytes,
            },
          ],
  }
}
