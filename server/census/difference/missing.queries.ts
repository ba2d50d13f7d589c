/** Components that a delivery should have brought and did not, with what stands in the registry of them. Points are [lon, lat], EPSG:4490. */
import { lonLatOf, pointOf } from '../../components/point-of.ts'
import { type Connection, one, rows } from '../../db/database.ts'

export type Missing = {
  readonly componentId: number
  readonly code: string
  readonly className: string
  readonly name: string
  readonly point: [number, number]
  readonly accepted: boolean | null
}

/** In order of their identities. What the committed delivery retired is still listed. */
export const listMissingAfter = async (
  db: Connection,
  censusId: number,
  { after, limit }: { after: number | null; limit: number },
): Promise<{ found: Missing[]; total: number }> => {
  const found = await rows<Missing>(
    db,
    `select x.component_id as "componentId", v.code as code, k.name_zh as "className", v.name as name,
            ${lonLatOf('p.point')} as point, x.accepted as accepted
       from census_missing as x
      cross join lateral (
         select w.code, w.name, w.class_id, w.geom
           from component_version as w
          where w.component_id = x.component_id
          order by w.valid_from desc
          limit 1) as v
       join class as k on k.id = v.class_id
      cross join lateral (select ${pointOf('v.geom')} as point) as p
      where x.census_id = :censusId::bigint
        and x.component_id > :after::bigint
      order by x.component_id
      limit :limit::int`,
    { censusId, after: after ?? 0, limit },
  )
  const { total } = await one<{ total: number }>(
    db,
    `select count(*) as total from census_missing as x where x.census_id = :censusId::bigint`,
    { censusId },
  )
  return { found, total }
}

/** Null: as their kind is decided. Rows without a difference and components that are not missing are passed over. */
export const decide = async (
  trx: Connection,
  censusId: number,
  decision: { rows: readonly number[]; missing: readonly number[]; accepted: boolean | null },
): Promise<void> => {
  await rows(
    trx,
    `update census_difference as d
        set accepted = :accepted::boolean
      where d.census_id = :censusId::bigint
        and d.row_no = any (:rows::int[])`,
    { censusId, ...decision },
  )
  await rows(
    trx,
    `update census_missing as x
        set accepted = :accepted::boolean
      where x.census_id = :censusId::bigint
        and x.component_id = any (:missing::bigint[])`,
    { censusId, ...decision },
  )
}
