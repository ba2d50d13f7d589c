/**
 * `npm run bench:census -- --url postgres://… | --embedded [--size 231000]`: a delivery by seed goes from file to registry and back in one run on one machine.
 * With `--url` in a process of its own beside `ogr2ogr` first; then, on both databases, in the worker thread of a server whose event loop and lookups are
 * watched. Seconds; what counts are the ratios.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { spoolFolder } from '../server/census/staging/spool.ts'
import { readConfig } from '../server/config.ts'
import { openDatabase } from '../server/db/connect.ts'
import { type Connection, openPool } from '../server/db/database.ts'
import { prepareDatabase } from '../server/db/prepare.ts'
import { writeCensusFile } from './bench/census-file.ts'
import { fillRegistry, openDelivery, SCHEMA, SEED } from './bench/census-registry.ts'
import { besideOgrSection, watchedSection } from './bench/census-tables.ts'
import {
  answer,
  start,
  startWatched,
  type Watched,
  type WatchedJob,
  watchJobs,
} from './bench/census-watch.ts'
import type { CensusWork, CensusWorkDone } from './bench/census-work.ts'
import { hasOgr2ogr, measureOgr2ogr } from './bench/ogr-census.ts'
import { makeBearer } from './bench/product.ts'
import { goalsTable, type Section, tableOf } from './bench/table.ts'

const say = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)

type Delivered = { readonly spool: string; readonly file: string }

const writeDelivery = async (db: Connection, dataDir: string, size: number): Promise<Delivered> => {
  const words = await fillRegistry(db, say)
  const file = path.join(dataDir, 'census.zip')
  await writeCensusFile(file, dataDir, words, { seed: SEED, size })
  return { spool: await spoolFolder(db, { importDir: undefined, dataDir }), file }
}

const workThrough = (work: CensusWork): Promise<CensusWorkDone> => {
  const child = start('./census-work.ts')
  child.send(work)
  return answer(child)
}

const watchServer = async (
  db: Connection,
  { spool, file }: Delivered,
  server: Watched,
): Promise<WatchedJob[]> => {
  const bearer = await makeBearer(db)
  const watched = await watchJobs(db, server, { censusId: await openDelivery(db, spool, file), bearer, say })
  return watched
}

const onServer = async (url: string, dataDir: string, size: number): Promise<Section[]> => {
  const db = openPool({ connectionString: url }, SCHEMA, 2)
  await db.raw('drop schema if exists ?? cascade', [SCHEMA])
  await prepareDatabase(db, SCHEMA, say)
  const delivered = await writeDelivery(db, dataDir, size)
  const { spool, file } = delivered
  say('ogr2ogr')
  const ogr = hasOgr2ogr() ? await measureOgr2ogr(db, { url, schema: SCHEMA, file }) : Number.NaN
  say('the product')
  const done = await workThrough({
    url,
    schema: SCHEMA,
    spool,
    censusId: await openDelivery(db, spool, file),
  })
  say(JSON.stringify({ ogr2ogr: ogr, ...done }))
  const server = await startWatched({ DATABASE_URL: url, DATA_DIR: dataDir })
  const watched = await watchServer(db, delivered, server)
  await server.stop()
  await db.destroy()
  return [besideOgrSection(ogr, done), watchedSection(watched, null)]
}

/** The registry is made by a process that joins the server's database, as a command does. */
const onEmbedded = async (dataDir: string, size: number): Promise<Section[]> => {
  const env = { DATA_DIR: dataDir, DB_SCHEMA: SCHEMA }
  const server = await startWatched(env)
  const opened = await openDatabase(readConfig(env), {
    share: true,
    onLost: (how) => say(`the embedded database ended: ${how}`),
  })
  const { db } = opened
  const delivered = await writeDelivery(db, dataDir, size)
  const watched = await watchServer(db, delivered, server)
  await opened.close()
  await server.stop()
  return [watchedSection(watched, 180)]
}

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    embedded: { type: 'boolean', default: false },
    size: { type: 'string', default: '231000' },
  },
})
const { url, embedded } = values
const size = Number(values.size)
if ((url === undefined) !== embedded || !Number.isInteger(size) || size < 1 || size > 999_999) {
  console.error('--url postgres://… or --embedded is needed; --size is a number of rows below a million')
  process.exit(2)
}
const loads = [os.loadavg()[0] ?? 0]
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'gridbook-bench-'))
const sections = url === undefined ? await onEmbedded(dataDir, size) : await onServer(url, dataDir, size)
await rm(dataDir, { recursive: true, force: true })
loads.push(os.loadavg()[0] ?? 0)
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${size.toLocaleString('en')} rows by seed ${SEED} on ${url === undefined ? 'the embedded database' : 'PostgreSQL'}, ${os.cpus().length} cores, Node ${process.versions.node}; load average of the machine ${loads.map((load) => load.toFixed(1)).join(' before and ')} after.\n`,
)
console.log(
  [goalsTable(sections.flatMap((section) => section.goals ?? [])), ...sections.map(tableOf)].join('\n\n'),
)
