/** A geometry of FlatGeobuf as GeoJSON with two dimensions; empty shapes are null. Throws RangeError where it contradicts its own bytes. */
import type { Geometry, Position } from 'geojson'
import { findField, readTables, readVector, type Table } from './flatbuffer.ts'

const DEPTH_LIMIT = 8
const POLYGON = 3
const COLLECTION = 7

/** Parts may point to the same bytes again and again: what is read may not be more than the feature's bytes hold. */
export type Budget = { positions: number }

export type FlatRead = {
  readonly geometry: Geometry | null
  readonly heights: boolean
  readonly measures: boolean
}

const readPositions = (table: Table, budget: Budget): Position[] => {
  const xy = readVector(table, 1, 8)
  const count = Math.floor((xy?.length ?? 0) / 2)
  budget.positions -= count
  if (budget.positions < 0) throw new RangeError('it has more positions than its bytes hold')
  const at = xy?.at ?? 0
  return Array.from({ length: count }, (_, i) => [
    table.view.getFloat64(at + 16 * i, true),
    table.view.getFloat64(at + 16 * i + 8, true),
  ])
}

/** Lines and rings stand one behind the other; `ends` says where each one ends. Without it there is one. */
const readLines = (table: Table, budget: Budget): Position[][] => {
  const positions = readPositions(table, budget)
  const ends = readVector(table, 0, 4)
  if (ends === null || ends.length === 0) return positions.length === 0 ? [] : [positions]
  let from = 0
  return Array.from({ length: ends.length }, (_, i) => {
    const to = table.view.getUint32(ends.at + 4 * i, true)
    const last = i === ends.length - 1
    if (to < from || to > positions.length || (last && to !== positions.length))
      throw new RangeError('its rings do not end where its positions do')
    const line = positions.slice(from, to)
    from = to
    return line
  })
}

const readParts = (table: Table, type: number, budget: Budget, depth: number): Geometry[] => {
  if (depth > DEPTH_LIMIT) throw new RangeError('it is nested too deeply')
  const parts = readTables(table, 7)
  budget.positions -= parts.length
  if (budget.positions < 0) throw new RangeError('it has more parts than its bytes hold')
  return parts.map((part) => readShape(part, type, budget, depth + 1)).filter((part) => part !== null)
}

const ownType = (table: Table): number => {
  const field = findField(table, 6)
  return field === null ? 0 : table.view.getUint8(field)
}

const readShape = (table: Table, stated: number, budget: Budget, depth: number): Geometry | null => {
  const type = stated === 0 ? ownType(table) : stated
  switch (type) {
    case 1: {
      const [coordinates] = readPositions(table, budget)
      return !coordinates || coordinates.every(Number.isNaN) ? null : { type: 'Point', coordinates }
    }
    case 2:
    case 4: {
      const coordinates = readPositions(table, budget)
      return coordinates.length === 0 ? null : { type: type === 2 ? 'LineString' : 'MultiPoint', coordinates }
    }
    case POLYGON:
    case 5: {
      const coordinates = readLines(table, budget)
      return coordinates.length === 0
        ? null
        : { type: type === POLYGON ? 'Polygon' : 'MultiLineString', coordinates }
    }
    case 6: {
      const parts = readParts(table, POLYGON, budget, depth)
      const coordinates = parts.flatMap((part) => (part.type === 'Polygon' ? [part.coordinates] : []))
      return coordinates.length === 0 ? null : { type: 'MultiPolygon', coordinates }
    }
    case COLLECTION: {
      const geometries = readParts(table, 0, budget, depth)
      return geometries.length === 0 ? null : { type: 'GeometryCollection', geometries }
    }
    default:
      throw new RangeError(`shapes of type ${type} are not read`)
  }
}

/** `stated`: the layer's kind of shapes, 0 where each feature has its own. */
export const readFlatGeometry = (table: Table, stated: number): FlatRead => ({
  geometry: readShape(table, stated, { positions: table.view.byteLength / 4 }, 0),
  heights: (readVector(table, 2, 8)?.length ?? 0) > 0,
  measures: (readVector(table, 3, 8)?.length ?? 0) > 0,
})
