/**
 * `npm run bench:change -- --url postgres://… [--schema NAME] | --embedded`: a change done and taken back, on a large registry (such as `npm run bench` leaves) or on the demo's
 * 24,000 components: a grid is split in the scheme with the most grids and in the one with the fewest, and a merge that moves 5,000 components takes effect. Median of five.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { answerEdit } from '../server/boundaries/answer-edit.ts'
import { addOperation } from '../server/boundaries/edit-draft.ts'
import { takeEffect } from '../server/boundaries/effect/take-effect.ts'
import { openChange } from '../server/boundaries/open-change.ts'
import { readConfig } from '../server/config.ts'
import { openDatabase } from '../server/db/connect.ts'
import { type Connection, one, rows } from '../server/db/database.ts'
import { SYSTEM } from '../server/db/end-write.ts'
import { prepareDatabase } from '../server/db/prepare.ts'
import { DEMO_PART } from '../server/demo/demo.cli.ts'
import { loadDemo } from '../server/demo/load.ts'
import { takeBack } from '../server/imports/take-back.ts'
import { figure, ms, tableOf } from './bench/table.ts'
import { median } from './bench/timing.ts'

const RUNS = 5
const COMPONENTS = 5_000
const DEMO_SCHEMA = 'bench_change'

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    schema: { type: 'string' },
    embedded: { type: 'boolean', default: false },
  },
})
const { url, schema = DEMO_SCHEMA, embedded } = values
if ((url === undefined) !== embedded) {
  console.error('--url postgres://… or --embedded is needed')
  process.exit(2)
}
const say = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)

type Found = {
  readonly schemeId: number
  readonly gridIds: number[]
  readonly components: number
  /** Of the grid's level. */
  readonly grids: number
}

/** Siblings on the lowest level of the scheme with the most or fewest grids, as many as hold so many components: from one grid outwards, below the parent with the most. */
const findNeighbours = async (db: Connection, which: 'most' | 'fewest', wanted: number): Promise<Found> => {
  const scheme = await one<{ schemeId: number; levelId: number; grids: number }>(
    db,
    `select l.scheme_id as "schemeId", l.id as "levelId", count(*) as grids
       from level as l
       join grid_version as v on v.level_id = l.id and v.valid_to is null
      where not exists (select from level as k where k.scheme_id = l.scheme_id and k.depth > l.depth)
      group by l.id order by count(*) ${which === 'most' ? 'desc' : ''} limit 1`,
  )
  const near = await rows<{ id: number; components: number }>(
    db,
    `with held as materialized (
       select c.grid_id, count(*) as components from component_grid as c
        where c.scheme_id = :schemeId::int and c.valid_to is null group by c.grid_id),
     middle as (
       select v.geom, v.parent_id
         from grid_version as v
         join held as h on h.grid_id = v.grid_id
        where v.level_id = :levelId::int and v.valid_to is null
        order by sum(h.components) over (partition by v.parent_id) desc, h.components desc, v.grid_id
        limit 1)
     select v.grid_id as id, coalesce(h.components, 0) as components
       from grid_version as v
      cross join middle as m
       left join held as h on h.grid_id = v.grid_id
      where v.level_id = :levelId::int and v.valid_to is null and v.parent_id = m.parent_id
      order by st_distance(v.geom, m.geom), v.grid_id
      limit 300`,
    scheme,
  )
  const gridIds: number[] = []
  let components = 0
  for (const grid of near) {
    if (components >= wanted && gridIds.length > 1) break
    if (gridIds.length > 0) components += grid.components
    gridIds.push(grid.id)
  }
  return { ...scheme, gridIds, components }
}

const timed = async <T>(into: number[], work: () => Promise<T>): Promise<T> => {
  const began = performance.now()
  const result = await work()
  into.push(performance.now() - began)
  return result
}

