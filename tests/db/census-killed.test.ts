/**
 * kill -9 at moments drawn by seed while a delivery is staged, committed and taken back, on a PostgreSQL: each time what the registry holds is whole, and the
 * next server brings the work to the same end. `CENSUS_KILLS` says how many kills, `CENSUS_KILLS_SEED` repeats a run.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Connection, one, openPool, rows } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { randomStream } from '../../server/demo/random.ts'
import type { Census } from '../../server/shared/census.ts'
import type { Api } from '../../web/api.ts'
import { commitDelivery, deliver, type Line, lamps, makeTowns, receive, rested } from '../support/census.ts'
import { testAddress } from '../support/database.ts'
import { type Process, startProduct } from '../support/product.ts'
import { signIn } from '../support/sign-in.ts'

const ROWS = 12_000
const address = testAddress()
const onServer = 'connectionString' in address
if (!onServer) console.info('skipped: kills of a server are tried on a PostgreSQL (TEST_DATABASE_URL)')
const KILLS = Number(process.env.CENSUS_KILLS ?? 3)
const SEED = Number(process.env.CENSUS_KILLS_SEED ?? randomInt(1_000_000))
const chance = randomStream(SEED, 'kills')

const schema = `test_${randomBytes(6).toString('hex')}`
let env: Record<string, string>
let db: Connection
let server: Process & { readonly url: string }
let api: Api

const start = async (): Promise<void> => {
  server = await startProduct(env)
  api = await signIn(server.url)
}

beforeAll(async () => {
  if (!onServer) return
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-killed-'))
  env = { DATA_DIR: folder, DB_SCHEMA: schema, DEMO: 'false', DATABASE_URL: address.connectionString }
  db = openPool(address, schema, 2)
  await migrate(db, schema)
  await makeTowns({ db })
})
afterAll(async () => {
  if (!onServer) return
  server?.child.kill('SIGKILL')
  await server?.ended
  await rm(env.DATA_DIR ?? '', { recursive: true, force: true })
  await db.raw('drop schema if exists ?? cascade', [schema])
  await db.destroy()
})

/** Of every ten lamps one is new, one has another name, one another place and one another owner; every fortieth is gone. */
const lampsOfNextYear = (): Line[] =>
  lamps(ROWS)
    .filter((_, n) => n % 40 !== 1)
    .map(([code, kind, owner, name, lon, lat], n): Line => {
      if (n % 10 === 3) return [code, kind, owner, `${name} b`, lon, lat]
      if (n % 10 === 5) return [code, kind, owner, name, lon + 4e-3, lat + 1e-3]
      if (n % 10 === 7) return [code, kind, 'Power', name, lon, lat]
      if (n % 10 === 9) return [`N${code}`, kind, owner, name, lon, lat + 2e-3]
      return [code, kind, owner, name, lon, lat]
    })

/** One line for all that stands, by code: identities differ from run to run. */
const standing = async (): Promise<string> =>
  (
    await one<{ hash: string }>(
      db,
      `select count(*) || ' ' || md5(string_agg(concat_ws('|', v.code, v.name, st_asbinary(v.geom), c.grids, o.roles), ',' order by v.code collate "C")) as hash
         from component_version as v
        cross join lateral (
           select string_agg(concat_ws(':', g.grid_id, g.placement), ',') as grids
             from component_grid as g
            where g.component_id = v.component_id and g.valid_to is null) as c
        cross join lateral (
           select string_agg(concat_ws(':', r.role, u.code, r.state), ',' order by r.role) as roles
             from component_role as r
             join unit_version as u on u.unit_id = r.unit_id and u.valid_to is null
            where r.component_id = v.component_id and r.valid_to is null) as o
        where v.valid_to is null`,
    )
  ).hash

/** One line for what a delivery would do. */
const difference = async (id: number): Promise<string> =>
  (
    await one<{ hash: string }>(
      db,
      `select count(*) || ' ' || md5(string_agg(concat_ws('|', r.code, r.name, d.kind, d.changes), ',' order by r.row_no)) as hash
         from census_row as r
         left join census_difference as d on d.census_id = r.census_id and d.row_no = r.row_no
        where r.census_id = :id::bigint`,
      { id },
    )
  ).hash

/** A version of the registry each with its audit; a batch is applied or is not there. */
const halves = () =>
  rows(
    db,
    `select 'a batch that was begun' as what, b.id::text as which
       from batch as b
      where b.state not in ('applied', 'undone')
      union all
     select 'a version without its audit', c.version::text
       from change_log as c
      where not exists (select from audit as a where a.version = c.version)
      union all
     select 'a layer that is not there in whole', l.census_id::text
       from census_layer as l
       join census as z on z.id = l.census_id
      where z.state in ('staged', 'judged', 'compared')
        and l.rows <> (select count(*) from census_row as r where r.census_id = l.census_id)
      union all
     select 'a difference of a delivery that is not compared', z.id::text
       from census as z
      where z.state in ('receiving', 'staged', 'judged')
        and exists (select from census_difference as d where d.census_id = z.id)
      union all
     select 'a good row without its difference', z.id::text
       from census as z
      where z.state = 'compared'
        and (select count(*) from census_row as r where r.census_id = z.id)
            <> (select count(*) from census_difference as d where d.census_id = z.id)`,
  )

