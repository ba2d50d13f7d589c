/** The metric system of the district, in which areas and distances are computed: set once, by the first grids, from where they lie. */
import { type Connection, one, rows } from '../db/database.ts'

/** CGCS2000 3° zone by central meridian (EPSG 4509 + c/3) in China's degrees; elsewhere the UTM zone on WGS 84. */
export const metricSridAt = ([lon, lat]: readonly [number, number]): number => {
  if (lon >= 73 && lon <= 136 && lat >= 3 && lat <= 54) {
    const centralMeridian = Math.min(135, Math.max(75, Math.round(lon / 3) * 3))
    return 4509 + centralMeridian / 3
  }
  const zone = Math.min(60, Math.floor((lon + 180) / 6) + 1)
  return (lat < 0 ? 32700 : 32600) + zone
}

/** The district's own, or the one of the batch's centre, which is then set. Null where the batch has no usable shape either. */
export const settleMetricSrid = async (
  trx: Connection,
  batchId: number,
): Promise<{ srid: number; set: boolean } | null> => {
  const { srid, lon, lat } = await one<{ srid: number | null; lon: number | null; lat: number | null }>(
    trx,
    `with box as (
       select st_extent(r.geom) as box
         from batch_row as r
        where r.batch_id = :batchId::bigint
          and r.verdict is null)
     select (select d.metric_srid from district as d) as srid,
            (st_xmin(b.box) + st_xmax(b.box)) / 2 as lon,
            (st_ymin(b.box) + st_ymax(b.box)) / 2 as lat
       from box as b`,
    { batchId },
  )
  if (srid !== null) return { srid, set: false }
  if (lon === null || lat === null) return null
  const found = metricSridAt([lon, lat])
  await rows(trx, `update district as d set metric_srid = :found::int where d.metric_srid is null`, { found })
  return { srid: found, set: true }
}
