/**
 * `npm run bench:boundaries -- --url postgres://… | --embedded`: the proof of 1,352 and of 60,000 grids, whole and of a neighbourhood, beside plain PostGIS, in one
 * run on one machine; and for how long it held up the event loop.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { registeredFaces } from '../server/boundaries/faces.ts'
import { prove } from '../server/boundaries/proof/prove.ts'
import { DEFAULT_TOLERANCES } from '../server/boundaries/tolerances.ts'
import { readConfig } from '../server/config.ts'
import { openDatabase } from '../server/db/connect.ts'
import { type Connection, one, rows } from '../server/db/database.ts'
import { prepareDatabase } from '../server/db/prepare.ts'
import { LATTICES, loadLattice, METRIC_SRID } from './bench/boundary-grids.ts'
import { figure, goalsTable, ms, type Section, tableOf } from './bench/table.ts'
import { median } from './bench/timing.ts'

const SCHEMA = 'bench_boundaries'
const RUNS = 5
const say = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)

/** How long the event loop was held up at most, seen by a timer of a millisecond. */
const watched = async <T>(work: () => Promise<T>): Promise<{ ms: number; heldMs: number; result: T }> => {
  let [last, held] = [performance.now(), 0]
  const timer = setInterval(() => {
    const now = performance.now()
    held = Math.max(held, now - last)
    last = now
  }, 1)
  const began = performance.now()
  const result = await work()
  const taken = performance.now() - began
  await new Promise((resolve) => setTimeout(resolve, 5))
  clearInterval(timer)
  return { ms: taken, heldMs: held, result }
}

/** The same questions as single statements: gaps by parent, pairs that overlap, and grids that leave their parent. */
const byPostgis = async (
  db: Connection,
  schemeId: number,
): Promise<{ gapM2: number; overlaps: number; outside: number }> =>
  one(
    db,
    `with face as materialized (
       select v.grid_id, v.parent_id, v.level_id, v.geom
         from grid_version as v join level as l on l.id = v.level_id and l.scheme_id = :schemeId::int
        where v.valid_to is null)
     select (select coalesce(sum(st_area(st_transform(st_difference(p.geom, u.geom, 1e-11), ${METRIC_SRID}))), 0)
               from (select f.parent_id, st_union(f.geom, 1e-11) as geom from face as f where f.parent_id is not null group by f.parent_id) as u
               join face as p on p.grid_id = u.parent_id) as "gapM2",
            (select count(*) from grid_version as a
               join level as l on l.id = a.level_id and l.scheme_id = :schemeId::int
               join grid_version as b on b.level_id = a.level_id and b.geom && a.geom and b.grid_id > a.grid_id and b.valid_to is null
              where a.valid_to is null and st_relate(a.geom, b.geom, '2********')) as overlaps,
            (select count(*) from face as c join face as p on p.grid_id = c.parent_id
              where not st_coveredby(c.geom, p.geom)) as outside`,
    { schemeId },
  )

/** A village and its grids, with the one beside it: some 200 grids, of which five were touched. */
const neighbourhood = async (
  db: Connection,
  schemeId: number,
): Promise<{ parents: number[]; faces: number[] }> => {
  const parents = await rows<{ id: number }>(
    db,
    `select v.grid_id as id from grid_version as v
       join level as l on l.id = v.level_id and l.scheme_id = :schemeId::int and l.depth = 3
      order by v.grid_id limit 2`,
    { schemeId },
  )
  const ids = parents.map(({ id }) => id)
  const faces = await rows<{ id: number }>(
    db,
    `select v.grid_id as id from grid_version as v where v.parent_id = any (:ids::bigint[]) order by v.grid_id limit 5`,
    { ids },
  )
  return { parents: ids, faces: faces.map(({ id }) => id) }
}

/** Every hundredth grid moved by half a metre: each leaves a gap on one side and an overlap on the other. */
const disturb = (db: Connection, schemeId: number): Promise<unknown> =>
  rows(
    db,
    `update grid_version as v set geom = st_translate(v.geom, 5.36441802978515625e-06, 0)
       from level as l
      where l.id = v.level_id and l.scheme_id = :schemeId::int and l.depth = 4 and v.grid_id % 100 = 50`,
    { schemeId },
  )

