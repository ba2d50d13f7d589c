/** The product as its user starts it, with one batch of the demo district, and what is done to it beside the browser. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { readConfig } from '../../server/config.ts'
import { openDatabase } from '../../server/db/connect.ts'
import { type Connection, openPool } from '../../server/db/database.ts'
import { runGridbook, startProduct } from '../support/product.ts'

/** The part of the demo that the browser tests look at: one batch. */
const COMPONENTS = '3000'
const DATED = [
  'unit_version',
  'grid_version',
  'grid_unit',
  'component_version',
  'component_role',
  'component_grid',
] as const

/** Where a product runs: its address, and the variables under which its commands work on the same registry. */
export type Place = { readonly url: string; readonly env: Readonly<Record<string, string>> }

export type Registry = {
  readonly url: string
  /** Imports a delivery of components as its surveyor does, beside the running server: lines of CSV under the standard's field names, with `x` and `y` or with `wkt`. */
  deliver(edition: string, lines: readonly string[]): Promise<void>
  /** From now on all there is has been on record for so many days longer. */
  age(days: number): Promise<void>
  /** As if another server were at heavy work on a delivery: all other work waits until what this gives is called. */
  occupy(censusId: number): Promise<() => Promise<void>>
}

const within = async (env: Place['env'], run: (db: Connection) => Promise<unknown>): Promise<void> => {
  const { db, close } = await openDatabase(readConfig(env), { share: true, onLost: () => undefined })
  await db.transaction(run)
  await close()
}

const age = async (trx: Connection, days: number): Promise<void> => {
  for (const table of DATED)
    await trx.raw(
      `update ${table} as t
          set valid_from = t.valid_from - :days::int * interval '1 day',
              valid_to = t.valid_to - :days::int * interval '1 day'`,
      { days },
    )
}

const importLines = async (env: Place['env'], edition: string, lines: readonly string[]): Promise<void> => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-delivery-'))
  const file = path.join(folder, 'delivery.csv')
  await writeFile(file, `${lines.join('\n')}\n`)
  const positions = lines[0]?.endsWith(',wkt') ? ['--wkt', 'wkt'] : ['--x', 'x', '--y', 'y']
  const options = ['--edition', edition, '--crs', 'EPSG:4490', ...positions]
  const delivery = runGridbook(['import', 'components', file, ...options], env)
  const code = await delivery.ended
  await rm(folder, { recursive: true })
  if (code !== 0) throw new Error(`not imported: ${delivery.said.join('\n')}`)
}

export const registryAt = ({ url, env }: Place): Registry => ({
  url,
  age: (days) => within(env, (trx) => age(trx, days)),
  deliver: (edition, lines) => importLines(env, edition, lines),
  async occupy(censusId) {
    await within(env, (trx) =>
      trx.raw(
        `insert into census_job (census_id, kind, state, stage, actor, attempt, alive_at)
         values (:censusId::bigint, 'stage', 'running', 'read', '{"name": "another server"}', 1, now() + interval '1 hour')`,
        { censusId },
      ),
    )
    return () =>
      within(env, (trx) =>
        trx.raw(
          `update census_job as j
              set state = 'cancelled', revision = j.revision + 1, changed_at = clock_timestamp()
            where j.census_id = :censusId::bigint
              and j.state = 'running'`,
          { censusId },
        ),
      )
  },
})

/** On TEST_DATABASE_URL in a schema of its own, else on an embedded database of its own. `close` leaves nothing of it. */
export const startRegistry = async (): Promise<Place & { close(): Promise<void> }> => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-e2e-'))
  const databaseUrl = process.env.TEST_DATABASE_URL
  const schema = `e2e_${randomBytes(4).toString('hex')}`
  const place = databaseUrl
    ? { DATABASE_URL: databaseUrl, DB_SCHEMA: schema, IMPORT_DIR: path.join(folder, 'imports') }
    : { DATA_DIR: path.join(folder, 'data') }
  const env = { DEMO: 'false', ...place }
  const server = await startProduct(env)
  const demo = runGridbook(['demo', '--components', COMPONENTS], env)
  if ((await demo.ended) !== 0) throw new Error(`the demo was not loaded: ${demo.said.join('\n')}`)
  return {
    url: server.url,
    env,
    async close() {
      server.child.kill('SIGTERM')
      await server.ended
      if (databaseUrl) {
        const db = openPool({ connectionString: databaseUrl }, schema, 1)
        await db.raw('drop schema ?? cascade', [schema])
        await db.destroy()
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}
