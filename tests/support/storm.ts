/** Many writers at once over the small registry: each transaction changes some components at random, ends as every write does, and is sometimes taken back. */
import type { Knex } from 'knex'
import { type Connection, one, rows } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { COMPONENT_STATES, CONFIRMATIONS, ROLES } from '../../server/shared/words.ts'
import type { RegistryFixture } from './registry-fixture.ts'

type Chance = () => number

/** A generator of its own, so that a failing storm can be raised again. */
export const chanceFrom = (seed: number): Chance => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const pick = <T>(chance: Chance, of: readonly T[]): T => of[Math.floor(chance() * of.length)] as T
const placeIn = (chance: Chance): [number, number] => [120.6 + chance() * 0.04, 31.25 + chance() * 0.04]

/** The current version ends and a new one begins, with one thing of it changed. */
const writeVersion = async (trx: Knex, id: number, change: Record<string, unknown>): Promise<void> => {
  await rows(
    trx,
    `with ended as (
       update component_version as v
          set valid_to = greatest(clock_timestamp(), v.valid_from + interval '1 microsecond')
        where v.component_id = :id::bigint and v.valid_to is null
       returning v.*)
     insert into component_version (component_id, edition_id, code, class_id, geom, state, source_crs, valid_from)
     select e.component_id, e.edition_id, e.code, coalesce(:classId::int, e.class_id),
            coalesce(st_setsrid(st_makepoint(:lon::float8, :lat::float8), 4490), e.geom), coalesce(:state::text, e.state),
            e.source_crs, e.valid_to
       from ended as e`,
    { id, classId: null, lon: null, lat: null, state: null, ...change },
  )
}

const insertComponent = async (trx: Knex, fixture: RegistryFixture, chance: Chance): Promise<number> => {
  const { id } = await one<{ id: number }>(
    trx,
    `insert into component default values returning component.id as id`,
  )
  const [lon, lat] = placeIn(chance)
  await rows(
    trx,
    `insert into component_version (component_id, edition_id, code, class_id, geom, source_crs, valid_from)
     values (:id::bigint, :editionId::int, 'S' || :id::bigint, :classId::int, st_setsrid(st_makepoint(:lon::float8, :lat::float8), 4490),
             'EPSG:4490', clock_timestamp())`,
    { id, editionId: fixture.editionId, classId: pick(chance, fixture.classIds), lon, lat },
  )
  return id
}

const changeRole = async (trx: Knex, id: number, fixture: RegistryFixture, chance: Chance): Promise<void> => {
  const role = pick(chance, ROLES)
  await rows(
    trx,
    `update component_role as r
        set valid_to = greatest(clock_timestamp(), r.valid_from + interval '1 microsecond')
      where r.component_id = :id::bigint and r.role = :role::text and r.valid_to is null`,
    { id, role },
  )
  if (chance() < 0.2) return
  await rows(
    trx,
    `insert into component_role (component_id, role, unit_id, state, valid_from)
     select :id::bigint, :role::text, :unitId::bigint, :state::text,
            greatest(clock_timestamp(), coalesce(max(r.valid_to), '-infinity'))
       from component_role as r
      where r.component_id = :id::bigint and r.role = :role::text`,
    { id, role, unitId: pick(chance, fixture.companyIds), state: pick(chance, CONFIRMATIONS) },
  )
}

const changePlace = (trx: Knex, id: number, fixture: RegistryFixture, chance: Chance): Promise<unknown> =>
  rows(
    trx,
    `with ended as (
       update component_grid as g
          set valid_to = greatest(clock_timestamp(), g.valid_from + interval '1 microsecond')
        where g.component_id = :id::bigint and g.scheme_id = :schemeId::int and g.valid_to is null
       returning g.valid_to as at)
     insert into component_grid (component_id, scheme_id, grid_id, placement, valid_from)
     select :id::bigint, :schemeId::int, :gridId::bigint, 'covers', greatest(clock_timestamp(), e.at)
       from (select max(ended.at) as at from ended) as e
      where not exists (select from component_grid as g
                         where g.component_id = :id::bigint and g.scheme_id = :schemeId::int
                           and g.valid_from >= clock_timestamp())`,
    { id, schemeId: fixture.schemeId, gridId: pick(chance, fixture.grids).id },
  )

const remove = (trx: Knex, id: number): Promise<unknown> =>
  rows(
    trx,
    `update component_version as v
        set valid_to = greatest(clock_timestamp(), v.valid_from + interval '1 microsecond')
      where v.component_id = :id::bigint and v.valid_to is null`,
    { id },
  )

const changeOne = async (trx: Knex, id: number, fixture: RegistryFixture, chance: Chance): Promise<void> => {
  const [lon, lat] = placeIn(chance)
  const what = chance()
  if (what < 0.25) await writeVersion(trx, id, { lon, lat })
  else if (what < 0.4) await writeVersion(trx, id, { classId: pick(chance, fixture.classIds) })
  else if (what < 0.55) await writeVersion(trx, id, { state: pick(chance, COMPONENT_STATES) })
  else if (what < 0.85) await changeRole(trx, id, fixture, chance)
  else if (what < 0.97) await changePlace(trx, id, fixture, chance)
  else await remove(trx, id)
}

const TAKEN_BACK = new Error('taken back')

/** One transaction over some components, locked in order so that writers wait for each other and never for ever. Gives how many it changed. */
const writeOnce = async (db: Connection, fixture: RegistryFixture, chance: Chance): Promise<number> => {
  const wanted = new Set(
    Array.from({ length: 1 + Math.floor(chance() * 20) }, () => pick(chance, fixture.components).id),
  )
  const ids = [...wanted].sort((a, b) => a - b)
  const isTakenBack = chance() < 0.1
  const done = db.transaction(async (trx) => {
    await rows(
      trx,
      `select c.id from component as c where c.id = any(:ids::bigint[]) order by c.id for update`,
      { ids },
    )
    for (const id of ids) await changeOne(trx, id, fixture, chance)
    const made = chance() < 0.3 ? [await insertComponent(trx, fixture, chance)] : []
    const touched = [{ entity: 'component' as const, ids: [...ids, ...made] }]
    await endWrite(trx, SYSTEM, { action: 'test.storm', entity: 'component', touched })
    if (isTakenBack) throw TAKEN_BACK
    return ids.length + made.length
  })
  return done.catch((error) => {
    if (error !== TAKEN_BACK) throw error
    return 0
  })
}

/** `writes` components are changed by as many writers as there are connections. */
export const raiseStorm = async (
  writers: readonly Connection[],
  fixture: RegistryFixture,
  { writes, seed }: { writes: number; seed: number },
): Promise<void> => {
  let left = writes
  await Promise.all(
    writers.map(async (db, n) => {
      const chance = chanceFrom(seed + n)
      while (left > 0) {
        const changed = await writeOnce(db, fixture, chance)
        left -= changed
      }
    }),
  )
}
