/**
 * Which tile a component belongs to: exactly one a zoom, by flooring its Web Mercator position times 2^z. Positions run over the unit square
 * [0, 1) with the origin at the north-west, from degrees (EPSG:4490 taken as WGS 84; MVT 2.1 over EPSG:3857).
 */
import { pointOf } from '../components/point-of.ts'

export type TileAddress = { readonly z: number; readonly x: number; readonly y: number }

/** The largest number below 1: what lies on or beyond the last edge belongs to the last tile. */
const BELOW_ONE = '0.9999999999999999::float8'

/** South of which the square ends; nearer the pole everything stands at the edge, so that nothing is lost. */
const LAST_LATITUDE = '85.05112877980659::float8'

/**
 * The components of a tile under a condition on `v`, as rows of component_id, class_id, state and their position (x, y) in the square. The index
 * finds what is near by the box, the floor decides; scaling by a power of two is exact, so flooring at any zoom agrees with flooring at a deeper one.
 * `offset 0` keeps the planner from working the position out once for each use: 231,000 rows take half the time. Bound by `tileBindings`.
 */
export const componentsOfTile = (condition: string): string => `
  select m.component_id, m.class_id, m.state, m.x, m.y
    from (select p.component_id, p.class_id, p.state,
                 least(greatest((st_x(p.point) + 180) / 360, 0), ${BELOW_ONE}) as x,
                 least(greatest(0.5 - ln(tan(radians(45 + least(greatest(st_y(p.point), -${LAST_LATITUDE}), ${LAST_LATITUDE}) / 2))) / (2 * pi()), 0),
                       ${BELOW_ONE}) as y
            from (select v.component_id, v.class_id, v.state, ${pointOf('v.geom')} as point
                    from component_version as v
                   where ${condition}
                     and v.geom && st_makeenvelope(:tileWest::float8, :tileSouth::float8, :tileEast::float8, :tileNorth::float8, 4490)) as p
          offset 0) as m
   where floor(m.x * :tiles::float8) = :tileX::float8
     and floor(m.y * :tiles::float8) = :tileY::float8`

const lonOf = (x: number): number => x * 360 - 180
const latOf = (y: number): number => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI

/** How far beyond its edges a tile looks for what the floor then decides: far above rounding, far below any distance that matters. */
const SLACK_DEGREES = 1e-7

export const tileBindings = ({ z, x, y }: TileAddress) => {
  const tiles = 2 ** z
  return {
    tiles,
    tileX: x,
    tileY: y,
    tileWest: Math.max(-180, lonOf(x / tiles) - SLACK_DEGREES),
    tileEast: Math.min(180, lonOf((x + 1) / tiles) + SLACK_DEGREES),
    tileNorth: y === 0 ? 90 : latOf(y / tiles) + SLACK_DEGREES,
    tileSouth: y === tiles - 1 ? -90 : latOf((y + 1) / tiles) - SLACK_DEGREES,
  }
}
