/**
 * What a tile of components carries: each component as a point, or, where they are too many to draw, cells with how many each holds. Cells are the
 * squares of a quadkey grid 5 levels below the tile: each belongs to one tile and they nest, so counts sum up to the registry's at every zoom.
 */
import { type ComponentFilter, type Condition, componentCondition } from '../components/component-filter.ts'
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import { componentsOfTile, type TileAddress, tileBindings } from './mercator.ts'

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

type Placed = Pick<TilePoint, 'id' | 'x' | 'y' | 'classId' | 'state'>

const listPlaced = (
  db: Connection,
  tile: TileAddress,
  { sql, bindings }: Condition,
  most: number | null,
): Promise<Placed[]> =>
  rows<Placed>(
    db,
    `select t.component_id as id, t.x * :tiles::float8 - :tileX::float8 as x, t.y * :tiles::float8 - :tileY::float8 as y,
            t.class_id as "classId", t.state as state
       from (${componentsOfTile(sql)}
              limit :most::bigint) as t
      order by t.component_id`,
    { ...bindings, ...tileBindings(tile), most },
  )

type Units = { id: number; owner: number; maintainer: number; competent: number }

const listUnits = async (
  db: Connection,
  ids: readonly number[],
  at: string | undefined,
): Promise<Map<number, Units>> => {
  const found = await rows<Units>(
    db,
    `select r.component_id as id,
            coalesce(max(r.unit_id) filter (where r.role = 'owner'), 0) as owner,
            coalesce(max(r.unit_id) filter (where r.role = 'maintainer'), 0) as maintainer,
            coalesce(max(r.unit_id) filter (where r.role = 'competent'), 0) as competent
       from component_role as r
      where r.component_id = any(:ids::bigint[])
        and ${inForce('r', at)}
      group by r.component_id`,
    { ids, at: at ?? null },
  )
  return new Map(found.map((units) => [units.id, units]))
}

const NOBODY = { owner: 0, maintainer: 0, competent: 0 }

/** A cell's position is the mean of its members. */
const listCells = (db: Connection, tile: TileAddress, { sql, bindings }: Condition): Promise<TileCell[]> =>
  rows<TileCell>(
    db,
    `select floor(t.x * :cells::float8) - :tileX::float8 * :perSide::float8 as "column",
            floor(t.y * :cells::float8) - :tileY::float8 * :perSide::float8 as "row",
            avg(t.x) * :tiles::float8 - :tileX::float8 as x, avg(t.y) * :tiles::float8 - :tileY::float8 as y,
            count(*) as count
       from (${componentsOfTile(sql)}) as t
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
  const placed = await listPlaced(db, tile, condition, tooMany)
  if (placed.length === tooMany) return { layer: 'cells', cells: await listCells(db, tile, condition) }
  const ids = placed.map(({ id }) => id)
  const units = ids.length === 0 ? new Map<number, Units>() : await listUnits(db, ids, filter.at)
  return {
    layer: 'components',
    points: placed.map((point) => ({ ...NOBODY, ...units.get(point.id), ...point })),
  }
}
