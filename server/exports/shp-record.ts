/** Shapes as a Shapefile holds them (ESRI, July 1998): one kind a file, two dimensions, exteriors clockwise, holes anticlockwise. */
import type { Position } from 'geojson'
import type { PlanarGeometry } from '../imports/ewkb.ts'

export type ShpKind = 'point' | 'multipoint' | 'line' | 'polygon'
export type Box = [minX: number, minY: number, maxX: number, maxY: number]

const TYPE: Record<ShpKind, number> = { point: 1, multipoint: 8, line: 3, polygon: 5 }
export const HEADER_BYTES = 100
const FILE_CODE = 9994
const VERSION = 1000

export const EMPTY_BOX: Readonly<Box> = [Infinity, Infinity, -Infinity, -Infinity]
const widen = (box: Box, [x = Number.NaN, y = Number.NaN]: Position): void => {
  if (x < box[0]) box[0] = x
  if (y < box[1]) box[1] = y
  if (x > box[2]) box[2] = x
  if (y > box[3]) box[3] = y
}

export const kindOf = (geometry: PlanarGeometry): ShpKind => {
  switch (geometry.type) {
    case 'Point':
      return 'point'
    case 'MultiPoint':
      return 'multipoint'
    case 'LineString':
    case 'MultiLineString':
      return 'line'
    default:
      return 'polygon'
  }
}

/** Twice the signed area, relative to the first position; positive anticlockwise. */
const turn = (ring: readonly Position[]): number => {
  const [ox = 0, oy = 0] = ring[0] ?? []
  let sum = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax = 0, ay = 0] = ring[i] ?? []
    const [bx = 0, by = 0] = ring[i + 1] ?? []
    sum += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
  }
  return sum
}

const wound = (rings: readonly (readonly Position[])[]): (readonly Position[])[] =>
  rings.map((ring, n) => (turn(ring) > 0 === (n === 0) ? [...ring].reverse() : ring))

const partsOf = (geometry: PlanarGeometry): (readonly Position[])[] => {
  switch (geometry.type) {
    case 'Point':
      return [[geometry.coordinates]]
    case 'MultiPoint':
    case 'LineString':
      return [geometry.coordinates]
    case 'MultiLineString':
      return [...geometry.coordinates]
    case 'Polygon':
      return wound(geometry.coordinates)
    case 'MultiPolygon':
      return geometry.coordinates.flatMap(wound)
  }
}

const writePositions = (record: Buffer, at: number, positions: readonly Position[]): number => {
  let to = at
  for (const [x = Number.NaN, y = Number.NaN] of positions) {
    to = record.writeDoubleLE(x, to)
    to = record.writeDoubleLE(y, to)
  }
  return to
}

/** Nearly all shapes are points. */
const pointRecord = (number: number, position: Position, box: Box): Buffer => {
  const record = Buffer.allocUnsafe(28)
  record.writeUInt32BE(number, 0)
  record.writeUInt32BE(10, 4)
  record.writeUInt32LE(TYPE.point, 8)
  writePositions(record, 12, [position])
  widen(box, position)
  return record
}

/** A record with its number, from 1, in front; `box` is widened by it. Null is the null shape. */
export const shpRecord = (number: number, geometry: PlanarGeometry | null, box: Box): Buffer => {
  if (geometry?.type === 'Point') return pointRecord(number, geometry.coordinates, box)
  const parts = geometry === null ? [] : partsOf(geometry)
  const positions = parts.reduce((sum, part) => sum + part.length, 0)
  const kind = geometry === null ? null : kindOf(geometry)
  const content = kind === null ? 4 : (kind === 'multipoint' ? 40 : 44 + parts.length * 4) + positions * 16
  const record = Buffer.alloc(8 + content)
  record.writeUInt32BE(number, 0)
  record.writeUInt32BE(content / 2, 4)
  if (kind === null) return record
  record.writeUInt32LE(TYPE[kind], 8)
  const own: Box = [...EMPTY_BOX]
  for (const part of parts) for (const position of part) widen(own, position)
  widen(box, [own[0], own[1]])
  widen(box, [own[2], own[3]])
  let at = writePositions(record, 12, [
    [own[0], own[1]],
    [own[2], own[3]],
  ])
  if (kind !== 'multipoint') at = record.writeUInt32LE(parts.length, at)
  at = record.writeUInt32LE(positions, at)
  let before = 0
  if (kind !== 'multipoint')
    for (const part of parts) {
      at = record.writeUInt32LE(before, at)
      before += part.length
    }
  for (const part of parts) at = writePositions(record, at, part)
  return record
}

/** Of the .shp and of the .shx; `bytes` is the whole file with the header. */
export const shpHeader = (kind: ShpKind, bytes: number, box: Readonly<Box>): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(FILE_CODE, 0)
  header.writeUInt32BE(bytes / 2, 24)
  header.writeUInt32LE(VERSION, 28)
  header.writeUInt32LE(TYPE[kind], 32)
  for (const [n, edge] of box.entries()) header.writeDoubleLE(Number.isFinite(edge) ? edge : 0, 36 + 8 * n)
  return header
}
