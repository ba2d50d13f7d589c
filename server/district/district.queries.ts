/** The district: its name, its ground, its centre. Boxes are [west, south, east, north] in degrees, EPSG:4490. */
import type { z } from 'zod'
import { type Connection, first, one } from '../db/database.ts'
import type { district } from '../shared/district.contract.ts'
import { joinUnit, unitRefOf } from '../units/unit-ref.ts'

export type Extent = [number, number, number, number]

/** The box of the first level's grids; of the components where there is no grid yet; null on an empty registry. */
export const findExtent = async (db: Connection): Promise<Extent | null> => {
  const { extent } = await one<{ extent: Extent | null }>(
    db,
    `select case when b.box is not null
                 then json_build_array(st_xmin(b.box), st_ymin(b.box), st_xmax(b.box), st_ymax(b.box)) end as extent
       from (select coalesce(
                    (select st_extent(g.geom)
                       from grid_version as g
                      where g.valid_to is null
                        and g.level_id in (select l.id from level as l where l.depth = 1)),
                    (select st_extent(v.geom)
                       from component_version as v
                      where v.valid_to is null)) as box) as b`,
  )
  return extent
}

/** The box of all that maps show: first-level grids and components, those outside the grids too. */
export const findShownExtent = async (db: Connection): Promise<Extent | null> => {
  const { extent } = await one<{ extent: Extent | null }>(
    db,
    `select case when b.box is not null
                 then json_build_array(st_xmin(b.box), st_ymin(b.box), st_xmax(b.box), st_ymax(b.box)) end as extent
       from (select st_extent(s.geom) as box
               from (select g.geom
                       from grid_version as g
                      where g.valid_to is null
                        and g.level_id in (select l.id from level as l where l.depth = 1)
                      union all
                     select v.geom
                       from component_version as v
                      where v.valid_to is null) as s) as b`,
  )
  return extent
}

type DistrictRow = Omit<z.infer<typeof district>, 'centre' | 'extent' | 'version'>

export const findDistrict = (db: Connection): Promise<DistrictRow | undefined> =>
  first<DistrictRow>(
    db,
    `select d.code as code, d.name as name, d.metric_srid as "metricSrid", d.synthetic as synthetic,
            ${unitRefOf('u')} as "centreUnit",
            (select count(*)
               from component_version as v
              where v.valid_to is null) as components
       from district as d
       ${joinUnit('u', 'd.centre_unit_id', undefined)}`,
  )
