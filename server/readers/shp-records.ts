/** Reads the shapes of a run of records: in one piece where they lie together, as they nearly always do, else one by one. */
import type { FileHandle } from 'node:fs/promises'
import type { Geometry } from 'geojson'
import { type Reason, reason } from '../shared/reasons.ts'
import { readAt } from './read-at.ts'
import type { ShpHeader, ShpIndex } from './shp-index.ts'
import { readShape } from './shp-shape.ts'

const RECORD_HEADER = 8
/** A run is read at once while gaps between its records make at most half of it, and no more than this. */
const GAPS = 2
const RUN_LIMIT = 32 * 1024 * 1024

type Run = { readonly bytes: Buffer; readonly at: number }

/** The record with its header; the index and the record must agree on its length. */
const readRecord = (
  { bytes, at }: Run,
  start: number,
  length: number,
  type: number,
): Geometry | null | Reason => {
  const from = start - at
  const said = from + length <= bytes.length ? bytes.readUInt32BE(from - 4) * 2 : -1
  if (said !== length)
    return reason('geometry_unreadable', null, { detail: 'the record and the index disagree on its length' })
  return readShape(bytes.subarray(from, from + length), type)
}

/** As many as asked for; a reason in place of a shape that cannot be read or is larger than `limit` bytes. */
export const readShapes = async (
  shp: FileHandle,
  { header, index }: { readonly header: ShpHeader; readonly index: ShpIndex },
  first: number,
  count: number,
  limit: number,
): Promise<(Geometry | null | Reason)[]> => {
  const starts = index.starts.subarray(first, first + count)
  const lengths = index.lengths.subarray(first, first + count)
  let [from, to, sum] = [Infinity, 0, 0]
  for (const [i, start] of starts.entries()) {
    const length = lengths[i] as number
    from = Math.min(from, start - RECORD_HEADER)
    to = Math.max(to, start + length)
    sum += length + RECORD_HEADER
  }
  const together = to - from <= sum * GAPS && to - from <= RUN_LIMIT
  const run = together ? { bytes: await readAt(shp, from, to - from), at: from } : null
  const shapes: (Geometry | null | Reason)[] = []
  for (const [i, start] of starts.entries()) {
    const length = lengths[i] as number
    if (length > limit) {
      shapes.push(reason('record_too_large', null, { limit: `${Math.round(limit / 1024 / 1024)} MB` }))
      continue
    }
    const at = start - RECORD_HEADER
    const own = run ?? { bytes: await readAt(shp, at, length + RECORD_HEADER), at }
    shapes.push(readRecord(own, start, length, header.type))
  }
  return shapes
}
