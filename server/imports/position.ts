/** Positions of a delivery into [lon, lat] of EPSG:4490: out of range, or in the wrong order, is said rather than stored. */
import type { Position } from 'geojson'
import { type Connection, one } from '../db/database.ts'
import { type DatumShifts, type LonLat, toLonLat } from '../shared/crs.ts'
import { type Reason, reason } from '../shared/reasons.ts'

export type Extent = readonly [west: number, south: number, east: number, north: number]

/** Whether a position makes sense here: in China for its own zones, near the district's grids where there are some. */
export type PositionReader = (position: Position) => LonLat | Reason

/** A point this far from every grid, in degrees, is taken as misread if its swapped form lies within. */
const NEAR = 0.5

/** Systems that reach beyond the zones of Chinese surveying. */
const WORLDWIDE = /^EPSG:(4326|4490|3857|32[67]\d\d)$/
const inChina = ([lon, lat]: LonLat): boolean => lon >= 73 && lon <= 136 && lat >= 3 && lat <= 54
const near = ([lon, lat]: LonLat, [west, south, east, north]: Extent): boolean =>
  lon >= west - NEAR && lon <= east + NEAR && lat >= south - NEAR && lat <= north + NEAR

/** `extent`: of the district's grids, if it has any. */
export const positionReader = (
  crs: string,
  extent: Extent | null,
  shifts: DatumShifts = {},
): PositionReader => {
  const chinese = !WORLDWIDE.test(crs)
  const convert = (x: number, y: number): LonLat | null => {
    const place = toLonLat(crs, [x, y], shifts)
    return place !== null && (!chinese || inChina(place)) ? place : null
  }
  return ([x = Number.NaN, y = Number.NaN]) => {
    const place = convert(x, y)
    const swapped = Number.isFinite(x) && Number.isFinite(y) ? convert(y, x) : null
    if (place === null)
      return reason(swapped ? 'coordinate_swapped' : 'coordinate_range', null, { x, y, crs })
    if (extent && swapped && !near(place, extent) && near(swapped, extent))
      return reason('coordinate_swapped', null, { x, y, crs })
    return place
  }
}

/** Of the grids that stand now: a help to tell swapped coordinates. */
export const readDistrictExtent = async (db: Connection): Promise<Extent | null> =>
  (
    await one<{ extent: Extent | null }>(
      db,
      `with box as (
         select st_extent(g.geom) as box
           from grid_version as g
           join level as l on l.id = g.level_id and l.depth = 1
          where g.valid_to is null)
       select case when b.box is not null
                   then array[st_xmin(b.box), st_ymin(b.box), st_xmax(b.box), st_ymax(b.box)] end as extent
         from box as b`,
    )
  ).extent
