import { expect, test } from 'vitest'
import { one } from '../../server/db/database.ts'
import { CRS_NAMES, toLonLat } from '../../server/shared/crs.ts'
import { useDatabase } from '../support/database.ts'

const registry = useDatabase()
const projected = CRS_NAMES.filter((name) => name.startsWith('EPSG:') && !/:(4326|4490)$/.test(name))

test.each(projected)('%s comes to the degrees that PostGIS gives, within a millimetre', async (crs) => {
  const srid = Number(crs.slice('EPSG:'.length))
  const given = await one<{ x: number; y: number; lon: number; lat: number }>(
    registry().db,
    `with middle as (
       select st_transform(st_setsrid(st_point(c.lon, c.lat), 4326), :srid::int) as geom
         from (select case when :srid::int between 4491 and 4554 then 75 + 6.1 * ((:srid::int - 4491) % 11)
                           else ((:srid::int % 100) - 1) * 6 - 178.2 end as lon,
                      case when :srid::int between 32701 and 32760 then -33.3 else 31.3 end as lat) as c)
     select st_x(m.geom) as x, st_y(m.geom) as y, st_x(st_transform(m.geom, 4326)) as lon, st_y(st_transform(m.geom, 4326)) as lat
       from middle as m`,
    { srid },
  )
  const [lon = 0, lat = 0] = toLonLat(crs, [given.x, given.y]) ?? []
  expect(Math.abs(lon - given.lon)).toBeLessThan(1e-8)
  expect(Math.abs(lat - given.lat)).toBeLessThan(1e-8)
})
