/**
 * `npm run bench:change -- --url postgres://… --schema NAME`: a change on a large registry (such as `npm run bench` leaves), done and taken back: a grid is split in the scheme with
 * the most grids and in the one with the fewest, whose parents have the most children, and a merge that moves 5,000 components takes effect. Median of five.
 */
import { parseArgs } from 'node:util'
import { answerEdit } from '../server/boundaries/answer-edit.ts'
import { addOperation } from '../server/boundaries/edit-draft.ts'
import { takeEffect } from '../server/boundaries/effect/take-effect.ts'
import { openChange } from '../server/boundaries/open-change.ts'
import { type Connection, one, openPool, rows } from '../server/db/database.ts'
import { SYSTEM } from '../server/db/end-write.ts'
import { migrate } from '../server/db/migrate.ts'
import { takeBack } from '../server/imports/take-back.ts'
import { figure, ms } from './bench/table.ts'
import { median } from './bench/timing.ts'

const RUNS = 5
const COMPONENTS = 5_000

const { values } = parseArgs({ options: { url: { type: 'string' }, schema: { type: 'string' } } })
if (values.url === undefined || values.schema === undefined) {
  console.error('--url postgres://… and --schema are needed')
  process.exit(2)
}

type Found = { readonly schemeId: number; readonly gridIds: number[]; readonly components: number }

/** Neighbours on the lowest level of the scheme with the most or fewest grids, as many as hold so many components: from one grid outwards. */
const findNeighbours = async (db: Connection, which: 'most' | 'fewest', wanted: number): Promise<Found> => {
  const scheme = await one<{ schemeId: number; levelId: number }>(
    db,
    `select l.scheme_id as "schemeId", l.id as "levelId"
       from level as l
       join grid_version as v on v.level_id = l.id and v.valid_to is null
      where not exists (select from level as k where k.scheme_id = l.scheme_id and k.depth > l.depth)
      group by l.id order by count(*) ${which === 'most' ? 'desc' : ''} limit 1`,
  )
  const near = await rows<{ id: number; components: number }>(
    db,
    `with middle as (
       select v.geom from grid_version as v where v.level_id = :levelId::int and v.valid_to is null order by v.grid_id limit 1 offset 2000)
     select v.grid_id as id, (select count(*) from component_grid as c where c.grid_id = v.grid_id and c.valid_to is null) as components
       from grid_version as v cross join middle as m
      where v.level_id = :levelId::int and v.valid_to is null
      order by st_distance(v.geom, m.geom), v.grid_id
      limit 300`,
    { levelId: scheme.levelId },
  )
  const gridIds: number[] = []
  let components = 0
  for (const grid of near) {
    if (components >= wanted && gridIds.length > 1) break
    if (gridIds.length > 0) components += grid.components
    gridIds.push(grid.id)
  }
  return { schemeId: scheme.schemeId, gridIds, components }
}

const db = openPool({ connectionString: values.url }, values.schema, 4)
await migrate(db, values.schema)
const fine = await findNeighbours(db, 'most', 0)
const coarse = await findNeighbours(db, 'fewest', COMPONENTS)

const timed = async <T>(into: number[], work: () => Promise<T>): Promise<T> => {
  const began = performance.now()
  const result = await work()
  into.push(performance.now() - began)
  return result
}

/** Across the middle, from beyond one side to beyond the other; with what the answer needs. */
const split = ({ schemeId, gridIds: [face = 0] }: Found, into: number[]): Promise<void> =>
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
const merge = async ({ schemeId, gridIds }: Found, merges: number[], effects: number[]): Promise<number> => {
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

const times = { fine: [] as number[], coarse: [] as number[], merge: [] as number[], effect: [] as number[] }
let moved = 0
for (let n = 0; n < RUNS; n++) {
  await split(fine, times.fine)
  await split(coarse, times.coarse)
  moved = await merge(coarse, times.merge, times.effect)
}
await db.destroy()
const tell = (what: string, taken: readonly number[]): void =>
  console.log(`${what}: ${ms(median(taken))} (${taken.map((t) => figure(t)).join(', ')})`)
tell('split, in the scheme with the most grids', times.fine)
tell('split, among the most children of one parent', times.coarse)
tell(`merge of ${coarse.gridIds.length} grids with ${figure(coarse.components)} components`, times.merge)
tell(`the merge takes effect, ${figure(moved)} components move`, times.effect)
