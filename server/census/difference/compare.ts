/**
 * The difference of a judged census to the registry: each good row is new, returned, the same, changed, moved, in conflict with a later edit, or suspected to
 * be one that is there under another code. A component is known again by the key of its source, else by its code under its edition.
 */
import { type Connection, one, rows } from '../../db/database.ts'
import { readVersion } from '../../db/end-write.ts'
import { ROLES, type Role } from '../../shared/words.ts'
import { GOOD_ROW } from './good-row.ts'

/** Coordinates that went to another system and back differ by 1e-9 degrees; nobody moves a lamp by a millimetre (1e-8). */
const SAME_PLACE_DEG = 1e-8
/** A new one of a class that stands so near to another of the class is probably the same. */
const SUSPECT_M = 1

/** What differs is asked first, because few do: to look a target up among those stated takes 0.4 µs, and there are nineteen in a row. */
const attribute = (target: string, differs: string): string =>
  `case when (${differs}) and '${target}' = any (l.stated) then '${target}' end`

/** A presumption does not undo what was confirmed since: confirmation, end and basis count only where the source speaks of them. */
const roleDiffers = (role: Role): string => `
  case when (m.${role}_id is distinct from ${role}.unit_id
             or (${role}.component_id is null) <> (m.${role}_id is null and m.${role}_state is null)
             or (m.${role}_state is distinct from ${role}.state and '${role}.state' = any (l.stated))
             or (m.${role}_until is distinct from ${role}.until and '${role}.until' = any (l.stated))
             or (m.${role}_state is not null and r.${role}_basis is distinct from ${role}.basis and '${role}.basis' = any (l.stated)))
        and l.stated && array['${role}.unit', '${role}.code', '${role}.name']
       then '${role}' end`

const PLACE_DIFFERS = `
  v.geom is distinct from r.geom
  and case when st_geometrytype(v.geom) <> st_geometrytype(r.geom) then true
           when st_geometrytype(r.geom) = 'ST_Point' then st_distance(v.geom, r.geom) > ${SAME_PLACE_DEG}
           else st_hausdorffdistance(v.geom, r.geom) > ${SAME_PLACE_DEG} end`

/** Targets that differ, as an array without nulls. */
const CHANGES = `array_remove(array[
  case when v.code <> r.code then 'code' end,
  case when v.class_id <> m.class_id then 'class' end,
  case when ${PLACE_DIFFERS} then 'place' end,
  ${attribute('name', `v.name is distinct from coalesce(r.name, '')`)},
  ${attribute('state', 'v.state is distinct from m.state')},
  ${attribute('location', 'v.location is distinct from r.location')},
  ${attribute('surveyedOn', 'v.surveyed_on is distinct from m.surveyed_on')},
  ${attribute('changedOn', 'v.changed_on is distinct from m.changed_on')},
  ${attribute('dataSource', 'v.data_source is distinct from r.data_source')},
  ${attribute('note', 'v.note is distinct from r.note')},
  case when v.extra <> r.extra and v.extra - l.record_ids <> r.extra - l.record_ids then 'extra' end,
  ${ROLES.map(roleDiffers).join(',\n  ')}], null)`

const JOIN_ROLES = ROLES.map(
  (role) => `
       left join component_role as ${role}
         on ${role}.component_id = v.component_id and ${role}.role = '${role}' and ${role}.valid_to is null`,
).join('')

const BEGUN = ['v', ...ROLES].map((alias) => `${alias}.valid_from`).join(', ')

/**
 * One line for each good row. An identity is kept free for each that is new. `offset 0` keeps PostgreSQL from working `changes` out anew wherever it is
 * named, four times a row.
 */
