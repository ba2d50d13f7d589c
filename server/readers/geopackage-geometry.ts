/** A geometry as GeoPackage stores it (OGC 12-128r18, 2.1.3): a header with its system and envelope, then well-known binary. */
import type { Geometry } from 'geojson'
import { type Reason, reason } from '../shared/reasons.ts'
import { readWkbGeometry } from './wkb-geometry.ts'

export type GeometryRead =
  | { readonly geometry: Geometry | null; readonly notes: readonly Reason[] }
  | { readonly problem: Reason }

/** Bytes of the envelope by its kind: none, xy, xyz, xym, xyzm. */
const ENVELOPES = [0, 32, 48, 48, 64] as const
const HEAD = 8

const unreadable = (column: string, detail: string): GeometryRead => ({
  problem: reason('geometry_unreadable', column, { detail }),
})

/** `srid`: what the table says; a geometry that says another is read as the table says, with a note. */
export const readGeoPackageGeometry = (blob: Uint8Array, column: string, srid: number): GeometryRead => {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength)
  if (blob.byteLength < HEAD || blob[0] !== 0x47 || blob[1] !== 0x50)
    return unreadable(column, 'it does not begin with GP')
  const flags = view.getUint8(3)
  const envelope = ENVELOPES[(flags >> 1) & 7]
  if (envelope === undefined || (flags & 0x20) !== 0) return unreadable(column, 'it is of an extended kind')
  const own = view.getInt32(4, (flags & 1) === 1)
  const read = readWkbGeometry(blob.subarray(HEAD + envelope))
  if (typeof read === 'string') return unreadable(column, read)
  const notes: Reason[] = []
  if (read.heights) notes.push(reason('note_z_dropped', column))
  if (read.measures) notes.push(reason('note_measures_dropped', column))
  if (own > 0 && own !== srid) notes.push(reason('note_srid_other', column, { value: own, expected: srid }))
  return { geometry: read.geometry, notes }
}