/** Across the middle, from beyond one side to beyond the other; with what the answer needs. */
const split = (db: Connection, { schemeId, gridIds: [face = 0] }: Found, into: number[]): Promise<void> =>
  takeBack(db, async (trx) => {
    const { box } = await one<{ box: [number, number, number, number] }>(
      trx,
      `select array[st_xmin(v.geom), st_ymin(v.geom), st_xmax(v.geom), st_ymax(v.geom)] as box
         from grid_version as v where v.grid_id = :face::bigint and v.valid_to is null`,
      { face },
    )
    const [west, south, east, north] = box
    const [beyond, lat] = [(east - west) / 100, (south + north) / 2]
    const line: [number, number][] = [
      [west - beyond, lat],
      [east + beyond, lat],
    ]
    const id = await openChange(trx, SYSTEM, { scheme: schemeId, title: 'bench' })
    const operation = { kind: 'split' as const, face, lines: [line] }
    await timed(into, async () =>
      answerEdit(trx, await addOperation(trx, SYSTEM, id, { revision: null, operation })),
    )
  })

/** Gives how many components moved. */
const merge = async (
  db: Connection,
  { schemeId, gridIds }: Found,
  merges: number[],
  effects: number[],
): Promise<number> => {
  let moved = 0
  await takeBack(db, async (trx) => {
    const id = await openChange(trx, SYSTEM, { scheme: schemeId, title: 'bench' })
    const operation = { kind: 'merge' as const, faces: gridIds }
    const { after } = await timed(merges, () => addOperation(trx, SYSTEM, id, { revision: null, operation }))
    await rows(
      trx,
      `update change as c set state = 'approved', effect_at = clock_timestamp() where c.id = :id::bigint`,
      { id },
    )
    await timed(effects, () => takeEffect(trx, SYSTEM, { ...after, state: 'approved' }))
    const { n } = await one<{ n: number }>(
      trx,
      `select count(*) as n from component_grid as c join change as h on h.id = :id::bigint and c.valid_from = h.in_force_at`,
      { id },
    )
    moved = n
  })
  return moved
}

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'gridbook-bench-'))
const config = readConfig({
  DB_SCHEMA: schema,
  DATA_DIR: dataDir,
  ...(url === undefined ? {} : { DATABASE_URL: url }),
})
const opened = await openDatabase(config, {
  share: false,
  onLost: (how) => say(`the embedded database ended: ${how}`),
})
const { db } = opened
await prepareDatabase(db, schema, say)
if (schema === DEMO_SCHEMA) await loadDemo(opened, { actor: SYSTEM, components: DEMO_PART })
const load = os.loadavg()[0] ?? 0
const [fine, coarse] = [await findNeighbours(db, 'most', 0), await findNeighbours(db, 'fewest', COMPONENTS)]
const times = { fine: [] as number[], coarse: [] as number[], merge: [] as number[], effect: [] as number[] }
let moved = 0
for (let n = 0; n < RUNS; n++) {
  await split(db, fine, times.fine)
  await split(db, coarse, times.coarse)
  moved = await merge(db, coarse, times.merge, times.effect)
}
await opened.close()
await rm(dataDir, { recursive: true, force: true })

const said = (taken: readonly number[]): [string, string] => [
  ms(median(taken)),
  taken.map((t) => figure(t)).join(', '),
]
console.log(
  tableOf({
    title: `A change on ${embedded ? 'the embedded database' : 'PostgreSQL'}, ${os.cpus().length} cores, Node ${process.versions.node}; load average of the machine before ${load.toFixed(1)}`,
    columns: ['', 'median', 'each'],
    rows: [
      [`split, in a level of ${figure(fine.grids)} grids, with its proof`, ...said(times.fine)],
      [`split, in a level of ${figure(coarse.grids)} grids, with its proof`, ...said(times.coarse)],
      [`merge of ${coarse.gridIds.length} grids with their proof`, ...said(times.merge)],
      [`the merge takes effect, ${figure(moved)} components move`, ...said(times.effect)],
    ],
  }),
)
