/** What an import left in staging when its process died is marked failed, and its rows are dropped, when a server starts. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { socketDirOf } from '../../server/db/data-dir-lock.ts'
import { type Connection, openPool, rows } from '../../server/db/database.ts'
import { createBatch, stageRows } from '../../server/imports/batch.ts'
import { testAddress } from '../support/database.ts'
import { startProduct } from '../support/product.ts'

const address = testAddress()
const onServer = 'connectionString' in address
const schema = `test_${randomBytes(6).toString('hex')}`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-sweep-'))
})
afterAll(async () => {
  if (onServer) {
    const db = openPool(address, schema, 1)
    await db.raw('drop schema if exists ?? cascade', [schema])
    await db.destroy()
  }
  await rm(folder, { recursive: true, force: true })
})

/** Starts a server, looks into its registry, and ends it. */
const whileServing = async <T>(look: (db: Connection) => Promise<T>): Promise<T> => {
  const server = await startProduct({
    DEMO: 'false',
    DB_SCHEMA: schema,
    DATA_DIR: folder,
    ...(onServer ? { DATABASE_URL: address.connectionString } : {}),
  })
  const embedded = { host: await socketDirOf(folder), port: 5432, user: 'postgres', database: 'postgres' }
  const db = openPool(onServer ? address : embedded, schema, 1)
  try {
    return await look(db)
  } finally {
    await db.destroy()
    server.child.kill('SIGTERM')
    await server.ended
  }
}

const leaveStaged = async (db: Connection, source: string): Promise<number> => {
  const batchId = await createBatch(db, { kind: 'components', source, actor: 'test' })
  const row = { rowNo: 1, code: 'c', fields: {}, geometry: null, sourceCrs: null, sourceGeometry: null }
  await stageRows(db, batchId, [{ ...row, refusals: [], notes: [] }])
  return batchId
}

test('a batch of a dead process is failed after a start; one that may still live is left alone', async () => {
  await whileServing(async (db) => {
    const dead = await leaveStaged(db, 'dead.csv')
    await leaveStaged(db, 'living.csv')
    await rows(
      db,
      `update batch as b set counts = b.counts || jsonb_build_object('stagedAt', now() - interval '1 hour')
        where b.id = :dead::bigint`,
      { dead },
    )
  })
  const found = await whileServing((db) =>
    rows(
      db,
      `select b.source as source, b.state as state, count(r.batch_id) as staged
         from batch as b
         left join batch_row as r on r.batch_id = b.id
        group by b.id
        order by b.id`,
    ),
  )
  expect(found).toEqual([
    { source: 'dead.csv', state: 'failed', staged: 0 },
    { source: 'living.csv', state: 'staging', staged: 1 },
  ])
}, 240_000)
