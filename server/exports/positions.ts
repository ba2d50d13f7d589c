/** Shapes of components in the system of a file: as delivered where they came in it, else converted from EPSG:4490 and rounded to a tenth of a millimetre. */
import type { Position } from 'geojson'
import type { PlanarGeometry } from '../imports/ewkb.ts'
import { fromLonLat, type LonLat } from '../shared/crs.ts'
import type { ComponentRecord } from './component-rows.queries.ts'

export type Positions = {
  /** Null where the system has no such place, as no pole in Web Mercator. */
  shapeOf(record: ComponentRecord): PlanarGeometry | null
  /** The one position that stands for it; not numbers where the system has none. */
  pointOf(record: ComponentRecord): Position
}

const DEGREE_DECIMALS = 9
const METRE_DECIMALS = 4

type Nested = Position | readonly Nested[]

const converted = (value: Nested, convert: (position: Position) => Position): Nested =>
  typeof value[0] === 'number'
    ? convert(value as Position)
    : (value as readonly Nested[]).map((inner) => converted(inner, convert))

const isWhole = (value: Nested): boolean =>
  value.every((inner) => (typeof inner === 'number' ? Number.isFinite(inner) : isWhole(inner)))

const ownPoint = ({ x, y }: ComponentRecord): Position => [x ?? Number.NaN, y ?? Number.NaN]
const ownShape = (record: ComponentRecord): PlanarGeometry =>
  record.shape ?? { type: 'Point', coordinates: ownPoint(record) }

const isOwn = (crs: string): boolean => crs === 'EPSG:4326' || crs === 'EPSG:4490'

/** Of one position; not numbers where the system has no such place. */
const converterTo = (crs: string): ((position: Position) => Position) => {
  const factor = 10 ** (crs.startsWith('EPSG:') ? METRE_DECIMALS : DEGREE_DECIMALS)
  return (position) => {
    const [x, y] = fromLonLat(crs, position as LonLat) ?? [Number.NaN, Number.NaN]
    return [Math.round(x * factor) / factor, Math.round(y * factor) / factor]
  }
}

/** From EPSG:4490, in its own system bit for bit; null where the system has no such place. */
export const shapesIn = (crs: string): ((shape: PlanarGeometry) => PlanarGeometry | null) => {
  if (isOwn(crs)) return (shape) => shape
  const convert = converterTo(crs)
  return ({ type, coordinates }) => {
    const there = converted(coordinates as Nested, convert)
    return isWhole(there) ? ({ type, coordinates: there } as PlanarGeometry) : null
  }
}

export const positionsIn = (crs: string): Positions => {
  if (isOwn(crs)) return { shapeOf: ownShape, pointOf: (record) => record.point ?? ownPoint(record) }
  const convert = converterTo(crs)
  const toShape = shapesIn(crs)
  return {
    shapeOf: (record) => (record.isDelivered ? ownShape(record) : toShape(ownShape(record))),
    pointOf: (record) => {
      if (record.point) return convert(record.point)
      return record.isDelivered ? ownPoint(record) : convert(ownPoint(record))
    },
  }
}
