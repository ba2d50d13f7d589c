/** Lookups over HTTP: one by one against a route of the same server that does nothing, and in batches where the server has them. */
import type http from 'node:http'
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
  readonly body: Buffer
  readonly headers: http.OutgoingHttpHeaders
  readonly query: string
}

const batches = (positions: readonly Position[]): readonly Batch[] => [
  {
    name: 'JSON',
    body: Buffer.from(JSON.stringify({ crs: 'EPSG:4490', points: positions })),
    headers: { 'content-type': 'application/json' },
    query: '',
  },
  {
    name: 'binary',
    body: Buffer.from(Float64Array.from(positions.flat()).buffer),
    headers: { 'content-type': 'application/octet-stream', accept: 'application/octet-stream' },
    query: '?crs=EPSG:4490',
  },
]

/** Points a second; null where the server has no such call. */
const pointsASecond = async (
  client: Client,
  base: string,
  { name, body, headers, query }: Batch,
): Promise<number | null> => {
  const url = `${base}/api/lookup${query}`
  const ask = async (): Promise<Buffer> => bytesOf(`${name} batch`, await client.post(url, body, headers))
  const { status } = await client.post(url, body, headers)
  if (status === 404 || status === 405) return null
  const [took] = await inTurns([ask])
  return (1000 * BATCH) / took
}

const share = (of: number): string => `${figure(100 * of)} %`
const orNone = (rate: number | null): string => (rate === null ? 'no such call yet' : figure(rate))

export const measureLookupsOverHttp = async (server: Server): Promise<Section> => {
  const [one, eight] = [await singles(server, 1), await singles(server, 8)]
  const client = openClient(1, server.bearer)
  const positions = anyPositions(BATCH, 'batch')
  const rates: (number | null)[] = []
  for (const batch of batches(positions)) rates.push(await pointsASecond(client, server.base, batch))
  client.close()
  const [json = null, binary = null] = rates
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
      ['points of 100,000 in one JSON call', '', orNone(json), ''],
      ['points of 100,000 in one binary call', '', orNone(binary), ''],
    ],
    goals: [
      singleGoal('one at a time', one),
      singleGoal('eight at a time', eight),
      {
        what: 'the binary batch over HTTP',
        wanted: `${WANTED.binaryASecond.toLocaleString('en')} points a second`,
        got: orNone(binary),
        met: (binary ?? 0) >= WANTED.binaryASecond,
      },
    ],
  }
}
