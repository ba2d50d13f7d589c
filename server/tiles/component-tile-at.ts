/** A tile of components as of an instant, which memory does not hold: asked of the database and put into columns of its own. Degrees are EPSG:4490. */
import { type Match, matchAll } from '../atlas/component-match.ts'
import { type Components, makeComponents, sortComponents, writeComponents } from '../atlas/components.ts'
import { makeGridNumbers } from '../atlas/grid-numbers.ts'
import { readComponents } from '../atlas/read-components.ts'
import { type ComponentFilter, componentCondition } from '../components/component-filter.ts'
import { pointOf } from '../components/point-of.ts'
import { type Connection, rows } from '../db/database.ts'
import type { TileAddress } from './tile-address.ts'

/** West, south, east and north of a tile in degrees, a little wider, so that no rounding leaves a component out. */
const boxOf = ({ z, x, y }: TileAddress): [number, number, number, number] => {
  const tiles = 2 ** z
  const lonOf = (column: number): number => (column / tiles) * 360 - 180
  const latOf = (row: number): number =>
    (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / tiles))) * 180) / Math.PI
  const margin = 1e-9
  return [
    lonOf(x) - margin,
    // What lies nearer the poles than the map reaches stands at its edge.
    y + 1 === tiles ? -90 : latOf(y + 1) - margin,
    lonOf(x + 1) + margin,
    y === 0 ? 90 : latOf(y) + margin,
  ]
}

/** Those that stood near the tile and passed the filter; the tile itself is then cut from the columns as every other. */
export const componentsAt = async (
  db: Connection,
  tile: TileAddress,
  filter: ComponentFilter & { at: string },
): Promise<{ components: Components; match: Match }> => {
  const { sql, bindings } = componentCondition(filter)
  const [west, south, east, north] = boxOf(tile)
  const found = await rows<{ id: number }>(
    db,
    `select v.component_id as id
       from component_version as v
      where ${sql}
        and v.geom && st_makeenvelope(:tileWest::float8, :tileSouth::float8, :tileEast::float8, :tileNorth::float8, 4490)
        and ${pointOf('v.geom')} && st_makeenvelope(:tileWest::float8, :tileSouth::float8, :tileEast::float8, :tileNorth::float8, 4490)
      order by v.component_id`,
    { ...bindings, tileWest: west, tileSouth: south, tileEast: east, tileNorth: north },
  )
  const components = makeComponents(found.length, 0)
  const ids = found.map(({ id }) => id)
  for (const read of await readComponents(db, ids, [], makeGridNumbers(), filter.at))
    writeComponents(components, read)
  sortComponents(components)
  return { components, match: matchAll(components) }
}
