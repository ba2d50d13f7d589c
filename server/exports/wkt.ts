/** Well-known text (OGC 06-103r4) of two-dimensional shapes. */
import type { Position } from 'geojson'
import type { PlanarGeometry } from '../imports/ewkb.ts'

type Nested = Position | readonly Nested[]

const written = (value: Nested): string =>
  typeof value[0] === 'number' ? value.join(' ') : `(${(value as readonly Nested[]).map(written).join(', ')})`

export const wktOf = ({ type, coordinates }: PlanarGeometry): string =>
  `${type.toUpperCase()} ${type === 'Point' ? `(${written(coordinates)})` : written(coordinates as Nested)}`
