/**
 * Commits a compared census in the caller's transaction, as one batch: units, versions, roles, places, keys and the audit at one instant. What was edited since
 * the comparison is compared anew first, so that no later edit is overwritten unseen.
 */
import { type Connection, first, one, rows } from '../../db/database.ts'
import { type Actor, endWrite, readVersion } from '../../db/end-write.ts'
import { Conflict, NotFound } from '../../errors.ts'
import { listScope } from '../../imports/component-scope.ts'
import { placeComponents } from '../../imports/placement.ts'
import { analyseAfterGrowth } from '../../imports/statistics.ts'
import { makeUnitsOf } from '../../imports/units.ts'
import { ACCEPTED, BEGINS, PLACED, RETIRED } from '../difference/good-row.ts'
import { extentTouched } from './extent-touched.ts'
import { instantAfter } from './instant-after.ts'
import { writeRoles } from './write-roles.ts'
import { type Instant, writeVersions } from './write-versions.ts'

export type Committed = {
  readonly batchId: number
  /** Null where nothing changed. */
  readonly version: number | null
  readonly new: number
  readonly changed: number
  readonly retired: number
  readonly unitsMade: number
  /** Inside the district, but in a gap of a scheme. */
  readonly gaps: number
}

type Ready = {
  readonly title: string
  readonly state: string
  readonly comparedVersion: number | null
  readonly editionId: number
}

const lockCensus = async (trx: Connection, censusId: number): Promise<Ready> => {
  const found = await first<Ready>(
    trx,
    `select z.title as title, z.state as state, z.compared_version as "comparedVersion", coalesce(e.extends_id, e.id) as "editionId"
       from census as z
       left join edition as e on e.id = z.edition_id
      where z.id = :censusId::bigint
        for update of z`,
    { censusId },
  )
  if (!found) throw new NotFound('no_such_census', `There is no census ${censusId}.`)
  if (found.state !== 'compared')
    throw new Conflict(
      'census_not_compared',
      `Census ${censusId} is ${found.state}; only a compared one can be committed.`,
    )
  // Two deliveries under one edition come one after the other: both may bring the same new code.
  await rows(trx, `select e.id as id from edition as e where e.id = :editionId::int for no key update`, found)
  return found
}

/** Components that stand, or stood, and that this commit may change or end. */
const listStanding = (trx: Connection, censusId: number): Promise<number[]> =>
  listScope(trx, {
    sql: `
      select d.component_id
        from census_difference as d
       where d.census_id = :censusId::bigint
         and d.kind not in ('new', 'same', 'suspect')
       union all
      select x.component_id from census_missing as x where x.census_id = :censusId::bigint`,
    bindings: { censusId },
  })

/** Units that nobody knew and that a row which is taken names, under the identities kept free for them. */
const makeUnits = async (trx: Connection, censusId: number): Promise<number[]> => {
  const made = await rows<{ id: number }>(
    trx,
    makeUnitsOf(`
       select distinct on (u.unit_id) u.unit_id as id, u.made->>'code' as code, u.made->>'name' as name, u.made->>'kind' as kind
         from census_unit as u
        where u.census_id = :censusId::bigint
          and u.made is not null
          and u.unit_id in (
            select said.unit_id
              from census_difference as d
              join census as z on z.id = d.census_id
              join census_meaning as m on m.census_id = d.census_id and m.row_no = d.row_no
             cross join lateral (values (m.competent_id), (m.owner_id), (m.maintainer_id)) as said (unit_id)
             where d.census_id = :censusId::bigint
               and ${ACCEPTED})
        order by u.unit_id`),
    { censusId },
  )
  return made.map(({ id }) => id)
}

const writeKeys = (trx: Connection, instant: Instant) =>
  rows(
    trx,
    `insert into component_key (component_id, source, key, batch_id)
     select d.component_id, l.key_source, r.key, :batchId::bigint
       from census_difference as d
       join census as z on z.id = d.census_id
       join census_row as r on r.census_id = d.census_id and r.row_no = d.row_no
       join census_layer as l on l.census_id = r.census_id and l.layer_no = r.layer_no
      where d.census_id = :censusId::bigint
        and l.key_source is not null
        and r.key is not null
        and (d.kind = 'same' or (${ACCEPTED}))
         on conflict (source, key) do nothing`,
    instant,
  )

