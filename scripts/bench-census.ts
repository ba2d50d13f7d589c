/**
 * `npm run bench:census -- --url postgres://… [--size 231000]`: a delivery by seed goes from file to registry and back beside `ogr2ogr` in one run on one
 * machine. The work runs in a process of its own, then in the worker thread of a server whose event loop is watched. Seconds; what counts are the ratios.
 */
import { fork } from 'node:child_process'
import { link, mkdtemp, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { addFile, censusSettings, openCensus } from '../server/census/census.queries.ts'
import { findJob, type JobKind, queueJob } from '../server/census/jobs/jobs.queries.ts'
import { spooledPath, spoolFolder } from '../server/census/staging/spool.ts'
import { type Connection, one, openPool, rows } from '../server/db/database.ts'
import { SYSTEM } from '../server/db/end-write.ts'
import { prepareDatabase } from '../server/db/prepare.ts'
import { fileHash } from '../server/readers/file-hash.ts'
import { type CensusWords, writeCensusFile } from './bench/census-file.ts'
import type { CensusWork, CensusWorkDone } from './bench/census-work.ts'
import { CLASSES } from './bench/city.ts'
import { loadGrids } from './bench/load-grids.ts'
import { hasOgr2ogr, measureOgr2ogr } from './bench/ogr-census.ts'
import { figure, goalsTable, tableOf, times } from './bench/table.ts'

const SCHEMA = 'bench_census'
const SEED = 7
const EDITION = 'GB/T 30428.2-2013'
const say = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)

const makeRegistry = async (db: Connection): Promise<CensusWords> => {
  await db.raw('drop schema if exists ?? cascade', [SCHEMA])
  await prepareDatabase(db, SCHEMA, say)
  const [unit] = await loadGrids(db, SEED, say)
  const grids = await rows<{ id: number; code: string }>(
    db,
    `select g.grid_id as id, g.code as code from grid_version as g`,
  )
  const codes = new Map(grids.map(({ id, code }) => [id, code]))
  const classes = await rows<{ code: string; name: string }>(
    db,
    `select c.code as code, c.name_zh as name
       from class as c
       join edition as e on e.id = c.edition_id and e.code = :edition::text
      where c.kind = 'component' and c.code is not null
      order by c.code
      limit :count::int`,
    { edition: EDITION, count: CLASSES },
  )
  const { county } = await one<{ county: string }>(db, `select d.code as county from district as d`)
  return { county, classes, gridCodeOf: (cell) => codes.get(unit?.ids[cell] ?? 0) ?? '' }
}

const openDelivery = async (db: Connection, spool: string, file: string): Promise<number> => {
  const settings = censusSettings.parse({ edition: EDITION, units: 'create' })
  const censusId = await openCensus(db, { title: 'bench', settings, actor: 'bench', accountId: null })
  const sha256 = await fileHash(file)
  await link(file, spooledPath(spool, sha256)).catch(() => undefined)
  await addFile(db, { censusId, name: path.basename(file), sha256, bytes: (await stat(file)).size })
  return censusId
}

const start = (script: string, env: Readonly<Record<string, string>> = {}) =>
  fork(fileURLToPath(new URL(script, import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...env },
  })
const answer = <T>(child: ReturnType<typeof start>): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (said) => resolve(said as T))
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)))
  })

const workThrough = (work: CensusWork): Promise<CensusWorkDone> => {
  const child = start('./bench/census-work.ts')
  child.send(work)
  return answer(child)
}

const IDLE_MS = 5_000

/** The longest block of a server's loop while it is idle, and while its thread does each job. */
const watchServer = async (
  db: Connection,
  url: string,
  dataDir: string,
  censusId: number,
): Promise<Readonly<Record<string, number>>> => {
  const server = start('./bench/census-server.ts', {
    DATABASE_URL: url,
    DB_SCHEMA: SCHEMA,
    DATA_DIR: dataDir,
    PORT: '0',
    DEMO: 'false',
    LOG_LEVEL: 'warn',
  })
  await answer(server)
  const lag = async (): Promise<number> => {
    server.send('lag')
    return (await answer<{ blockedMs: number }>(server)).blockedMs
  }
  await lag()
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
  const blocked: Record<string, number> = { idle: await lag() }
  for (const kind of ['inspect', 'stage', 'commit', 'undo'] satisfies JobKind[]) {
    await db.transaction((trx) => queueJob(trx, { censusId, kind, actor: SYSTEM }))
    while (/queued|running/.test((await findJob(db, censusId))?.state ?? ''))
      await new Promise((resolve) => setTimeout(resolve, 200))
    const job = await findJob(db, censusId)
    if (job?.state !== 'done') throw new Error(`${kind} ended as ${JSON.stringify(job)}`)
    blocked[kind] = await lag()
    say(`${kind} done by the server`)
  }
  server.send('end')
  await new Promise((resolve) => server.once('exit', resolve))
  return blocked
}

