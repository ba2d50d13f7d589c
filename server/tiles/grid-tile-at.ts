/** Tiles of the grids of one level as of an instant, from the database each time, cut as those from memory are; the level itself at every zoom. */
import { finishShapes, shapesWriter } from '../atlas/shapes.ts'
import { inTurns } from '../atlas/steps.ts'
import { readWkb } from '../atlas/wkb.ts'
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import { BUFFER, cutShape, frameOf } from './cut-shape.ts'
import { type GridTile, gridLayer, tileOf, writeGrid } from './grid-layer.ts'
import { addToMesh, emptyMesh } from './mesh.ts'
import { EXTENT } from './mvt-layer.ts'
import type { TileAddress } from './tile-address.ts'
import { boxOfTile } from './web-mercator.ts'

type GridShape = { id: number; unit: number; shape: Buffer }

/** The answering unit is the grid's own or that of the nearest grid above. */
const listShapes = (db: Connection, at: string, levelId: number, tile: TileAddress): Promise<GridShape[]> => {
  const [west, south, east, north] = boxOfTile(tile, BUFFER / EXTENT)
  return rows<GridShape>(
    db,
    `with recursive shown as (
            select v.grid_id, v.parent_id, v.code, v.geom
              from grid_version as v
             where v.level_id = :levelId::bigint
               and ${inForce('v', at)}
               and v.geom && st_makeenvelope(:west::float8, :south::float8, :east::float8, :north::float8, 4490)),
          above (start_id, parent_id, unit_id) as (
            select s.grid_id, s.parent_id, gu.unit_id
              from shown as s
              left join grid_unit as gu on gu.grid_id = s.grid_id and ${inForce('gu', at)}
             union all
            select a.start_id, v.parent_id, gu.unit_id
              from above as a
              join grid_version as v on v.grid_id = a.parent_id and ${inForce('v', at)}
              left join grid_unit as gu on gu.grid_id = v.grid_id and ${inForce('gu', at)}
             where a.unit_id is null)
     select s.grid_id as id, st_asbinary(s.geom, 'NDR') as shape,
            (select coalesce(max(a.unit_id), 0)
               from above as a
              where a.start_id = s.grid_id) as unit
       from shown as s
      order by s.code collate "C"`,
    { levelId, at, west, south, east, north },
  )
}

export const readGridTileAt = async (
  db: Connection,
  at: string,
  levelId: number,
  tile: TileAddress,
): Promise<GridTile> => {
  const grids = await listShapes(db, at, levelId, tile)
  const written = shapesWriter()
  const starts = grids.map(({ shape }) => {
    readWkb(shape, written)
    return written.polygonStarts.length
  })
  const shapes = finishShapes(
    written,
    Uint32Array.from([0, ...starts.slice(0, -1)]),
    Uint32Array.from(starts),
  )
  const mesh = emptyMesh(shapes)
  await inTurns(addToMesh(mesh, Uint32Array.from(grids.keys())))
  const layer = gridLayer()
  const frame = frameOf(tile)
  for (const [shape, { id, unit }] of grids.entries()) {
    cutShape(layer.geometry, mesh, shape, frame)
    writeGrid(layer, id, unit, 0)
  }
  return tileOf(layer)
}