/** Others would wait twenty seconds before they take a silent server for dead. */
const lastSignOfLifeIsOld = () =>
  rows(db, `update census_job as j set alive_at = '-infinity' where j.state = 'running'`)

type Work = { readonly what: string; queue(id: number): Promise<unknown>; readonly ends: string[] }
const STAGING: Work = {
  what: 'staging',
  queue: (id) => api.stageCensus({ params: { id } }),
  ends: ['compared'],
}
const COMMIT: Work = {
  what: 'commit',
  queue: (id) => api.commitCensus({ params: { id }, body: {} }),
  ends: ['committed'],
}
const UNDO: Work = { what: 'undo', queue: (id) => api.undoCensus({ params: { id } }), ends: ['committed'] }

const killed: string[] = []
const wholly: Record<string, string> = {}
const takes: Record<string, number> = {}

/** Queues the work, kills the server some time into it, and lets the next one bring it to its end. Gives the registry between the two. */
const killWithin = async (work: Work, id: number): Promise<string> => {
  await work.queue(id)
  const waitMs = chance.next() * (takes[work.what] ?? 0)
  await new Promise((resolve) => setTimeout(resolve, waitMs))
  server.child.kill('SIGKILL')
  await server.ended
  const between = await standing()
  expect(await halves(), `${work.what}, killed after ${waitMs} ms`).toEqual([])
  const { stage } = await one<{ stage: string }>(
    db,
    `select concat_ws(' ', j.state, j.stage) as stage from census_job as j where j.census_id = :id::bigint order by j.id desc limit 1`,
    { id },
  )
  killed.push(`${work.what} after ${Math.round(waitMs)} ms (${stage})`)
  await lastSignOfLifeIsOld()
  await start()
  expect(await rested(api, id, 120_000)).toMatchObject({ job: { state: 'done', problem: null } })
  expect(await halves()).toEqual([])
  return between
}

const timed = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
  const begun = performance.now()
  const result = await run()
  takes[what] = performance.now() - begun
  return result
}

/** Without a kill: what stands, and what each stage takes. */
const oneYearUndisturbed = async (): Promise<void> => {
  const { id } = await receive(api, 'next year', lampsOfNextYear(), await settings())
  await takeMissing(id)
  await timed('staging', async () => {
    await api.stageCensus({ params: { id } })
    await rested(api, id)
  })
  wholly.difference = await difference(id)
  await timed('commit', () => commitDelivery(api, id))
  wholly.after = await standing()
  await timed('undo', async () => {
    await api.undoCensus({ params: { id } })
    await rested(api, id)
  })
}

const settings = async (): Promise<object> => {
  const [lamp] = (await api.listClasses({ query: { edition: 'Test' } })).items
  return { declared: { grids: null, classes: [lamp?.id ?? 0] }, retireShare: 0.2 }
}
const takeMissing = (id: number): Promise<Census> =>
  api.updateCensus({ params: { id }, body: { accepted: { missing: true, returned: true } } })

const killedYear = async (): Promise<void> => {
  const { id } = await receive(api, `killed ${killed.length}`, lampsOfNextYear(), await settings())
  await takeMissing(id)
  const { before = '', after = '' } = wholly
  expect(await killWithin(STAGING, id)).toBe(before)
  expect(await api.getCensus({ params: { id } })).toMatchObject({ state: 'compared' })
  expect(await difference(id)).toBe(wholly.difference)
  expect([before, after]).toContain(await killWithin(COMMIT, id))
  expect(await standing()).toBe(after)
  expect([before, after]).toContain(await killWithin(UNDO, id))
  expect(await standing()).toBe(before)
}

test.skipIf(!onServer)(
  `${KILLS} kills of a server while it stages, commits and takes back`,
  async () => {
    console.info(`CENSUS_KILLS_SEED=${SEED}`)
    await start()
    const { id } = await deliver(api, 'this year', lamps(ROWS))
    await commitDelivery(api, id)
    wholly.before = await standing()
    // Twice, because what was once there and comes again is told apart from what is new.
    await oneYearUndisturbed()
    await oneYearUndisturbed()
    expect(await standing()).toBe(wholly.before)
    expect(wholly.after).not.toBe(wholly.before)
    while (killed.length < KILLS) await killedYear()
    console.info(killed.join('\n'))
    expect(killed.length).toBeGreaterThanOrEqual(KILLS)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
  },
  180_000 + KILLS * 120_000,
)
