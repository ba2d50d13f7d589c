/** Lookups over HTTP: one by one against a route of the same server that does nothing, and in batches. */
import type http from 'node:http'
import type { AtlasState } from '../../server/atlas/load.ts'
import { coveringGrid } from '../../server/atlas/locate.ts'
import { bytesOf, type Client, manyAtATime, openClient } from './http.ts'
import { anyPositions, type Position } from './lookups.ts'
import { figure, type Goal, type Section } from './table.ts'
import { inTurns } from './timing.ts'

const REQUESTS_A_TURN = 200
const BATCH = 100_000
const WANTED = { ofNothing: 0.7, binaryASecond: 200_000 }

type Server = { readonly base: string; readonly bearer: string }

const singles = async (
  { base, bearer }: Server,
  atATime: number,
): Promise<{ nothing: number; lookup: number }> => {
  const client = openClient(atATime, bearer)
  const positions = anyPositions(20_000, `singles ${atATime}`)
  let asked = 0
  const ask = async (path: string): Promise<void> => {
    bytesOf(path, await client.get(base + path))
  }
  const [nothing, lookup] = await inTurns([
    () => manyAtATime(REQUESTS_A_TURN, atATime, () => ask('/health')),
    () =>
      manyAtATime(REQUESTS_A_TURN, atATime, () => {
        const [lon, lat] = positions[asked++ % positions.length] as Position
        return ask(`/api/lookup?lon=${lon}&lat=${lat}&crs=EPSG:4490`)
      }),
  ])
  client.close()
  return { nothing: (1000 * REQUESTS_A_TURN) / nothing, lookup: (1000 * REQUESTS_A_TURN) / lookup }
}

type Batch = {
  readonly name: string
  readonly query: string
  readonly headers: http.OutgoingHttpHeaders
  readonly body: Buffer
  /** Identities of grids out of an answer, 0 for none. */
  idsOf(answer: Buffer): number[]
}

const batches = (positions: readonly Position[]): readonly [Batch, Batch] => [
  {
    name: 'JSON',
    query: '',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ crs: 'EPSG:4490', points: positions })),
    idsOf: (answer) => JSON.parse(answer.toString()).ids.map((id: number | null) => id ?? 0),
  },
  {
    name: 'binary',
    query: '?crs=EPSG:4490',
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(Float64Array.from(positions.flat()).buffer),
    idsOf: (answer) => Array.from({ length: answer.length / 4 }, (_, n) => answer.readUInt32LE(4 * n)),
  },
]

/** Points a second, each way; both name the grids that memory names. */
const pointsASecond = async (
  { grids }: AtlasState,
  client: Client,
  base: string,
): Promise<{ json: number; binary: number }> => {
  const positions = anyPositions(BATCH, 'batch')
  const named = positions.map(([lon, lat]) => grids.ids[coveringGrid(grids, 0, lon, lat)] ?? 0)
  const [json, binary] = batches(positions)
  const ask = async ({ name, query, body, headers }: Batch): Promise<Buffer> =>
    bytesOf(`${name} batch`, await client.post(`${base}/api/lookup${query}`, body, headers))
  for (const batch of [json, binary]) {
    const ids = batch.idsOf(await ask(batch))
    if (ids.length !== named.length || ids.some((id, n) => id !== named[n]))
      throw new Error(`the ${batch.name} batch and memory name different grids`)
  }
  const [jsonMs, binaryMs] = await inTurns([() => ask(json), () => ask(binary)])
  return { json: (1000 * BATCH) / jsonMs, binary: (1000 * BATCH) / binaryMs }
}

const share = (of: number): string => `${figure(100 * of)} %`

export const measureLookupsOverHttp = async (atlas: AtlasState, server: Server): Promise<Section> => {
  const [one, eight] = [await singles(server, 1), await singles(server, 8)]
  const client = openClient(1, server.bearer)
  const { json, binary } = await pointsASecond(atlas, client, server.base)
  client.close()
  const single = (name: string, { nothing, lookup }: typeof one): string[] => [
    name,
    figure(nothing),
    figure(lookup),
    share(lookup / nothing),
  ]
  const singleGoal = (atATime: string, { nothing, lookup }: typeof one): Goal => ({
    what: `a single lookup, ${atATime}, of the route that does nothing`,
    wanted: share(WANTED.ofNothing),
    got: share(lookup / nothing),
    met: lookup / nothing >= WANTED.ofNothing,
  })
  return {
    title: 'Lookups over HTTP',
    columns: ['a second', 'GET /health', 'GET /api/lookup', 'of it'],
    rows: [
      single('one at a time', one),
      single('eight at a time', eight),
      ['points of 100,000 in one JSON call', '', figure(json), ''],
      ['points of 100,000 in one binary call', '', figure(binary), ''],
    ],
    goals: [
      singleGoal('one at a time', one),
      singleGoal('eight at a time', eight),
      {
        what: 'the binary batch over HTTP',
        wanted: `${WANTED.binaryASecond.toLocaleString('en')} points a second`,
        got: `${figure(binary)} points a second`,
        met: binary >= WANTED.binaryASecond,
      },
    ],
  }
}
