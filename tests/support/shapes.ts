/** One shape of each kind that GeoJSON has, with a hole, several parts and a collection. */
import type { Geometry } from 'geojson'

const square = (at: number): number[][] => [
  [at, at],
  [at + 4, at],
  [at + 4, at + 4],
  [at, at],
]

export const ALL_SHAPES: readonly Geometry[] = [
  { type: 'Point', coordinates: [1, 2] },
  { type: 'LineString', coordinates: square(3) },
  { type: 'Polygon', coordinates: [square(0), square(0).map(([x = 0, y = 0]) => [1 + x / 4, y / 4])] },
  { type: 'MultiPoint', coordinates: square(5) },
  { type: 'MultiLineString', coordinates: [square(1), square(9)] },
  { type: 'MultiPolygon', coordinates: [[square(0)], [square(20), square(21)]] },
  {
    type: 'GeometryCollection',
    geometries: [
      { type: 'Point', coordinates: [1, 2] },
      { type: 'Polygon', coordinates: [square(0)] },
    ],
  },
]
