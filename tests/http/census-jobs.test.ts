/** The work on deliveries: told while it moves, held, gone on with, ended, done once by however many servers there are, and never in the way of a request. */
import { readdir } from 'node:fs/promises'
import http from 'node:http'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { beforeAll, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import type { CensusJob } from '../../server/shared/census.ts'
import { type Api, ApiError, createApi } from '../../web/api.ts'
import { csvOf, deliver, lamps, makeTowns, READING, receive, rested } from '../support/census.ts'
import { hear } from '../support/events.ts'
import { type Caller, type TestServer, useServer } from '../support/server.ts'

/** Forty lots: long enough to be held on the way on any machine. */
const MANY = 40_000

const server = useServer({ maxUploadMb: 64 })
let surveyor: Caller
let api: Api

beforeAll(async () => {
  await makeTowns(server())
  surveyor = await server().as('surveyor')
  api = createApi({ base: server().base, bearer: surveyor.bearer })
})

/** Hears of the work on one delivery until `wanted`; gives all that it heard of it. That its files were looked at before may still be told meanwhile. */
const hearUntil = async (
  listener: Awaited<ReturnType<typeof hear>>,
  id: number,
  wanted: (job: CensusJob) => boolean,
): Promise<CensusJob[]> => {
  const heard: CensusJob[] = []
  for (;;) {
    const event = await listener.next()
    if (event === 'end') throw new Error('the events ended')
    if (event.event !== 'census' || event.data.id !== id) continue
    const job = event.data.job as CensusJob
    if (job.kind === 'inspect') continue
    heard.push(job)
    if (wanted(job)) return heard
  }
}

const onTheWay = ({ stage, rows: read }: CensusJob): boolean => stage === 'read' && read > 0
const ended = ({ state }: CensusJob): boolean => ['done', 'failed', 'cancelled', 'paused'].includes(state)

const countRows = async (censusId: number): Promise<number> =>
  (
    await one<{ count: number }>(
      server().db,
      `select count(*) as count from census_row as r where r.census_id = :censusId::bigint`,
      { censusId },
    )
  ).count

test('a large delivery is told as it moves, held between two lots, gone on with, and blocks no request', async () => {
  const { id } = await receive(api, 'large', lamps(MANY))
  const listener = await hear(server(), surveyor.bearer)
  await api.stageCensus({ params: { id } })
  await hearUntil(listener, id, onTheWay)
  expect(await api.pauseJob({ params: { id } })).toMatchObject({ state: 'running' })
  const held = (await hearUntil(listener, id, ended)).at(-1)
  expect(held).toMatchObject({ state: 'paused', stage: 'read', problem: null })
  expect(held?.rows).toBeLessThan(MANY)
  expect(await api.getCensus({ params: { id } })).toMatchObject({
    state: 'receiving',
    job: { state: 'paused' },
  })
  // Held work is in nobody's way.
  expect((await deliver(api, 'small', lamps(3))).state).toBe('compared')

  const lag = monitorEventLoopDelay({ resolution: 5 })
  lag.enable()
  await api.resumeJob({ params: { id } })
  const heard = await hearUntil(listener, id, ended)
  lag.disable()
  console.info(
    `${MANY} rows staged, judged and compared: the server's loop was blocked for at most ${Math.round(lag.max / 1e6)} ms (99 % under ${Math.round(lag.percentile(99) / 1e6)} ms)`,
  )
  await listener.stop()
  expect(heard.at(-1)).toMatchObject({ state: 'done', share: 1 })
  expect(new Set(heard.map(({ stage }) => stage))).toEqual(new Set(['waiting', 'read', 'judge', 'compare']))
  const read = heard.filter(({ stage }) => stage === 'read')
  expect(read.map(({ share }) => share)).toEqual(read.map(({ share }) => share).toSorted((a, b) => a - b))
  expect(read.some(({ rowsPerSecond, secondsLeft }) => rowsPerSecond !== null && secondsLeft !== null)).toBe(
    true,
  )
  const done = await api.getCensus({ params: { id } })
  expect(done).toMatchObject({ state: 'compared', counts: { total: MANY, refused: 0 } })
  expect(await countRows(id)).toBe(MANY)

  // One row corrected in a large delivery touches that row.
  const begun = performance.now()
  await api.fixCensusRow({ params: { id, rowNo: 7 }, body: { said: { name: 'mended' } } })
  console.info(
    `one of ${MANY} rows corrected, judged and compared in ${Math.round(performance.now() - begun)} ms`,
  )
  await api.discardCensus({ params: { id } })
  expect(await countRows(id)).toBe(0)
})

test('what is cancelled ends, and can be begun anew', async () => {
  const { id } = await receive(api, 'cancelled', lamps(MANY))
  const listener = await hear(server(), surveyor.bearer)
  await api.stageCensus({ params: { id } })
  await hearUntil(listener, id, onTheWay)
  await api.cancelJob({ params: { id } })
  expect((await hearUntil(listener, id, ended)).at(-1)).toMatchObject({ state: 'cancelled' })
  await listener.stop()
  expect((await api.getCensus({ params: { id } })).state).toBe('receiving')
  await expect(api.resumeJob({ params: { id } })).rejects.toThrow('The work is cancelled')
  const fileId = (await api.getCensus({ params: { id } })).files[0]?.id ?? 0
  await api.removeCensusFile({ params: { id, fileId } })
  await api.addCensusFile({ params: { id }, query: { name: 'few.csv' }, file: csvOf(lamps(5)) })
  const { layers } = await rested(api, id)
  await api.updateLayer({ params: { id, no: layers[0]?.no ?? 0 }, body: { reading: READING } })
  await rested(api, id)
  await api.stageCensus({ params: { id } })
  expect(await rested(api, id)).toMatchObject({ state: 'compared', counts: { total: 5 } })
  expect(await countRows(id)).toBe(5)
})

test('two servers do each job once, one heavy one at a time', async () => {
  await server().withSettings({}, async (beside) => {
    const other = createApi({ base: beside.base, bearer: surveyor.bearer })
    const made = await Promise.all(
      [api, other, api, other, api, other].map((one, n) =>
        receive(one, `both ${n}`, lamps(2_000, n * 2_000)),
      ),
    )
    await Promise.all(made.map(({ id }, n) => (n % 2 === 0 ? api : other).stageCensus({ params: { id } })))
    for (const { id } of made) expect((await rested(api, id)).counts).toMatchObject({ total: 2_000 })
    const jobs = await rows<{ attempt: number; state: string }>(
      server().db,
      `select j.attempt as attempt, j.state as state
         from census_job as j
        where j.census_id = any (:ids::bigint[])
          and j.kind = 'stage'`,
      { ids: made.map(({ id }) => id) },
    )
    expect(jobs).toEqual(made.map(() => ({ attempt: 1, state: 'done' })))
  })
})

test('events of deliveries are for those who deliver', async () => {
  const deaf = await hear(server(), (await server().as('reader')).bearer)
  const { id } = await receive(api, 'quiet', lamps(1))
  expect(id).toBeGreaterThan(0)
  await server().db.transaction((trx) =>
    endWrite(trx, SYSTEM, { action: 'test.touch', entity: 'unit', touched: [{ entity: 'unit', ids: [1] }] }),
  )
  const heard = [await deaf.next(), await deaf.next()]
  expect(heard.map((event) => event !== 'end' && event.event)).toEqual(['registry', 'registry'])
  await deaf.stop()
})

const spoolOf = async (one: TestServer): Promise<string[]> => readdir(await one.spool())

test('a file that is too large, or cut off on the way, is refused and leaves nothing', async () => {
  const before = await spoolOf(server())
  const { id } = await api.createCensus({ body: { title: 'bounds', edition: 'Test' } })
  const large = new Blob([new Uint8Array(65 * 2 ** 20)])
  const refused = await api
    .addCensusFile({ params: { id }, query: { name: 'large.csv' }, file: large })
    .catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ApiError)
  expect(refused).toMatchObject({ status: 413, code: 'file_too_large' })

  const { hostname, port } = new URL(server().base)
  const request = http.request({
    hostname,
    port,
    method: 'POST',
    path: `/api/imports/${id}/files?name=cut.csv`,
    headers: { authorization: `Bearer ${surveyor.bearer}`, 'content-length': '1000000' },
  })
  request.on('error', () => undefined)
  request.write(Buffer.alloc(400_000))
  await expect.poll(async () => (await spoolOf(server())).length).toBe(before.length + 1)
  request.destroy()
  await expect.poll(() => spoolOf(server())).toEqual(before)
  expect((await api.getCensus({ params: { id } })).files).toEqual([])
})
