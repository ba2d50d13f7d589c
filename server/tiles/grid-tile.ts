/** Tiles of the grids of one level: polygons cut by geojson-vt from an index that is kept until grids change. Degrees are EPSG:4490. */
import type { Feature, MultiPolygon } from 'geojson'
import GeoJSONVT, { type LegacyTile } from 'geojson-vt'
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import { remember } from '../db/remember.ts'
import { EXTENT } from './encode-tile.ts'
import { type TileAddress, tileBindings } from './mercator.ts'

type GridShape = { id: number; unit: number; geometry: MultiPolygon }

/** The answering unit is the grid's own or that of the nearest grid above. `box`: only grids that touch the tile's box. */
const listShapes = (
  db: Connection,
  levelId: number,
  { at, box }: { at?: string; box?: Readonly<Record<string, unknown>> } = {},
): Promise<GridShape[]> =>
  rows<GridShape>(
    db,
    `with recursive above (start_id, parent_id, unit_id) as (
            select v.grid_id, v.parent_id, gu.unit_id
              from grid_version as v
              left join grid_unit as gu on gu.grid_id = v.grid_id and ${inForce('gu', at)}
             where v.level_id = :levelId::bigint
               and ${inForce('v', at)}
             union all
            select a.start_id, v.parent_id, gu.unit_id
              from above as a
              join grid_version as v on v.grid_id = a.parent_id and ${inForce('v', at)}
              left join grid_unit as gu on gu.grid_id = v.grid_id and ${inForce('gu', at)}
             where a.unit_id is null)
     select v.grid_id as id, coalesce(max(a.unit_id), 0) as unit, st_asgeojson(v.geom, 9, 0)::json as geometry
       from grid_version as v
       join above as a on a.start_id = v.grid_id
      where v.level_id = :levelId::bigint
        and ${inForce('v', at)}
        and ${box ? 'v.geom && st_makeenvelope(:tileWest::float8, :tileSouth::float8, :tileEast::float8, :tileNorth::float8, 4490)' : 'true'}
      group by v.id
      order by v.grid_id`,
    { levelId, at: at ?? null, ...box },
  )

/** A tolerance of one unit is an eighth of a pixel: neighbours that are simplified apart still look as one border. */
const indexOf = (shapes: readonly GridShape[]): GeoJSONVT =>
  new GeoJSONVT(
    {
      type: 'FeatureCollection',
      features: shapes.map(
        ({ id, unit, geometry }): Feature => ({ type: 'Feature', id, properties: { u: unit }, geometry }),
      ),
    },
    { maxZoom: 22, tolerance: 1, extent: EXTENT, buffer: 64 },
  )

/** Several levels are shown at a time, and few are looked at in turn. */
const LEVELS_KEPT = 6
/** The index keeps each tile it ever cut: about 10 kB each. Past this many it is made anew. */
const TILES_KEPT = 20_000

const indexOfLevel = remember(
  { most: LEVELS_KEPT, until: ['grid', 'scheme'] },
  async (db: Connection, levelId: number) => ({ index: indexOf(await listShapes(db, levelId)) }),
)

/** The grids of a level in force now; null where the tile is empty. `version` is the registry's, read before. */
export const readGridTile = async (
  db: Connection,
  version: number,
  levelId: number,
  { z, x, y }: TileAddress,
): Promise<LegacyTile | null> => {
  const kept = await indexOfLevel(db, version, levelId)
  if (kept.index.tileCoords.length > TILES_KEPT) kept.index = indexOf(await listShapes(db, levelId))
  return kept.index.getTile(z, x, y)
}

/** The grids of a level as of an instant, from the database each time. */
export const readGridTileAt = async (
  db: Connection,
  at: string,
  levelId: number,
  tile: TileAddress,
): Promise<LegacyTile | null> => {
  const shapes = await listShapes(db, levelId, { at, box: tileBindings(tile) })
  return indexOf(shapes).getTile(tile.z, tile.x, tile.y)
}
