import { expect, test } from 'vitest'
import { rows } from '../../server/db/database.ts'
import { endWrite, readVersion, SYSTEM } from '../../server/db/end-write.ts'
import { useDatabase } from '../support/database.ts'

const registry = useDatabase()

test('a write that touches nothing leaves the version and writes the audit', async () => {
  const { db } = registry()
  const before = await readVersion(db)
  await db.transaction((trx) =>
    endWrite(trx, SYSTEM, {
      action: 'account.create',
      entity: 'account',
      entityId: 7,
      after: { name: 'a?b' },
    }),
  )
  expect(await readVersion(db)).toBe(before)
  expect(
    await rows(
      db,
      `select a.action as action, a.entity_id as id, a.after as after, a.version as version from audit as a`,
    ),
  ).toEqual([{ action: 'account.create', id: 7, after: { name: 'a?b' }, version: null }])
})

test('touched identities are logged whole under one number, in parts of ten thousand', async () => {
  const { db } = registry()
  const ids = Array.from({ length: 25_001 }, (_, i) => i + 1)
  const version = await db.transaction((trx) =>
    endWrite(trx, SYSTEM, {
      action: 'x.y',
      entity: 'batch',
      touched: [
        { entity: 'component', ids, extent: [120, 31, 121, 32] },
        { entity: 'grid', ids: [] },
      ],
    }),
  )
  const log = await rows<{ version: number; n: number; west: number }>(
    db,
    `select l.version as version, cardinality(l.ids) as n, st_xmin(l.extent) as west from change_log as l order by l.part`,
  )
  expect(log).toEqual([10_000, 10_000, 5_001].map((n) => ({ version, n, west: 120 })))
})

test('versions of concurrent writers appear in commit order, without gaps', async () => {
  const { db } = registry()
  const start = await readVersion(db)
  const write = (n: number) =>
    db.transaction((trx) =>
      endWrite(trx, SYSTEM, { action: 'x.y', entity: 'e', touched: [{ entity: 'unit', ids: [n] }] }),
    )
  const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => write(n + 1)))
  expect([...taken].map(Number).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, n) => start + n + 1),
  )
})

test('a transaction that rolls back takes no number', async () => {
  const { db } = registry()
  const start = await readVersion(db)
  const failing = db.transaction(async (trx) => {
    await endWrite(trx, SYSTEM, { action: 'x.y', entity: 'e', touched: [{ entity: 'unit', ids: [1] }] })
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await readVersion(db)).toBe(start)
})