const openBatch = async (trx: Connection, censusId: number, title: string, actor: Actor): Promise<number> =>
  (
    await one<{ id: number }>(
      trx,
      `insert into batch (kind, source, actor, census_id)
       values ('components', :title::text, :actor::text, :censusId::bigint)
       returning id as id`,
      { censusId, title, actor: actor.name },
    )
  ).id

const countAccepted = (trx: Connection, censusId: number) =>
  one<{ new: number; changed: number; retired: number }>(
    trx,
    `select count(*) filter (where ${BEGINS}) as new,
            count(*) filter (where not ${BEGINS}) as changed,
            (select count(*) from census_missing as x where x.census_id = z.id and ${RETIRED}) as retired
       from census as z
       left join census_difference as d on d.census_id = z.id and (${ACCEPTED})
      where z.id = :censusId::bigint
      group by z.id`,
    { censusId },
  )

/** `compareAnew` is called where the registry moved on since the comparison. The last thing in its transaction. */
export const commitCensus = async (
  trx: Connection,
  censusId: number,
  actor: Actor,
  compareAnew: () => Promise<void>,
): Promise<Committed> => {
  // Sorts and hashes of 231,000 rows need no disk so.
  await trx.raw(`set local work_mem = '64MB'`)
  const { title, comparedVersion, editionId } = await lockCensus(trx, censusId)
  if (comparedVersion !== (await readVersion(trx))) await compareAnew()
  const counts = await countAccepted(trx, censusId)
  const unitsMade = await makeUnits(trx, censusId)
  const batchId = await openBatch(trx, censusId, title, actor)
  const at = await instantAfter(trx, await listStanding(trx, censusId))
  const instant = { censusId, batchId, at }
  await writeVersions(trx, { ...instant, editionId })
  await writeRoles(trx, instant)
  // Before the places: they ask of versions, which a first delivery found none of.
  await analyseAfterGrowth(trx, counts.new, 'component_version', 'component_role')
  const { gaps } = await placeComponents(
    trx,
    {
      sql: `select d.component_id
              from census_difference as d
              join census as z on z.id = d.census_id
             where d.census_id = :censusId::bigint and ${PLACED} and ${ACCEPTED}`,
      bindings: { censusId },
    },
    { at, fresh: counts.changed === 0 },
  )
  await analyseAfterGrowth(trx, counts.new, 'component_grid')
  await writeKeys(trx, instant)
  const outcome = { ...counts, unitsMade: unitsMade.length, gaps }
  const ids = await listScope(trx, {
    sql: `
      select d.component_id
        from census_difference as d
        join census as z on z.id = d.census_id
       where d.census_id = :censusId::bigint
         and ${ACCEPTED}
       union
      select x.component_id
        from census_missing as x
        join census as z on z.id = x.census_id
       where x.census_id = :censusId::bigint
         and ${RETIRED}`,
    bindings: { censusId },
  })
  const version = await endWrite(trx, actor, {
    action: 'census.commit',
    entity: 'batch',
    entityId: batchId,
    after: outcome,
    touched: [
      { entity: 'component', ids, extent: await extentTouched(trx, at, ids) },
      { entity: 'unit', ids: unitsMade },
    ],
  })
  await rows(
    trx,
    `update batch as b
        set state = 'applied', counts = :counts::jsonb, version = :version::bigint, applied_at = :at::timestamptz
      where b.id = :batchId::bigint`,
    { batchId, counts: JSON.stringify(outcome), version, at },
  )
  await rows(
    trx,
    `update census as z set state = 'committed', batch_id = :batchId::bigint where z.id = :censusId::bigint`,
    {
      censusId,
      batchId,
    },
  )
  return { ...outcome, batchId, version }
}
