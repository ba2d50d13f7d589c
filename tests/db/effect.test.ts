/**
 * A change that is due takes effect once: with many servers looking at the same time, and with one that is killed in the middle of its transaction, held there by a lock.
 * What others changed meanwhile stops it, in words.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addOperation } from '../../server/boundaries/edit-draft.ts'
import { effectOneDue } from '../../server/boundaries/effect/effects-due.ts'
import { openChange } from '../../server/boundaries/open-change.ts'
import { type Connection, one, openPool, rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { migrate } from '../../server/db/migrate.ts'
import { testAddress } from '../support/database.ts'
import { startProduct } from '../support/product.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'

const address = testAddress()
const schema = `test_${randomBytes(6).toString('hex')}`
let db: Connection
let fixture: RegistryFixture

beforeAll(async () => {
  db = openPool(address, schema, 10)
  await migrate(db, schema)
  fixture = await makeRegistry(db, 400)
})
afterAll(async () => {
  await db.raw('drop schema if exists ?? cascade', [schema])
  await db.destroy()
})

const gridOf = (code: string) => {
  const grid = fixture.grids.find((one) => one.code === code)
  if (!grid) throw new Error(`no grid ${code}`)
  return grid
}

/** Cuts the grid from west to east; approved and due since a second. */
const dueCut = (code: string): Promise<number> =>
  db.transaction(async (trx) => {
    const { id: face, ring } = gridOf(code)
    const lats = ring.map(([, lat]) => lat)
    const lat = (Math.min(...lats) + Math.max(...lats)) / 2
    const id = await openChange(trx, SYSTEM, { scheme: fixture.schemeId, title: code })
    await addOperation(trx, SYSTEM, id, {
      revision: null,
      operation: {
        kind: 'split',
        face,
        lines: [
          [
            [120, lat],
            [121, lat],
          ],
        ],
      },
    })
    await rows(
      trx,
      `update change as c set state = 'approved', effect_at = clock_timestamp() - interval '1 second' where c.id = :id::bigint`,
      { id },
    )
    return id
  })

const stateOf = (id: number) =>
  one<{ state: string; versions: number; effects: number; lineage: number }>(
    db,
    `select c.state as state,
            (select count(*) from grid_version as v where v.change_id = c.id) as versions,
            (select count(*) from audit as a where a.entity = 'change' and a.entity_id = c.id and a.action = 'change.effect') as effects,
            (select count(*) from grid_lineage as l where l.change_id = c.id) as lineage
       from change as c where c.id = :id::bigint`,
    { id },
  )

test('many look at once, one does it', async () => {
  const id = await dueCut('320506001001001')
  const taken = await Promise.all(Array.from({ length: 8 }, () => effectOneDue(db)))
  expect(taken.filter((one) => one !== null)).toEqual([id])
  const { state, versions, effects } = await stateOf(id)
  expect([state, effects]).toEqual(['in_force', 1])
  const { repeated } = await one<{ repeated: number }>(
    db,
    `select count(*) - count(distinct v.grid_id) as repeated from grid_version as v where v.change_id = :id::bigint`,
    { id },
  )
  expect(versions).toBeGreaterThan(1)
  expect(repeated).toBe(0)
})

test('a grid that another change cut meanwhile stops it, and it is not tried again by itself', async () => {
  const [first, second] = [await dueCut('320506001002001'), await dueCut('320506001002001')]
  expect(await effectOneDue(db)).toBe(first)
  expect(await effectOneDue(db)).toBe(second)
  expect((await stateOf(first)).state).toBe('in_force')
  const { problem, state } = await one<{ problem: { code: string; zh: string; en: string }; state: string }>(
    db,
    `select c.problem as problem, c.state as state from change as c where c.id = :second::bigint`,
    { second },
  )
  expect(state).toBe('approved')
  expect(problem.code).toBe('stale_faces')
  expect(problem.en).toContain('320506001002001')
  expect(await stateOf(second)).toMatchObject({ versions: 0, effects: 0, lineage: 0 })
  expect(await effectOneDue(db)).toBeNull()
})

const onServer = 'connectionString' in address
if (!onServer) console.info('skipped: kills of a server are tried on a PostgreSQL (TEST_DATABASE_URL)')

test('what a constraint of the register refuses is told, and not tried every second', async () => {
  const id = await dueCut('320506001003001')
  await rows(db, `update change_face as f set area_m2 = 0 where f.change_id = :id::bigint`, { id })
  expect(await effectOneDue(db)).toBe(id)
  const { problem } = await one<{ problem: { code: string; en: string } }>(
    db,
    `select c.problem as problem from change as c where c.id = :id::bigint`,
    { id },
  )
  expect(problem.code).toBe('register_refused')
  expect(problem.en).toContain('grid_version_area_m2_check')
  expect(await stateOf(id)).toMatchObject({ state: 'approved', versions: 0, effects: 0, lineage: 0 })
  expect(await effectOneDue(db)).toBeNull()
})

test.skipIf(!onServer)(
  'kill -9 in the middle of it: nothing of it stands, and the next server does all of it, once',
  async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-effect-'))
    const env = {
      DATA_DIR: folder,
      DB_SCHEMA: schema,
      DEMO: 'false',
      DATABASE_URL: 'connectionString' in address ? address.connectionString : '',
    }
    const before = await one<{ hash: string }>(
      db,
      `select md5(string_agg(v::text, ',' order by v.id)) as hash from grid_version as v`,
    )
    const id = await dueCut('320506002001001')
    const lock = await db.transaction()
    // Its transaction has written versions and units by the time it comes to the lineage, and waits there.
    await lock.raw('lock table grid_lineage in access exclusive mode')
    const held = await startProduct(env)
    const waiting = async (): Promise<boolean> =>
      (
        await one<{ waits: boolean }>(
          lock,
          `select exists (select from pg_locks as l
                         where not l.granted and l.relation = 'grid_lineage'::regclass) as waits`,
        )
      ).waits
    while (!(await waiting()));
    held.child.kill('SIGKILL')
    await held.ended
    await lock.rollback()
    const after = await one<{ hash: string }>(
      db,
      `select md5(string_agg(v::text, ',' order by v.id)) as hash from grid_version as v`,
    )
    expect(after).toEqual(before)
    expect((await stateOf(id)).state).toBe('approved')
    const next = await startProduct(env)
    while ((await stateOf(id)).state === 'approved') await new Promise((resolve) => setImmediate(resolve))
    expect(await stateOf(id)).toMatchObject({ state: 'in_force', effects: 1 })
    expect((await stateOf(id)).lineage).toBeGreaterThan(0)
    next.child.kill('SIGKILL')
    await next.ended
    await rm(folder, { recursive: true, force: true })
  },
)
