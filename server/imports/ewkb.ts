/** Geometry as PostGIS takes it: hex EWKB, little-endian, two dimensions. The SRID is EPSG:4490 for converted shapes, none for shapes as delivered. */
import type { Position } from 'geojson'

export type PlanarGeometry =
  | { readonly type: 'Point'; readonly coordinates: Position }
  | { readonly type: 'LineString' | 'MultiPoint'; readonly coordinates: readonly Position[] }
  | { readonly type: 'Polygon' | 'MultiLineString'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Position[])[])[] }

const TYPE_NUMBER = {
  Point: 1,
  LineString: 2,
  Polygon: 3,
  MultiPoint: 4,
  MultiLineString: 5,
  MultiPolygon: 6,
} as const
const WITH_SRID = 0x20000000

type Writer = { bytes: Buffer; at: number }

const sizeOfLine = (line: readonly Position[]): number => 4 + line.length * 16

const sizeOf = (geometry: PlanarGeometry): number => {
  switch (geometry.type) {
    case 'Point':
      return 21
    case 'LineString':
      return 5 + sizeOfLine(geometry.coordinates)
    case 'MultiPoint':
      return 9 + geometry.coordinates.length * 21
    case 'Polygon':
      return 9 + geometry.coordinates.reduce((n, l) => n + sizeOfLine(l), 0)
    case 'MultiLineString':
      return 9 + geometry.coordinates.reduce((n, l) => n + 5 + sizeOfLine(l), 0)
    case 'MultiPolygon':
      return 9 + geometry.coordinates.reduce((n, p) => n + 9 + p.reduce((m, l) => m + sizeOfLine(l), 0), 0)
  }
}

const writeCount = (w: Writer, count: number): void => {
  w.at = w.bytes.writeUInt32LE(count, w.at)
}
const writePosition = (w: Writer, position: Position): void => {
  w.at = w.bytes.writeDoubleLE(position[0] ?? Number.NaN, w.at)
  w.at = w.bytes.writeDoubleLE(position[1] ?? Number.NaN, w.at)
}
const writeLine = (w: Writer, line: readonly Position[]): void => {
  writeCount(w, line.length)
  for (const position of line) writePosition(w, position)
}

const write = (w: Writer, geometry: PlanarGeometry, srid: number | null): void => {
  w.at = w.bytes.writeUInt8(1, w.at)
  writeCount(w, srid === null ? TYPE_NUMBER[geometry.type] : (TYPE_NUMBER[geometry.type] | WITH_SRID) >>> 0)
  if (srid !== null) writeCount(w, srid)
  if (geometry.type !== 'Point') writeCount(w, geometry.coordinates.length)
  switch (geometry.type) {
    case 'Point':
      writePosition(w, geometry.coordinates)
      return
    case 'LineString':
      for (const position of geometry.coordinates) writePosition(w, position)
      return
    case 'Polygon':
      for (const ring of geometry.coordinates) writeLine(w, ring)
      return
    case 'MultiPoint':
      for (const coordinates of geometry.coordinates) write(w, { type: 'Point', coordinates }, null)
      return
    case 'MultiLineString':
      for (const coordinates of geometry.coordinates) write(w, { type: 'LineString', coordinates }, null)
      return
    case 'MultiPolygon':
      for (const coordinates of geometry.coordinates) write(w, { type: 'Polygon', coordinates }, null)
  }
}

/** Without SRID it is plain WKB. */
export const toEwkb = (geometry: PlanarGeometry, srid: number | null): Buffer => {
  const w = { bytes: Buffer.alloc(sizeOf(geometry) + (srid === null ? 0 : 4)), at: 0 }
  write(w, geometry, srid)
  return w.bytes
}

export const toEwkbHex = (geometry: PlanarGeometry, srid: number | null): string =>
  toEwkb(geometry, srid).toString('hex')
