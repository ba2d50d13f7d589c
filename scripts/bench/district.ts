/** The bench's district in a schema of its own: made by seed where it is not there yet, kept and used again where it is. */
import { readdir } from 'node:fs/promises'
import { type Connection, first, one, openPool, rows } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { prepareDatabase } from '../../server/db/prepare.ts'
import { loadComponents } from './load-components.ts'
import { loadGrids } from './load-grids.ts'

export const SEED = 7
/** Rises with what stands in fabric.ts and city.ts, so that an older district is made anew. */
const EDITION = 1

export type District = { readonly url: string; readonly schema: string; readonly size: number }

const sourceOf = (size: number): string => `bench, edition ${EDITION}, seed ${SEED}, ${size} components`

const migrationNames = async (): Promise<string[]> =>
  (await readdir(new URL('../../migrations/', import.meta.url))).filter((name) => name.endsWith('.sql'))

/** Whether it is there and whole, and made by no migration that is not known here; those that came since are applied as at any start. */
const isThere = async (db: Connection, { schema, size }: District): Promise<boolean> => {
  const found = await first(
    db,
    `select t.tablename from pg_tables as t where t.schemaname = current_schema() and t.tablename = 'schema_migration'`,
  )
  if (!found) return false
  const applied = await rows<{ name: string }>(db, `select m.name as name from schema_migration as m`)
  const known = await migrationNames()
  if (!applied.every(({ name }) => known.includes(name))) return false
  const whole = await first(
    db,
    `select b.id from batch as b where b.source = :source::text and b.state = 'applied'`,
    { source: sourceOf(size) },
  )
  if (whole === undefined) return false
  await prepareDatabase(db, schema, () => {})
  return true
}

const beginBatch = async (db: Connection, size: number): Promise<number> =>
  (
    await one<{ id: number }>(
      db,
      `insert into batch (kind, source, actor) values ('components', :source::text, 'bench') returning id as id`,
      { source: sourceOf(size) },
    )
  ).id

const endBatch = (db: Connection, batchId: number, size: number): Promise<void> =>
  db.transaction(async (trx) => {
    await trx.raw(
      `update batch as b
          set state = 'applied', applied_at = now(), counts = jsonb_build_object('total', :size::int, 'new', :size::int)
        where b.id = :batchId::bigint`,
      { batchId, size },
    )
    await endWrite(trx, SYSTEM, { action: 'batch.apply', entity: 'batch', entityId: batchId })
  })

const SAMPLED = 2_000

/** The places were taken from the lattice: a sample is asked of the database by the rule of place. */
const checkPlaces = async (db: Connection): Promise<void> => {
  const { wrong } = await one<{ wrong: number }>(
    db,
    `with sample as (
       select v.component_id, v.geom
         from component_version as v
        where v.valid_to is null
        order by hashint8(v.component_id)
        limit ${SAMPLED})
     select count(*) as wrong
       from sample as s
       join component_grid as p on p.component_id = s.component_id and p.valid_to is null
       join grid as g on g.id = p.grid_id
       left join lateral (
         select c.grid_id
           from grid_version as c
          where c.level_id = g.level_id and c.valid_to is null and st_covers(c.geom, s.geom)
          order by c.code collate "C"
          limit 1) as covering on true
      where covering.grid_id is distinct from p.grid_id`,
  )
  if (wrong > 0) throw new Error(`${wrong} places of ${SAMPLED} sampled components are not where they stand`)
}

const make = async (
  db: Connection,
  { schema, size }: District,
  say: (line: string) => void,
): Promise<void> => {
  await db.raw('drop schema if exists ?? cascade', [schema])
  await db.raw('create schema ??', [schema])
  await prepareDatabase(db, schema, say)
  const [unit, responsibility] = await loadGrids(db, SEED, say)
  if (unit === undefined || responsibility === undefined) throw new Error('a scheme is missing')
  const batchId = await beginBatch(db, size)
  await loadComponents(db, { seed: SEED, size, batchId }, [unit, responsibility], say)
  await checkPlaces(db)
  await endBatch(db, batchId, size)
}

/** Only schemas named `bench_…` are ever dropped. Gives the pool, which the caller ends, and the schema's name. */
export const openDistrict = async (
  url: string,
  size: number,
  say: (line: string) => void,
): Promise<{ db: Connection; district: District }> => {
  const district = { url, size, schema: `bench_${size}` }
  const db = openPool({ connectionString: url }, district.schema, 4)
  if (await isThere(db, district)) say(`${district.schema} is there and is used again`)
  else {
    const began = performance.now()
    await make(db, district, say)
    say(`${district.schema} made in ${Math.round((performance.now() - began) / 1000)} s`)
  }
  return { db, district }
}
