/** One interface for every format: a file is opened, says what is known of it, and gives its rows in batches of bounded size. */
import { open } from 'node:fs/promises'
import path from 'node:path'
import type { Geometry } from 'geojson'
import { FileRefused } from './file-refused.ts'
import type { Reason } from './reasons.ts'

export type Fields = Readonly<Record<string, unknown>>

export type SourceRow = {
  /** As the surveyor counts: a spreadsheet's row with its header as 1, a GeoJSON feature's ordinal from 1. */
  readonly rowNo: number
  /** The source's own fields; a feature's `id` is `$id`. */
  readonly fields: Fields
  readonly geometry: Geometry | null
  /** The row itself cannot be read; its fields may be missing. */
  readonly problem?: Reason
}

export type Source = {
  readonly format: 'geojson' | 'csv'
  /** Known beforehand only where the format has a header. */
  readonly fields: readonly string[] | null
  /** The CRS that the file itself names, in the words of shared/crs.ts; null where it names none. */
  readonly declaredCrs: string | null
  readonly encoding: string
  readonly bytes: number
  readonly warnings: readonly string[]
  /** May be read once. */
  rows(): AsyncIterable<readonly SourceRow[]>
  /** SHA-256 of the bytes read, once all rows were. */
  sha256(): string
  readBytes(): number
}

/** Where a text format keeps the geometry. */
export type GeometryFields =
  | { readonly x: string; readonly y: string }
  | { readonly wkt: string }
  | { readonly geojson: string }

export type OpenOptions = {
  readonly encoding?: 'utf-8' | 'gb18030' | undefined
  readonly delimiter?: string | undefined
  /** Null: none, whatever the header says. */
  readonly geometry?: GeometryFields | null | undefined
  /** Bytes that one feature or record may take. */
  readonly recordLimit?: number | undefined
}

/** A province's border with every vertex takes about 10 MB; anything larger is no grid and no component. */
export const RECORD_LIMIT = 16 * 1024 * 1024
export const ROWS_PER_BATCH = 1_000
/** A batch ends early at this size, so that a thousand large polygons are not held at once. */
export const BYTES_PER_BATCH = 8 * 1024 * 1024

const HEAD_BYTES = 4_096

const readHead = async (file: string): Promise<{ head: Buffer; bytes: number }> => {
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    throw new FileRefused('file_unreadable', [
      `无法打开 ${file}（${cause.code}）`,
      `${file} cannot be opened (${cause.code}).`,
    ])
  })
  try {
    const stat = await handle.stat()
    if (!stat.isFile())
      throw new FileRefused('file_unreadable', [`${file} 不是文件`, `${file} is not a file.`])
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return { head: buffer.subarray(0, bytesRead), bytes: stat.size }
  } finally {
    await handle.close()
  }
}

/** Byte order mark, blanks, and the record separator of GeoJSON text sequences (RFC 8142). */
const BEFORE_JSON = [0xef, 0xbb, 0xbf, 0x20, 0x09, 0x0a, 0x0d, 0x1e]

/** By the first bytes, not by the name: a GeoJSON begins with a brace or bracket, after a BOM and blanks. */
const looksLikeJson = (head: Buffer): boolean => {
  const start = head.findIndex((byte) => !BEFORE_JSON.includes(byte))
  return head[start] === 0x7b || head[start] === 0x5b
}

const refuseForeign = (file: string, head: Buffer): void => {
  if (head.length === 0) throw new FileRefused('file_empty', [`${file} 是空文件`, `${file} is empty.`])
  if (head.includes(0)) {
    const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
    throw new FileRefused('file_format', [
      utf16 ? `${file} 是 UTF-16 编码，请另存为 UTF-8` : `${file} 不是文本文件，可导入 GeoJSON 和 CSV`,
      utf16
        ? `${file} is in UTF-16; save it as UTF-8.`
        : `${file} is no text file; GeoJSON and CSV can be imported.`,
    ])
  }
}

export const openSource = async (file: string, options: OpenOptions = {}): Promise<Source> => {
  const { head, bytes } = await readHead(file)
  refuseForeign(file, head)
  const json = looksLikeJson(head)
  if (!json && /\.(geo)?json[ls]?$/i.test(path.extname(file))) {
    throw new FileRefused('geojson_malformed', [
      `${file} 不是 GeoJSON：开头不是 { 符号`,
      `${file} is not GeoJSON: it does not begin with a brace.`,
    ])
  }
  // By then known to be wanted: each reader is loaded with what it needs.
  if (json) return (await import('./geojson-source.ts')).openGeoJson(file, bytes, options)
  return (await import('./csv-source.ts')).openCsv(file, bytes, options)
}
