/** Random writes to grids, each a transaction that ends as every write: what boundary work does to codes, parents, shapes, units and the grids themselves. */
import { type Connection, one, rows } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'

type Chance = () => number

const pickGrids = (trx: Connection, depths: readonly number[], count: number, seed: number) =>
  rows<{ id: number; levelId: number; parentId: number | null }>(
    trx,
    `select v.grid_id as id, v.level_id as "levelId", v.parent_id as "parentId"
       from grid_version as v
       join level as l on l.id = v.level_id
      where v.valid_to is null
        and l.depth = any(:depths::int[])
      order by md5(v.grid_id || ' ' || :seed::text)
      limit :count::int`,
    { depths, count, seed: String(seed) },
  )

/** Ends versions, and begins new ones that differ by what is set. */
const renew = async (trx: Connection, ids: readonly number[], set: string, bindings: object = {}) => {
  await trx.raw(
    `with ended as (
       update grid_version as v
          set valid_to = clock_timestamp()
        where v.valid_to is null
          and v.grid_id = any(:ids::bigint[])
       returning v.*),
     begun as (select e.*, ${set} from ended as e)
     insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from)
     select b.grid_id, b.level_id, coalesce(b.new_code, b.code), coalesce(b.new_name, b.name),
            coalesce(b.new_parent, b.parent_id), coalesce(b.new_geom, b.geom), b.area_m2, b.valid_to
       from begun as b`,
    { ids, ...bindings },
  )
  return [...ids]
}

const SAME = {
  code: 'null::text as new_code',
  name: 'null::text as new_name',
  parent: 'null::bigint as new_parent',
  geom: 'null::geometry as new_geom',
}
const setting = (what: Partial<typeof SAME>): string => Object.values({ ...SAME, ...what }).join(', ')

type Write = (trx: Connection, chance: Chance, n: number) => Promise<number[]>

const WRITES: readonly Write[] = [
  async (trx, _, n) => {
    const ids = (await pickGrids(trx, [1, 2, 3], 2, n)).map(({ id }) => id)
    const code = `substr(md5(e.code || ' ' || :n::text), 1, 6) || case e.grid_id % 2 when 0 then '区' else '' end as new_code`
    return renew(trx, ids, setting({ code, name: `'新 ' || e.name as new_name` }), { n: String(n) })
  },
  async (trx, _, n) => {
    const [parent] = await pickGrids(trx, [2], 1, n)
    const ids = (await pickGrids(trx, [3], 2, n + 1)).map(({ id }) => id)
    if (!parent) return []
    return renew(trx, ids, setting({ parent: ':parent::bigint as new_parent' }), { parent: parent.id })
  },
  async (trx, chance, n) => {
    const ids = (await pickGrids(trx, [3], 2, n)).map(({ id }) => id)
    const by = (chance() - 0.5) * 0.003
    const geom = `st_multi(st_union(e.geom, st_translate(e.geom, :by::float8, :by::float8))) as new_geom`
    return renew(trx, ids, setting({ geom }), { by })
  },
  async (trx, _, n) => {
    const [gone] = await pickGrids(trx, [2, 3], 1, n)
    if (!gone) return []
    await trx.raw(
      'update grid_version as v set valid_to = clock_timestamp() where v.grid_id = :id::bigint and v.valid_to is null',
      { id: gone.id },
    )
    return [gone.id]
  },
  async (trx, chance, n) => {
    const [like] = await pickGrids(trx, [3], 1, n)
    if (!like) return []
    const { id } = await one<{ id: number }>(
      trx,
      `insert into grid (scheme_id, level_id)
       select l.scheme_id, l.id from level as l where l.id = :levelId::int
       returning id as id`,
      { levelId: like.levelId },
    )
    await trx.raw(
      `insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from)
       select :id::bigint, v.level_id, 'N' || :id::text, 'new', v.parent_id, st_translate(v.geom, :by::float8, 0), v.area_m2, clock_timestamp()
         from grid_version as v
        where v.grid_id = :like::bigint
          and v.valid_to is null`,
      { id, like: like.id, by: chance() * 0.004 },
    )
    return [id]
  },
  async (trx, _, n) => {
    const [grid] = await pickGrids(trx, [1, 2, 3], 1, n)
    if (!grid) return []
    await trx.raw(
      'update grid_unit as g set valid_to = clock_timestamp() where g.grid_id = :id::bigint and g.valid_to is null',
      { id: grid.id },
    )
    if (n % 3 > 0)
      await trx.raw(
        `insert into grid_unit (grid_id, unit_id, valid_from)
         select :id::bigint, u.id, clock_timestamp() from unit as u order by md5(u.id || ' ' || :n::text) limit 1`,
        { id: grid.id, n: String(n) },
      )
    return [grid.id]
  },
  // One that had ended stands again.
  async (trx) => {
    const { ids } = await one<{ ids: number[] }>(
      trx,
      `with former as (
         select distinct on (v.grid_id) v.*
           from grid_version as v
          where not exists (select from grid_version as o where o.grid_id = v.grid_id and o.valid_to is null)
          order by v.grid_id, v.valid_from desc
          limit 1),
       begun as (
         insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from)
         select f.grid_id, f.level_id, f.code || '+', f.name, f.parent_id, f.geom, f.area_m2, clock_timestamp() from former as f
         returning grid_id)
       select coalesce(array_agg(b.grid_id), '{}') as ids from begun as b`,
    )
    return ids
  },
]

/** The n-th write of a series. */
export const writeGrids = (db: Connection, chance: Chance, n: number): Promise<void> =>
  db.transaction(async (trx) => {
    const write = WRITES[n % WRITES.length] as Write
    const ids = await write(trx, chance, n)
    await endWrite(trx, SYSTEM, { action: 'test.grids', entity: 'grid', touched: [{ entity: 'grid', ids }] })
  })