const insertDifferences = (
  trx: Connection,
  censusId: number,
  editionId: number,
  only: readonly number[] | null,
) =>
  rows(
    trx,
    `insert into census_difference (census_id, row_no, component_id, kind, changes, distance_m)
     select :censusId::bigint, d.row_no, coalesce(d.former_id, nextval(pg_get_serial_sequence('component', 'id'))),
            case when d.former_id is null then 'new'
                 when not d.stands then 'returned'
                 when cardinality(d.changes) = 0 then 'same'
                 when d.begun > z.base_at then 'conflict'
                 when 'place' = any (d.changes) then 'moved'
                 else 'changed' end,
            d.changes,
            case when 'place' = any (d.changes) then st_distance(d.former_geom::geography, d.geom::geography) end
       from census as z
      cross join lateral (
         select r.row_no, r.geom, known.former_id, v.component_id is not null as stands, v.geom as former_geom,
                case when v.component_id is null then '{}'::text[] else ${CHANGES} end as changes,
                greatest(${BEGUN}) as begun
           from census_row as r
           join census_meaning as m on m.census_id = r.census_id and m.row_no = r.row_no
           join census_layer as l on l.census_id = r.census_id and l.layer_no = r.layer_no
           left join component_key as k on k.source = l.key_source and k.key = r.key
           left join component_version as c
             on c.edition_id = :editionId::int and c.code = r.code and c.valid_to is null
          cross join lateral (
             select coalesce(k.component_id, c.component_id, (
                      select w.component_id
                        from component_version as w
                       where w.edition_id = :editionId::int
                         and w.code = r.code
                       order by w.valid_from desc
                       limit 1)) as former_id) as known
           left join component_version as v on v.component_id = known.former_id and v.valid_to is null
           ${JOIN_ROLES}
          where r.census_id = z.id
            and (:only::int[] is null or r.row_no = any (:only::int[]))
            and ${GOOD_ROW}
         offset 0) as d
      where z.id = :censusId::bigint`,
    { censusId, editionId, only },
  )

/** The neighbour is named; one that the delivery itself brings is no suspect. */
const findSuspects = (trx: Connection, censusId: number, only: readonly number[] | null) =>
  rows(
    trx,
    `update census_difference as d
        set kind = 'suspect', near_id = near.id, distance_m = near.distance_m
       from census_row as r
       join census_meaning as m on m.census_id = r.census_id and m.row_no = r.row_no
      cross join lateral (
        select v.component_id as id, st_distance(v.geom::geography, r.geom::geography) as distance_m
          from component_version as v
         where v.valid_to is null
           and v.class_id = m.class_id
           and v.geom && st_expand(r.geom, ${SUSPECT_M} / 40000.0)
           and st_dwithin(v.geom::geography, r.geom::geography, ${SUSPECT_M})
           and not exists (
             select from census_difference as own
              where own.census_id = :censusId::bigint and own.component_id = v.component_id)
         order by 2
         limit 1) as near
      where d.census_id = :censusId::bigint
        and d.kind = 'new'
        and (:only::int[] is null or d.row_no = any (:only::int[]))
        and r.census_id = d.census_id
        and r.row_no = d.row_no`,
    { censusId, only },
  )

/** What was decided for single rows is kept over a new comparison. */
const keepDecisions = async (
  trx: Connection,
  censusId: number,
  only: readonly number[] | null,
): Promise<() => Promise<void>> => {
  const decided = await rows<{ rowNo: number; accepted: boolean }>(
    trx,
    `select d.row_no as "rowNo", d.accepted as accepted
       from census_difference as d
      where d.census_id = :censusId::bigint
        and (:only::int[] is null or d.row_no = any (:only::int[]))
        and d.accepted is not null`,
    { censusId, only },
  )
  return async () => {
    await rows(
      trx,
      `update census_difference as d
          set accepted = k.accepted
         from unnest(:rowNos::int[], :accepted::boolean[]) as k (row_no, accepted)
        where d.census_id = :censusId::bigint
          and d.row_no = k.row_no`,
      { censusId, rowNos: decided.map((d) => d.rowNo), accepted: decided.map((d) => d.accepted) },
    )
  }
}

/**
 * In the caller's transaction; `editionId` is the one under which codes stand. With `only`, rows that were corrected: the others stay as they were compared,
 * and so does the version they were compared with.
 */
export const compare = async (
  trx: Connection,
  censusId: number,
  editionId: number,
  only: readonly number[] | null = null,
): Promise<void> => {
  // Wide rows are joined eight times: with the usual 4 MB, 231,000 of them wrote half a gigabyte to disk and took a fifth longer.
  if (only === null) await trx.raw(`set local work_mem = '64MB'`)
  const restore = await keepDecisions(trx, censusId, only)
  await rows(
    trx,
    `delete from census_difference as d
      where d.census_id = :censusId::bigint
        and (:only::int[] is null or d.row_no = any (:only::int[]))`,
    { censusId, only },
  )
  await insertDifferences(trx, censusId, editionId, only)
  if (only === null)
    await trx.raw('analyze census_difference (census_id, row_no, component_id, kind, changes)')
  const { standing } = await one<{ standing: boolean }>(
    trx,
    `select exists (select from component_version as v where v.valid_to is null) as standing`,
  )
  if (standing) await findSuspects(trx, censusId, only)
  await restore()
  if (only !== null) return
  await rows(
    trx,
    `update census as z
        set state = 'compared', compared_version = :version::bigint
      where z.id = :censusId::bigint`,
    { censusId, version: await readVersion(trx) },
  )
}
