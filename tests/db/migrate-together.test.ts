/** Servers that start at the same time on a database without anything: each finds or makes what it needs, and none fails. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Connection, openPool, rows } from '../../server/db/database.ts'
import { migrate } from '../../server/db/migrate.ts'
import { testAddress } from '../support/database.ts'

const SERVERS = 6

const address = testAddress()
const name = `gridbook_together_${randomBytes(6).toString('hex')}`
let admin: Connection

beforeAll(async () => {
  admin = openPool(address, 'public', 1)
  if ('connectionString' in address) await admin.raw('create database ??', [name])
})
afterAll(async () => {
  if ('connectionString' in address) await admin.raw('drop database if exists ?? with (force)', [name])
  await admin.destroy()
})

// The embedded database has one session at a time: nobody starts beside another.
test.skipIf(!('connectionString' in address))('one schema and others, migrated by six at once', async () => {
  const url = new URL('connectionString' in address ? address.connectionString : '')
  url.pathname = `/${name}`
  const schemas = Array.from({ length: SERVERS }, (_, n) => (n % 2 === 0 ? 'gridbook' : `gridbook_${n}`))
  const pools = schemas.map((schema) => openPool({ connectionString: url.href }, schema, 2))
  const applied = await Promise.all(pools.map((db, n) => migrate(db, schemas[n] as string)))
  const all = Math.max(...applied.map((names) => names.length))
  expect(all).toBeGreaterThan(0)
  // The schema that three wanted was made by one; the others each by their own.
  expect(
    applied
      .filter((_, n) => schemas[n] === 'gridbook')
      .map((names) => names.length)
      .sort(),
  ).toEqual([0, 0, all])
  expect(applied.filter((_, n) => schemas[n] !== 'gridbook').every((names) => names.length === all)).toBe(
    true,
  )
  const [pool] = pools
  expect(
    await rows(pool as Connection, `select e.extname as name from pg_extension as e order by e.extname`),
  ).toEqual([{ name: 'btree_gist' }, { name: 'plpgsql' }, { name: 'postgis' }])
  for (const db of pools) await db.destroy()
})
