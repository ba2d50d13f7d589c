/** The product as its user starts it, in a process of its own, and an account with an API key to call it by. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { keyHash } from '../../server/accounts/authenticate.ts'
import { hashPassword } from '../../server/accounts/password.ts'
import { type Connection, one } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import type { District } from './district.ts'

const GRIDBOOK = fileURLToPath(new URL('../../server/gridbook.mjs', import.meta.url))
const LONGEST_START_MS = 300_000

export type Product = { readonly url: string; stop(): Promise<void> }

const isOver = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Settles when the server says where it is. `port` 0 takes a free one. */
export const startProduct = async ({ url, schema }: District, port = 0): Promise<Product> => {
  const child = spawn(process.execPath, [GRIDBOOK, 'serve'], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      DB_SCHEMA: schema,
      HOST: '127.0.0.1',
      PORT: String(port),
      DEMO: 'false',
      LOG_LEVEL: 'warn',
      LANG: 'en_GB.UTF-8',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let said = ''
  const address = new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the server did not start: ${said}`)), LONGEST_START_MS)
    const hear = (part: Buffer): void => {
      said += part.toString()
      const found = /^Gridbook is at (http:\S+)/m.exec(said)?.[1]
      if (!found) return
      clearTimeout(late)
      resolve(found)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void ended.then(() => reject(new Error(`the server ended: ${said}`)))
  })
  const stop = async (): Promise<void> => {
    if (!isOver(child)) child.kill('SIGTERM')
    await ended
  }
  return {
    url: (await address.catch((error) => stop().then(() => Promise.reject(error)))).replace(/\/$/, ''),
    stop,
  }
}

/** A reader's key; the account is new with each run. */
export const makeBearer = (db: Connection): Promise<string> =>
  db.transaction(async (trx) => {
    const name = `bench-${randomBytes(4).toString('hex')}`
    const bearer = `gb_${randomBytes(32).toString('base64url')}`
    const { id } = await one<{ id: number }>(
      trx,
      `insert into account (name, password_hash) values (:name::text, :hash::text) returning account.id as id`,
      { name, hash: await hashPassword(randomBytes(16).toString('hex')) },
    )
    await trx.raw(`insert into account_grant (account_id, role) values (:id::bigint, 'reader')`, { id })
    await trx.raw(
      `insert into api_key (account_id, name, prefix, secret_hash)
       values (:id::bigint, 'bench', :prefix::text, :hash::text)`,
      { id, prefix: bearer.slice(0, 11), hash: keyHash(bearer) },
    )
    await endWrite(trx, SYSTEM, {
      action: 'account.create',
      entity: 'account',
      entityId: id,
      after: { name },
    })
    return bearer
  })
