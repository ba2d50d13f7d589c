/** One feature of a GeoJSON text (RFC 7946) as a row. What is no feature is a bad row; what is no UTF-8 refuses the file, because the next one is none either. */
import { isUtf8 } from 'node:buffer'
import type { Geometry } from 'geojson'
import { type Reason, reason } from '../shared/reasons.ts'
import { FileRefused } from './file-refused.ts'
import type { SourceRow } from './source.ts'

export type Parsed = { type?: unknown; id?: unknown; properties?: unknown; geometry?: unknown }

/** What is wrong, in words, where the bytes are no object. */
export const parseObject = (bytes: Buffer): Parsed | string => {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : 'not an object'
  } catch (error) {
    // V8's message repeats the text around the mistake; the row number says where it is.
    return (error as Error).message.slice(0, 120)
  }
}

export const unreadableRow = (rowNo: number, problem: Reason): SourceRow => ({
  rowNo,
  fields: {},
  geometry: null,
  problem,
})

const isGeometry = (value: unknown): value is Geometry =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const noFeature = (rowNo: number, detail: string): SourceRow =>
  unreadableRow(rowNo, reason('record_unreadable', null, { detail }))

/** `at`: where the feature begins, in bytes from 0. */
export const toFeatureRow = (bytes: Buffer, rowNo: number, at: number): SourceRow => {
  if (!isUtf8(bytes)) {
    throw new FileRefused('not_utf8', [
      `第 ${rowNo} 个要素（第 ${at + 1} 字节起）不是 UTF-8，请以 UTF-8 另存`,
      `Feature ${rowNo} (from byte ${at + 1}) is not UTF-8; save the file as UTF-8.`,
    ])
  }
  const value = parseObject(bytes)
  if (typeof value === 'string') return noFeature(rowNo, value)
  if (value.type !== 'Feature')
    return noFeature(rowNo, `its type is ${JSON.stringify(value.type)?.slice(0, 80)}, not "Feature"`)
  const geometry = value.geometry ?? null
  if (geometry !== null && !isGeometry(geometry)) return noFeature(rowNo, 'its geometry is no object')
  const properties = typeof value.properties === 'object' && value.properties !== null ? value.properties : {}
  return {
    rowNo,
    fields: { ...properties, ...(value.id === undefined ? {} : { $id: value.id }) },
    geometry,
  }
}
