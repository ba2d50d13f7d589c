/** The same tiles over HTTP: the product with nothing in its cache, and other tile servers where their addresses are given. */
import type { AtlasState } from '../../server/atlas/load.ts'
import type { TileAddress } from '../../server/tiles/tile-address.ts'
import { bytesOf, type Client, openClient } from './http.ts'
import { compareTiles } from './same-features.ts'
import { sampledTiles } from './sampled-tiles.ts'
import { kilobytes, ms, type Section, times } from './table.ts'
import { ZOOMS } from './tiles.ts'
import { inTurns } from './timing.ts'

/** `template` holds {z}, {x} and {y}. */
export type TileServer = { readonly name: string; readonly template: string }

/** What browsers say that they take. */
const BROWSER = 'gzip, deflate, br, zstd'

const addressIn = (template: string, { z, x, y }: TileAddress): string =>
  template.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y))

type Measured = { readonly plain: number; readonly browser: number; readonly bytes: number }
type Row = { readonly zoom: number; readonly sides: readonly Measured[] }

/** A filter that every component passes and that was never asked before: no tile of it can be in a cache. */
const freshFilter = (classes: readonly number[]): (() => string) => {
  let asked = 1_000_000 + Math.floor(Math.random() * 1e9)
  return () => `class=${classes.join(',')},${asked++}`
}

type Fetch = (client: Client, tile: TileAddress, encoding: string) => Promise<Buffer>

const fetches = (
  base: string,
  classes: readonly number[],
  others: readonly TileServer[],
): readonly { name: string; fetch: Fetch }[] => {
  const fresh = freshFilter(classes)
  const from = async (client: Client, url: string, encoding: string): Promise<Buffer> =>
    bytesOf(url, await client.get(url, { 'accept-encoding': encoding }))
  const own =
    (cluster: string): Fetch =>
    (client, { z, x, y }, encoding) =>
      from(client, `${base}/api/tiles/components/${z}/${x}/${y}.mvt?cluster=${cluster}&${fresh()}`, encoding)
  return [
    { name: 'one by one', fetch: own('never') },
    { name: 'as the map asks', fetch: own('auto') },
    ...others.map(({ name, template }) => ({
      name,
      fetch: (client: Client, tile: TileAddress, encoding: string) =>
        from(client, addressIn(template, tile), encoding),
    })),
  ]
}

const measureZoom = async (
  atlas: AtlasState,
  client: Client,
  zoom: number,
  sides: readonly { name: string; fetch: Fetch }[],
): Promise<Row> => {
  const tiles = sampledTiles(atlas.components, zoom)
  const bytes = sides.map(() => 0)
  for (const tile of tiles) {
    const sent: Buffer[] = []
    for (const [n, { fetch }] of sides.entries()) {
      sent.push(await fetch(client, tile, 'identity'))
      bytes[n] = (bytes[n] ?? 0) + (await fetch(client, tile, BROWSER)).length
    }
    const [own = Buffer.alloc(0), , ...others] = sent
    for (const [n, other] of others.entries())
      compareTiles(`${sides[n + 2]?.name} ${tile.z}/${tile.x}/${tile.y}`, own, other)
  }
  const each = (fetch: Fetch, encoding: string) => async (): Promise<void> => {
    for (const tile of tiles) await fetch(client, tile, encoding)
  }
  const plain = await inTurns(sides.map(({ fetch }) => each(fetch, 'identity')))
  const browser = await inTurns(sides.map(({ fetch }) => each(fetch, BROWSER)))
  return {
    zoom,
    sides: sides.map((_, n) => ({
      plain: plain[n] ?? Number.NaN,
      browser: browser[n] ?? Number.NaN,
      bytes: bytes[n] ?? 0,
    })),
  }
}

const cellsOf = ({ zoom, sides }: Row): string[] => {
  const [own, map, ...others] = sides
  if (own === undefined || map === undefined) return []
  return [
    `z${zoom}`,
    `${ms(own.plain)}, ${ms(own.browser)}, ${kilobytes(own.bytes)}`,
    `${ms(map.plain)}, ${ms(map.browser)}, ${kilobytes(map.bytes)}`,
    ...others.flatMap((other) => [
      `${ms(other.plain)}, ${ms(other.browser)}, ${kilobytes(other.bytes)}`,
      `${times(other.plain / own.plain)}, ${times(other.browser / own.browser)}`,
      `${times(other.plain / map.plain)}, ${times(other.browser / map.browser)}`,
    ]),
  ]
}

export const measureTilesOverHttp = async (
  atlas: AtlasState,
  { base, bearer, classes }: { base: string; bearer: string; classes: readonly number[] },
  others: readonly TileServer[],
): Promise<Section> => {
  const client = openClient(1, bearer)
  const sides = fetches(base, classes, others)
  const rows: Row[] = []
  for (const zoom of ZOOMS) rows.push(await measureZoom(atlas, client, zoom, sides))
  client.close()
  return {
    title: 'Tiles over HTTP, never asked before',
    columns: [
      'zoom',
      'one by one',
      'as the map asks',
      ...others.flatMap(({ name }) => [name, `${name}: ratio one by one`, `${name}: ratio as the map asks`]),
    ],
    rows: rows.map(cellsOf),
    notes: [
      'Each: uncompressed, as a browser asks (compressed), and the bytes that a browser gets. The same tiles as above, one request at a time. Other servers’ tiles were decoded first and hold the same components.',
    ],
  }
}