const measure = async (db: Connection, size: number, embedded: boolean): Promise<Section> => {
  const schemeId = await loadLattice(db, size)
  say(`${size} grids are there`)
  const wanted = { schemeId, metricSrid: METRIC_SRID, tolerances: DEFAULT_TOLERANCES }
  const faces = registeredFaces(schemeId)
  const scope = await neighbourhood(db, schemeId)
  const times: Record<'whole' | 'narrow' | 'plain', number[]> = { whole: [], narrow: [], plain: [] }
  let held = 0
  for (let n = 0; n < RUNS; n++) {
    const whole = await watched(() => prove(db, faces, { ...wanted, scope: 'all' }))
    if (whole.result.blocking > 0) throw new Error('the lattice is not clean')
    held = Math.max(held, whole.heldMs)
    times.whole.push(whole.ms)
    times.narrow.push((await watched(() => prove(db, faces, { ...wanted, scope, base: faces }))).ms)
    if (size < 10_000 || n < 1) times.plain.push((await watched(() => byPostgis(db, schemeId))).ms)
  }
  await disturb(db, schemeId)
  const faulty = await watched(() => prove(db, faces, { ...wanted, scope: 'all' }))
  say(JSON.stringify({ size, ...times, held, faulty: faulty.ms, counts: faulty.result.counts }))
  const whole = median(times.whole)
  const limit = (size === 1352 ? 300 : 5_000) * (embedded ? 5 : 1)
  const label = `${size.toLocaleString('en')} grids`
  return {
    title: label,
    columns: ['', 'time'],
    rows: [
      ['proof of the whole', ms(whole)],
      ['plain PostGIS', `${ms(median(times.plain))}: ${figure(median(times.plain) / whole)} times as long`],
      ['proof of 200 grids around five', ms(median(times.narrow))],
      [
        'one in a hundred moved by half a metre',
        `${ms(faulty.ms)}, ${Object.values(faulty.result.counts)
          .reduce((a, b) => a + (b ?? 0), 0)
          .toLocaleString('en')} issues`,
      ],
      ['event loop held up at most', `${ms(held)}; with faults ${ms(faulty.heldMs)}`],
    ],
    goals: [
      { what: `proof of ${label}`, wanted: ms(limit), got: ms(whole), met: whole <= limit },
      {
        what: `of a neighbourhood among ${label}`,
        wanted: ms(embedded ? 500 : 100),
        got: ms(median(times.narrow)),
        met: median(times.narrow) <= (embedded ? 500 : 100),
      },
      { what: 'event loop held up', wanted: ms(50), got: ms(held), met: held <= 50 },
    ],
  }
}

const { values } = parseArgs({
  options: { url: { type: 'string' }, embedded: { type: 'boolean', default: false } },
})
const { url, embedded } = values
if ((url === undefined) !== embedded) {
  console.error('--url postgres://… or --embedded is needed')
  process.exit(2)
}
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'gridbook-bench-'))
const config = readConfig({
  DB_SCHEMA: SCHEMA,
  DATA_DIR: dataDir,
  ...(url === undefined ? {} : { DATABASE_URL: url }),
})
const opened = await openDatabase(config, {
  share: false,
  onLost: (how) => say(`the embedded database ended: ${how}`),
})
const { db } = opened
await db.raw('drop schema if exists ?? cascade', [SCHEMA])
await prepareDatabase(db, SCHEMA, say)
const loads = [os.loadavg()[0] ?? 0]
const sections: Section[] = []
for (const size of Object.keys(LATTICES)) sections.push(await measure(db, Number(size), embedded))
await db.raw('drop schema if exists ?? cascade', [SCHEMA])
await opened.close()
await rm(dataDir, { recursive: true, force: true })
loads.push(os.loadavg()[0] ?? 0)
console.log(
  `${new Date().toISOString().slice(0, 10)} on ${embedded ? 'the embedded database' : 'PostgreSQL'}, ${os.cpus().length} cores, Node ${process.versions.node}; load average of the machine ${loads.map((load) => load.toFixed(1)).join(' before and ')} after.\n`,
)
console.log(
  [goalsTable(sections.flatMap((section) => section.goals ?? [])), ...sections.map(tableOf)].join('\n\n'),
)
