/** A small district of three levels with ground left over: two towns, five villages, a strip between some of them, a hole in another. EPSG:4490. */
import type { Database } from '../../server/db/database.ts'
import { rows } from '../../server/db/database.ts'
import type { PlanarGeometry } from '../../server/imports/ewkb.ts'
import { importComponents, importGrids, makeDistrict, square } from './imports.ts'

export type Villages = { readonly schemeId: number; readonly idOf: (code: string) => number }

/** A square with a hole about 40 m wide. */
const holed: PlanarGeometry = {
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [120.63, 31.2],
        [120.64, 31.2],
        [120.64, 31.22],
        [120.63, 31.22],
        [120.63, 31.2],
      ],
      [
        [120.635, 31.21],
        [120.635, 31.2104],
        [120.6354, 31.2104],
        [120.6354, 31.21],
        [120.635, 31.21],
      ],
    ],
  ],
}

/**
 * West: A1 and A2 one above the other, then a strip a thousandth of a degree wide (about 95 m by 2.2 km), then B, which borders on the whole of it. East: C, and D
 * with the hole. A lamp stands in the strip; the nearest one that stands in a village is in A1.
 */
export const makeVillages = async (registry: Pick<Database, 'db' | 'embedded'>): Promise<Villages> => {
  const { db } = registry
  const { schemeId, levelIds } = await makeDistrict(db, 3)
  const [district = 0, town = 0, village = 0] = levelIds
  await importGrids(db, district, [{ code: 'X', shape: square(120.6, 31.2, 120.64, 31.22) }])
  await importGrids(db, town, [
    { code: 'WEST', shape: square(120.6, 31.2, 120.62, 31.22) },
    { code: 'EAST', shape: square(120.62, 31.2, 120.64, 31.22) },
  ])
  await importGrids(db, village, [
    { code: 'A1', shape: square(120.6, 31.2, 120.609, 31.212) },
    { code: 'A2', shape: square(120.6, 31.212, 120.609, 31.22) },
    { code: 'B', shape: square(120.61, 31.2, 120.62, 31.22) },
    { code: 'C', shape: square(120.62, 31.2, 120.63, 31.22) },
    { code: 'D', shape: holed },
  ])
  await importComponents(registry, [
    { code: 'L1', at: [120.6095, 31.205] },
    { code: 'L2', at: [120.6088, 31.205] },
    { code: 'L3', at: [120.615, 31.215] },
  ])
  const found = await rows<{ id: number; code: string }>(
    db,
    `select g.grid_id as id, g.code as code from grid_version as g where g.valid_to is null`,
  )
  const ids = new Map(found.map(({ id, code }) => [code, id]))
  return { schemeId, idOf: (code) => ids.get(code) ?? 0 }
}

/** Moves a village's border by SQL: the former version ends now, one of the given shape begins. */
export const redraw = async ({ db }: Pick<Database, 'db'>, gridId: number, wkt: string): Promise<void> => {
  await rows(
    db,
    `with ended as (
       update grid_version as v set valid_to = now()
        where v.grid_id = :gridId::bigint and v.valid_to is null
       returning v.grid_id, v.level_id, v.code, v.name, v.parent_id)
     insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from)
     select e.grid_id, e.level_id, e.code, e.name, e.parent_id, s.geom, st_area(st_transform(s.geom, d.metric_srid)), now()
       from ended as e
      cross join district as d
      cross join (select st_multi(st_geomfromtext(:wkt::text, 4490)) as geom) as s`,
    { gridId, wkt },
  )
}
