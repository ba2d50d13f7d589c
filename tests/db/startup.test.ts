/** What stands in the way of a start is said in one sentence, with exit code 1 and no stack trace. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeDataDir } from '../../server/db/data-dir-lock.ts'
import { testAddress, useDatabase } from '../support/database.ts'

const GRIDBOOK = fileURLToPath(new URL('../../server/gridbook.mjs', import.meta.url))
const registry = useDatabase()
const address = testAddress()
const serverUrl = 'connectionString' in address ? address.connectionString : undefined

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'gridbook-start-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const start = async (
  env: Record<string, string>,
  command: string[] = ['serve'],
): Promise<{ code: number | null; said: string[] }> => {
  const { DATABASE_URL: _, ...inherited } = process.env
  const child = spawn(process.execPath, [GRIDBOOK, ...command], {
    env: { ...inherited, LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const chunks: Buffer[] = []
  child.stderr.on('data', (chunk) => chunks.push(chunk))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  const progress = /^(Connecting|Starting|Building|Schema|Catalogue)/
  const said = Buffer.concat(chunks)
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !progress.test(line))
  return { code, said }
}

test('a port already taken', async () => {
  const other = net.createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  expect(await start({ PORT: String(port) })).toEqual({
    code: 1,
    said: [`Port ${port} on 127.0.0.1 is already taken; set PORT to another one.`],
  })
  other.close()
})

test('a data directory already in use', async () => {
  const lock = await takeDataDir(dataDir, 'gridbook', () => 'ready')
  expect(await start({})).toEqual({
    code: 1,
    said: [
      `The data directory ${dataDir} is in use by process ${process.pid}; stop that server, or set DATA_DIR to another folder.`,
    ],
  })
  lock?.close()
})

test('a command that would join a running embedded database on another schema', async () => {
  const lock = await takeDataDir(dataDir, 'gridbook', () => 'ready')
  const { code, said } = await start({ DB_SCHEMA: 'elsewhere' }, ['migrate'])
  expect(code).toBe(1)
  expect(said).toEqual([
    expect.stringMatching(
      /stands on the schema gridbook and .* set DB_SCHEMA to that, or stop the server\.$/,
    ),
  ])
  lock?.close()
})

test('nobody at the address, an unknown host, no URL at all, a value that cannot be read', async () => {
  expect(await start({ DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x' })).toEqual({
    code: 1,
    said: ['No PostgreSQL answers at 127.0.0.1:1/x; start it, or correct DATABASE_URL.'],
  })
  expect((await start({ DATABASE_URL: 'postgres://u@no-such-host.invalid/x' })).said).toEqual([
    'The host of DATABASE_URL (no-such-host.invalid:5432/x) is not known; correct DATABASE_URL.',
  ])
  expect((await start({ DATABASE_URL: 'mysql://x' })).said[0]).toMatch(
    /^The environment variable DATABASE_URL cannot be used/,
  )
  expect(await start({ PORT: '99999' })).toMatchObject({
    code: 1,
    said: [expect.stringMatching(/^The environment variable PORT cannot be used/)],
  })
})

test.runIf(serverUrl)('a user that the server refuses, a database that does not exist', async () => {
  const url = new URL(serverUrl ?? '')
  const where = `${url.hostname}:${url.port}`
  const stranger = new URL(url)
  stranger.username = 'nobody_by_this_name'
  expect((await start({ DATABASE_URL: stranger.href })).said).toEqual([
    `PostgreSQL at ${where}${url.pathname} refused the user or the password; correct DATABASE_URL.`,
  ])
  const missing = new URL(url)
  missing.pathname = '/no_such_database'
  expect((await start({ DATABASE_URL: missing.href })).said).toEqual([
    `The database named in DATABASE_URL does not exist at ${where}/no_such_database; create it, or correct DATABASE_URL.`,
  ])
})

test.runIf(serverUrl)('a database without PostGIS whose user may not create it', async () => {
  const { db } = registry()
  await db.raw('create database gridbook_bare template template0')
  await db.raw('create role gridbook_plain login')
  await db.raw('alter database gridbook_bare owner to gridbook_plain')
  const url = new URL(serverUrl ?? '')
  url.username = 'gridbook_plain'
  url.password = ''
  url.pathname = '/gridbook_bare'
  try {
    const { code, said } = await start({ DATABASE_URL: url.href })
    expect(code).toBe(1)
    expect(said).toEqual([
      expect.stringMatching(
        /^The extension postgis could not be created \(.*\); let a superuser run: create extension postgis;$/,
      ),
    ])
  } finally {
    await db.raw('drop database gridbook_bare')
    await db.raw('drop role gridbook_plain')
  }
})

test.runIf(serverUrl)('a database newer than the program', async () => {
  const { db, schema } = registry()
  await db.raw(`insert into schema_migration (name) values ('29990101T0000_from_the_future.sql')`)
  expect(await start({ DATABASE_URL: serverUrl ?? '', DB_SCHEMA: schema })).toEqual({
    code: 1,
    said: [
      'The database is newer than this program (it has 29990101T0000_from_the_future.sql); start the version of Gridbook that wrote it, or a newer one.',
    ],
  })
})