const { values } = parseArgs({
  options: { url: { type: 'string' }, size: { type: 'string', default: '231000' } },
})
const { url } = values
const size = Number(values.size)
if (url === undefined || !Number.isInteger(size) || size < 1 || size > 999_999) {
  console.error('--url postgres://… is needed; --size is a number of rows below a million')
  process.exit(2)
}
const loads = [os.loadavg()[0] ?? 0]
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'gridbook-bench-'))
const db = openPool({ connectionString: url }, SCHEMA, 2)
const words = await makeRegistry(db)
const file = path.join(dataDir, 'census.zip')
await writeCensusFile(file, dataDir, words, { seed: SEED, size })
const spool = await spoolFolder(db, { importDir: undefined, dataDir })
say('ogr2ogr')
const ogr = hasOgr2ogr() ? await measureOgr2ogr(db, { url, schema: SCHEMA, file }) : Number.NaN
say('the product')
const censusId = await openDelivery(db, spool, file)
const { seconds, peakMb } = await workThrough({ url, schema: SCHEMA, spool, censusId })
const [found] = await rows<{ counts: Record<string, number> }>(
  db,
  `select z.counts as counts from census as z where z.id = :censusId::bigint`,
  { censusId },
)
say(
  `rows ${JSON.stringify(found?.counts)}, seconds ${JSON.stringify({ ogr2ogr: ogr, ...seconds })}, ${figure(peakMb)} MB`,
)
const { idle = Number.NaN, ...blocked } = await watchServer(
  db,
  url,
  dataDir,
  await openDelivery(db, spool, file),
)
loads.push(os.loadavg()[0] ?? 0)
const blockedMs = Math.max(...Object.values(blocked))

const whole = ['inspect', 'read', 'judge', 'compare', 'commit'].reduce(
  (sum, one) => sum + (seconds[one] ?? 0),
  0,
)
const line = (what: string, s: number): string[] => [what, `${figure(s)} s`, times(s / ogr)]
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${size.toLocaleString('en')} rows by seed ${SEED}, ${os.cpus().length} cores, Node ${process.versions.node}; load average of the machine ${loads.map((load) => load.toFixed(1)).join(' before and ')} after.\n`,
)
console.log(
  tableOf({
    title: 'A delivery from file to registry',
    columns: ['', 'seconds', 'against ogr2ogr'],
    rows: [
      line('ogr2ogr, COPY, new table, spatial index and three b-trees', ogr),
      ...['inspect', 'read', 'judge', 'compare', 'commit', 'undo'].map((one) =>
        line(one, seconds[one] ?? Number.NaN),
      ),
      line('inspect to commit', whole),
    ],
    notes: [
      '`read` reads, converts and stages; `commit` writes versions, roles, places and the audit, all of them new.',
      `Longest blocks of the loop: ${Object.entries({ idle, ...blocked })
        .map(([job, ms]) => `${job} ${figure(ms)} ms`)
        .join(', ')}.`,
    ],
  }),
)
console.log(
  `\n${goalsTable([
    { what: 'inspect to commit', wanted: '3 × ogr2ogr', got: times(whole / ogr), met: whole <= 3 * ogr },
    {
      what: 'reading and loading',
      wanted: '0.6 × ogr2ogr',
      got: times((seconds.read ?? 0) / ogr),
      met: (seconds.read ?? 0) <= 0.6 * ogr,
    },
    {
      what: 'greatest memory of the process that works',
      wanted: '300 MB',
      got: `${figure(peakMb)} MB`,
      met: peakMb <= 300,
    },
    {
      what: "longest block of a server's loop meanwhile",
      wanted: '50 ms',
      got: `${figure(blockedMs)} ms`,
      met: blockedMs <= 50,
    },
  ])}`,
)
await db.destroy()
await rm(dataDir, { recursive: true, force: true })
