/** Grids by filter in order of code, and one grid with its shape (EPSG:4490, as [lon, lat]). */
import type { z } from 'zod'
import { inForce } from '../db/as-of.ts'
import { BOX } from '../db/box.ts'
import { type Connection, first, one, rows } from '../db/database.ts'
import { containing } from '../db/like.ts'
import type { SortKey } from '../http/cursor.ts'
import type { gridItem, listGrids } from '../shared/grids.contract.ts'
import { joinUnit, unitRefOf } from '../units/unit-ref.ts'
import { gridsAndBelow } from './below.ts'
import { levelRefOf } from './grid-ref.ts'

type GridItem = z.infer<typeof gridItem>
type GridFilter = Omit<z.output<typeof listGrids.query>, 'limit' | 'cursor'>

const conditionOf = (filter: GridFilter): string =>
  [
    inForce('v', filter.at),
    filter.scheme !== undefined &&
      'v.level_id in (select w.id from level as w where w.scheme_id = :scheme::bigint)',
    filter.level !== undefined && 'v.level_id = :level::bigint',
    filter.parent !== undefined && 'v.parent_id = :parent::bigint',
    filter.code !== undefined && 'v.code = :code::text',
    filter.q !== undefined && '(v.code ilike :words::text or v.name ilike :words::text)',
    filter.bbox !== undefined && `st_intersects(v.geom, ${BOX})`,
  ]
    .filter((part) => part !== false)
    .join('\n and ')

const bindingsOf = ({ scheme, level, parent, code, q, bbox, at }: GridFilter) => ({
  scheme: scheme ?? null,
  level: level ?? null,
  parent: parent ?? null,
  code: code ?? null,
  words: q === undefined ? null : containing(q),
  west: bbox?.[0] ?? null,
  south: bbox?.[1] ?? null,
  east: bbox?.[2] ?? null,
  north: bbox?.[3] ?? null,
  at: at ?? null,
})

/** Of a grid version `v` with its level `l` and unit `u`. The label stands inside the shape, whatever its form. */
const ITEM = `
  v.grid_id as id, v.code as code, v.name as name, ${levelRefOf('l')} as level, l.scheme_id as "schemeId",
  v.parent_id as "parentId", v.area_m2 as "areaM2", json_build_array(st_x(p.point), st_y(p.point)) as "labelPoint",
  ${unitRefOf('u')} as unit`
const joinsOf = (at: string | undefined): string => `
  join level as l on l.id = v.level_id
  left join grid_unit as gu on gu.grid_id = v.grid_id and ${inForce('gu', at)}
  ${joinUnit('u', 'gu.unit_id', at)}
  cross join lateral (select st_pointonsurface(v.geom) as point offset 0) as p`

export const countGrids = async (db: Connection, filter: GridFilter): Promise<number> =>
  (
    await one<{ total: number }>(
      db,
      `select count(*) as total
         from grid_version as v
        where ${conditionOf(filter)}`,
      bindingsOf(filter),
    )
  ).total

/** In order of code; gives up to `limit` grids after the key. */
export const listGridsAfter = (
  db: Connection,
  filter: GridFilter,
  { after, limit }: { after: SortKey | null; limit: number },
): Promise<GridItem[]> =>
  rows<GridItem>(
    db,
    `select ${ITEM}
       from (select v.grid_id, v.level_id, v.code, v.name, v.parent_id, v.area_m2, v.geom
               from grid_version as v
              where ${conditionOf(filter)}
                and (:afterId::bigint is null or (v.code collate "C", v.grid_id) > (:afterCode::text, :afterId::bigint))
              order by v.code collate "C", v.grid_id
              limit :limit::int) as v
       ${joinsOf(filter.at)}
      order by v.code collate "C", v.grid_id`,
    { ...bindingsOf(filter), afterCode: after?.code ?? null, afterId: after?.id ?? null, limit },
  )

type GridFound = GridItem & { children: number; components: number; geometry: unknown; validFrom: string }

/** One grid with its shape, its direct children, and the components in it and everything below it. */
export const findGrid = (
  db: Connection,
  id: number,
  at: string | undefined,
): Promise<GridFound | undefined> =>
  first<GridFound>(
    db,
    `select ${ITEM}, v.valid_from as "validFrom", st_asgeojson(v.geom, 15, 0)::json as geometry,
            (select count(*)
               from grid_version as c
              where c.parent_id = v.grid_id
                and ${inForce('c', at)}) as children,
            (select count(*)
               from component_grid as cg
              where cg.grid_id in (${gridsAndBelow('self', at)})
                and ${inForce('cg', at)}) as components
       from grid_version as v
       ${joinsOf(at)}
      where v.grid_id = :id::bigint
        and ${inForce('v', at)}`,
    { id, self: [id], at: at ?? null },
  )
