/** One lane of the queue over a bare registry: what becomes of a job whose thread or whose server ends under it. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { censusSettings, openCensus } from '../../server/census/census.queries.ts'
import { openJobLane } from '../../server/census/jobs/job-lane.ts'
import type { WorkerPlace } from '../../server/census/jobs/job-messages.ts'
import {
  claimJob,
  endJob,
  findJob,
  type JobKind,
  keepAlive,
  queueJob,
} from '../../server/census/jobs/jobs.queries.ts'
import { watchJobs } from '../../server/census/jobs/watch-jobs.ts'
import { openWorkerThread } from '../../server/census/jobs/worker-thread.ts'
import { type Database, rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { useDatabase } from '../support/database.ts'
import { makeDistrict } from '../support/imports.ts'

const registry = useDatabase()
let spool: string

beforeAll(async () => {
  await makeDistrict(registry().db, 1)
  spool = await mkdtemp(path.join(os.tmpdir(), 'gridbook-lane-'))
})
afterAll(() => rm(spool, { recursive: true }))
beforeEach(() => rows(registry().db, `delete from census_job`))

const queue = async (kind: JobKind): Promise<number> => {
  const { db } = registry()
  const settings = censusSettings.parse({ edition: 'Test' })
  const censusId = await openCensus(db, { title: kind, settings, actor: 'test', accountId: null })
  await queueJob(db, { censusId, kind, actor: SYSTEM })
  return censusId
}

const runLane = async (lane: 'light' | 'heavy', place: WorkerPlace | null): Promise<void> => {
  const { db } = registry()
  const watch = watchJobs(db, () => {})
  const opened = openJobLane(lane, {
    db,
    watch,
    log: pino({ level: 'silent' }),
    thread: openWorkerThread(place as WorkerPlace),
    free: () => freed?.(),
  })
  let freed: (() => void) | undefined
  const free = new Promise<void>((resolve) => {
    freed = resolve
  })
  expect(await opened.take()).toBe(true)
  await free
  await opened.close()
  await watch.close()
}

/** What a thread can be told: no pool. */
const placeOf = ({ address, schema, embedded }: Database): WorkerPlace => ({
  address,
  schema,
  embedded,
  spool,
  keepDays: 1,
})

/** As a server that was killed leaves it. */
const die = () =>
  rows(
    registry().db,
    `update census_job as j set alive_at = clock_timestamp() - interval '1 minute' where j.state = 'running'`,
  )

test('a thread that ends under its job fails the job, and nothing else', async () => {
  const id = await queue('inspect')
  // Without a place it cannot even begin.
  await runLane('light', null)
  expect(await findJob(registry().db, id)).toMatchObject({
    state: 'failed',
    problem: { en: expect.stringMatching(/^The thread that did the work ended/) },
  })
})

test('what the surveyor can mend is said in words, what is the program’s fault is not', async () => {
  const empty = await queue('stage')
  await runLane('heavy', placeOf(registry()))
  expect(await findJob(registry().db, empty)).toMatchObject({
    state: 'failed',
    problem: { zh: '文件没有任何记录', en: 'The delivery holds no rows.' },
  })
  await rows(registry().db, `delete from census_job`)
  const nothing = await queue('undo')
  await runLane('heavy', placeOf(registry()))
  expect(await findJob(registry().db, nothing)).toMatchObject({
    state: 'failed',
    problem: { en: expect.stringMatching(/^The program failed/) },
  })
})

test('a job is given to one server at a time, to another one when the first is dead, and never written by both', async () => {
  const { db } = registry()
  const id = await queue('stage')
  const first = await claimJob(db, 'heavy')
  expect(first).toMatchObject({ censusId: id, attempt: 1 })
  expect(await claimJob(db, 'heavy')).toBeNull()
  await queue('judge')
  expect(await claimJob(db, 'heavy')).toBeNull()
  await queue('inspect')
  expect(await claimJob(db, 'light')).toMatchObject({ kind: 'inspect' })

  await die()
  const second = await claimJob(db, 'heavy')
  expect(second).toMatchObject({ censusId: id, attempt: 2 })
  if (!first || !second) throw new Error('it was not given')
  const progress = { stage: 'read', rows: 7, share: 0.5, rowsPerSecond: null, secondsLeft: null } as const
  expect(await keepAlive(db, first, progress)).toBeUndefined()
  expect(await endJob(db, first, { state: 'done' })).toBeNull()
  expect(await keepAlive(db, second, progress)).toEqual({ wanted: null })
  expect(await endJob(db, second, { state: 'done' })).toMatchObject({ state: 'done', rows: 7, share: 1 })
  expect(await claimJob(db, 'heavy')).toMatchObject({ kind: 'judge' })
})

test('a job that takes one server after the other with it is given up', async () => {
  const { db } = registry()
  const id = await queue('stage')
  for (let n = 1; n <= 3; n++) {
    expect(await claimJob(db, 'heavy')).toMatchObject({ attempt: n })
    await die()
  }
  expect(await claimJob(db, 'heavy')).toBeNull()
  expect(await findJob(db, id)).toMatchObject({
    state: 'failed',
    problem: { en: expect.stringMatching(/^It was begun 3 times/) },
  })
})

test('an inspection is done only when nothing came in meanwhile', async () => {
  const { db } = registry()
  const id = await queue('inspect')
  const claimed = await claimJob(db, 'light')
  if (!claimed) throw new Error('it was not given')
  await rows(
    db,
    `insert into census_file (census_id, name, sha256, bytes) values (:id::bigint, 'late.csv', 'x', 1)`,
    { id },
  )
  expect(await endJob(db, claimed, { state: 'done' })).toMatchObject({ state: 'queued', stage: 'waiting' })
})
