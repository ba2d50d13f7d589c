/**
 * What a tile of components carries: each component as a point, or, where they are too many to draw, cells with how many each holds. Cells are the
 * squares of a quadkey grid 5 levels below the tile: each belongs to one tile and they nest, so counts sum up to the registry's at every zoom.
 */
import { type ComponentFilter, type Condition, componentCondition } from '../components/component-filter.ts'
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import { IN_TILE, JOIN_MERCATOR, type TileAddress, tileBindings } from './mercator.ts'

/** `x` and `y` are positions within the tile, in [0, 1). Units are 0 where there is none. */
export type TilePoint = {
  readonly id: number
  readonly x: number
  readonly y: number
  readonly classId: number
  readonly owner: number
  readonly maintainer: number
  readonly competent: number
  readonly state: string
}
/** `x` and `y` as for points; `column` and `row` count cells from the tile's north-west corner. */
export type TileCell = {
  readonly column: number
  readonly row: number
  readonly x: number
  readonly y: number
  readonly count: number
}
export type ComponentTile =
  | { readonly layer: 'components'; readonly points: readonly TilePoint[] }
  | { readonly layer: 'cells'; readonly cells: readonly TileCell[] }

/** Up to here a tile draws each component at any zoom; from POINTS_FROM_ZOOM it draws them however many they are. */
const MOST_POINTS = 3_000
const POINTS_FROM_ZOOM = 15
const CELL_LEVELS = 5
export const CELLS_PER_SIDE = 2 ** CELL_LEVELS

const listPoints = (
  db: Connection,
  tile: TileAddress,
  { sql, bindings }: Condition,
  at: string | undefined,
  most: number | null,
): Promise<TilePoint[]> =>
  rows<TilePoint>(
    db,
    `select t.id as id, t.x * :tiles::float8 - :tileX::float8 as x, t.y * :tiles::float8 - :tileY::float8 as y,
            t.class_id as "classId", t.state as state, coalesce(r.owner, 0) as owner,
            coalesce(r.maintainer, 0) as maintainer, coalesce(r.competent, 0) as competent
       from (select v.component_id as id, v.class_id, v.state, m.x, m.y
               from component_version as v
               ${JOIN_MERCATOR}
              where ${sql}
                and ${IN_TILE}
              limit :most::bigint) as t
       left join lateral (
            select max(cr.unit_id) filter (where cr.role = 'owner') as owner,
                   max(cr.unit_id) filter (where cr.role = 'maintainer') as maintainer,
                   max(cr.unit_id) filter (where cr.role = 'competent') as competent
              from component_role as cr
             where cr.component_id = t.id
               and ${inForce('cr', at)}) as r on true
      order by t.id`,
    { ...bindings, ...tileBindings(tile), most },
  )

/** A cell's position is the mean of its members. */
const listCells = (db: Connection, tile: TileAddress, { sql, bindings }: Condition): Promise<TileCell[]> =>
  rows<TileCell>(
    db,
    `select floor(m.x * :cells::float8) - :tileX::float8 * :perSide::float8 as "column",
            floor(m.y * :cells::float8) - :tileY::float8 * :perSide::float8 as "row",
            avg(m.x) * :tiles::float8 - :tileX::float8 as x, avg(m.y) * :tiles::float8 - :tileY::float8 as y,
            count(*) as count
       from component_version as v
       ${JOIN_MERCATOR}
      where ${sql}
        and ${IN_TILE}
      group by 1, 2
      order by 2, 1`,
    { ...bindings, ...tileBindings(tile), cells: 2 ** (tile.z + CELL_LEVELS), perSide: CELLS_PER_SIDE },
  )

/** The filtered components of one tile, exactly: no component is in two tiles of a zoom, none in no tile. */
export const readComponentTile = async (
  db: Connection,
  tile: TileAddress,
  filter: ComponentFilter,
  mostPoints = MOST_POINTS,
): Promise<ComponentTile> => {
  const condition = componentCondition(filter)
  const tooMany = tile.z >= POINTS_FROM_ZOOM ? null : mostPoints + 1
  const points = await listPoints(db, tile, condition, filter.at, tooMany)
  if (tooMany === null || points.length < tooMany) return { layer: 'components', points }
  return { layer: 'cells', cells: await listCells(db, tile, condition) }
}
