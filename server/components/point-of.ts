/** The one point that stands for a component: the point itself, else a point on its line or inside its area. EPSG:4490. */

export const isPoint = (geom: string): string => `geometrytype(${geom}) = 'POINT'`

/** ST_PointOnSurface gives the same point each time; it is spared for points, which are nearly all. `known` says in SQL what `isPoint` said. */
export const pointOf = (geom: string, known: string = isPoint(geom)): string =>
  `case when ${known} then ${geom} else st_pointonsurface(${geom}) end`

/** The contract's [lon, lat] of an SQL point. */
export const lonLatOf = (point: string): string => `json_build_array(st_x(${point}), st_y(${point}))`
