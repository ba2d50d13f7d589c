/**
 * What became of the grids of a level between two instants: new, ended, or of another shape, name, code or parent. A vertex taken over from a neighbour makes no other
 * shape. Shapes in degrees, EPSG:4490.
 */
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import type { GridDifference } from '../shared/grids.contract.ts'

/** A millimetre: below it lies the rounding of stored coordinates. */
const SAME_DEGREES = 1e-8

/** Null is now. */
type Between = {
  readonly level: number
  readonly from: string | null
  readonly to: string | null
  readonly limit: number
}
type Item = GridDifference['items'][number]

const sideOf = (name: 'from' | 'to', instant: string | null): string =>
  instant === null ? inForce('v', undefined) : inForce('v', instant).replaceAll(':at::', `:${name}::`)

const STATE = (alias: string): string => `
  case when ${alias}.grid_id is not null
       then json_build_object('code', ${alias}.code, 'name', ${alias}.name, 'areaM2', ${alias}.area_m2, 'validFrom', ${alias}.valid_from,
            'parent', (select coalesce(nullif(p.name, ''), p.code) from grid_version as p where p.grid_id = ${alias}.parent_id order by p.valid_from desc limit 1),
            'geometry', st_asgeojson(${alias}.geom, 9)::json) end`

/** New and ended ones first, then by code. */
export const listDifference = async (
  db: Connection,
  { level, from, to, limit }: Between,
): Promise<GridDifference> => {
  const found = await rows<Item & { total: number }>(
    db,
    `with before as (
       select v.* from grid_version as v where v.level_id = :level::int and ${sideOf('from', from)}),
     after as (
       select v.* from grid_version as v where v.level_id = :level::int and ${sideOf('to', to)}),
     pair as materialized (
       select coalesce(a.grid_id, b.grid_id) as grid_id, coalesce(b.code, a.code) as code,
              array_remove(array[
                case when a.grid_id is null then 'new' end,
                case when b.grid_id is null then 'ended' end,
                case when a.code <> b.code then 'code' end,
                case when a.name <> b.name then 'name' end,
                case when a.parent_id is distinct from b.parent_id and a.grid_id = b.grid_id then 'parent' end,
                case when a.geom::bytea <> b.geom::bytea and st_hausdorffdistance(a.geom, b.geom) > ${SAME_DEGREES} then 'shape' end], null) as what
         from before as a
         full join after as b on b.grid_id = a.grid_id
        where a.id is distinct from b.id),
     listed as (
       select p.*, count(*) over () as total
         from pair as p
        where cardinality(p.what) > 0
        order by not (p.what && array['new', 'ended']), p.code collate "C", p.grid_id
        limit :limit::int)
     select x.grid_id as id, x.what as what, ${STATE('a')} as before, ${STATE('b')} as after, x.total as total
       from listed as x
       left join before as a on a.grid_id = x.grid_id
       left join after as b on b.grid_id = x.grid_id
      order by not (x.what && array['new', 'ended']), x.code collate "C", x.grid_id`,
    { level, limit, ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) },
  )
  return { items: found.map(({ total: _, ...item }) => item), total: found[0]?.total ?? 0 }
}
