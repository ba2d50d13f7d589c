/** Reads shapes as PostGIS writes them (OGC WKB, little-endian, two dimensions) into flat arrays. Every coordinate keeps its bits. */
import type { ShapesWriter } from './shapes.ts'
import { addPolygon, addRing, reservePositions } from './shapes.ts'

const LITTLE_ENDIAN = 1
const POLYGON = 3
const MULTI_POLYGON = 6
const POSITION_BYTES = 16

type Reader = { readonly bytes: DataView; at: number }

const readCount = (reader: Reader): number => {
  const count = reader.bytes.getUint32(reader.at, true)
  reader.at += 4
  return count
}

/** Throws RangeError where another kind of shape stands than the one expected. */
const readKind = (reader: Reader, expected: readonly number[]): number => {
  const order = reader.bytes.getUint8(reader.at)
  reader.at += 1
  const kind = readCount(reader)
  if (order !== LITTLE_ENDIAN || !expected.includes(kind))
    throw new RangeError(`a grid's shape is WKB of kind ${kind}, byte order ${order}`)
  return kind
}

const readPolygon = (reader: Reader, shapes: ShapesWriter): void => {
  addPolygon(shapes)
  const rings = readCount(reader)
  for (let ring = 0; ring < rings; ring++) {
    const positions = readCount(reader)
    addRing(shapes)
    reservePositions(shapes, positions)
    for (let n = 0; n < positions; n++, reader.at += POSITION_BYTES) {
      shapes.coordinates[shapes.length++] = reader.bytes.getFloat64(reader.at, true)
      shapes.coordinates[shapes.length++] = reader.bytes.getFloat64(reader.at + 8, true)
    }
  }
}

/** Adds the polygons of a Polygon or MultiPolygon, as `st_asbinary(geom, 'NDR')` gives it, to those written before. Gives where it ended. */
export const readWkb = (wkb: Uint8Array, shapes: ShapesWriter, at = 0): number => {
  const reader = { bytes: new DataView(wkb.buffer, wkb.byteOffset, wkb.byteLength), at }
  const isOne = readKind(reader, [POLYGON, MULTI_POLYGON]) === POLYGON
  const polygons = isOne ? 1 : readCount(reader)
  for (let n = 0; n < polygons; n++) {
    if (!isOne) readKind(reader, [POLYGON])
    readPolygon(reader, shapes)
  }
  return reader.at
}
