/** Where the rows of a delivery are, for the map: points [lon, lat], EPSG:4490, with their kind of difference and where a moved one stands now. */
import { lonLatOf, pointOf } from '../components/point-of.ts'
import { BOX } from '../db/box.ts'
import { type Connection, rows } from '../db/database.ts'

export type CensusPlace = {
  readonly rowNo: number
  readonly point: [number, number]
  readonly kind: 'new' | 'returned' | 'same' | 'changed' | 'moved' | 'conflict' | 'suspect' | 'error' | null
  readonly from: [number, number] | null
}

const MOST = 20_000

/** The first of them by number, and how many there are. */
export const readPlaces = async (
  db: Connection,
  censusId: number,
  box: readonly [number, number, number, number] | undefined,
): Promise<{ total: number; places: CensusPlace[] }> => {
  const [west, south, east, north] = box ?? [null, null, null, null]
  const found = await rows<CensusPlace & { total: number }>(
    db,
    `with inside as materialized (
       select r.row_no, ${pointOf('r.geom')} as point
         from census_row as r
        where r.census_id = :censusId::bigint
          and ${box === undefined ? 'r.geom is not null' : `st_intersects(r.geom, ${BOX})`}),
     listed as (
       select i.row_no, i.point
         from inside as i
        order by i.row_no
        limit ${MOST})
     select s.row_no as "rowNo", ${lonLatOf('s.point')} as point, (select count(*) from inside) as total,
            case when d.kind is not null then d.kind
                 when exists (
                   select from census_finding as f
                    where f.census_id = :censusId::bigint and f.row_no = s.row_no and f.severity = 'error') then 'error' end as kind,
            case when d.kind in ('moved', 'conflict') and 'place' = any (d.changes)
                 then (select ${lonLatOf(pointOf('v.geom'))}
                         from component_version as v
                        where v.component_id = d.component_id
                          and (v.valid_to is null or v.ended_by = z.batch_id)
                        order by (v.ended_by = z.batch_id) desc nulls last
                        limit 1) end as from
       from listed as s
       join census as z on z.id = :censusId::bigint
       left join census_difference as d on d.census_id = :censusId::bigint and d.row_no = s.row_no
      order by s.row_no`,
    { censusId, west, south, east, north },
  )
  return {
    total: found[0]?.total ?? 0,
    places: found.map(({ total: _, ...place }) => place),
  }
}
