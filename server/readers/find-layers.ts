/** Which layers a delivered file holds, told by its first bytes and not by its name. */
import { open } from 'node:fs/promises'
import path from 'node:path'
import { FileRefused } from './file-refused.ts'
import type { Format, Layer } from './source.ts'
import { findUtf16 } from './text-encoding.ts'

const HEAD_BYTES = 4_096

const readHead = async (file: string): Promise<Buffer> => {
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
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Byte order mark, blanks, and the record separator of GeoJSON text sequences (RFC 8142). */
const BEFORE_JSON = [0xef, 0xbb, 0xbf, 0x20, 0x09, 0x0a, 0x0d, 0x1e]

/** A GeoJSON begins with a brace or bracket, after a BOM and blanks. */
const looksLikeJson = (head: Buffer): boolean => {
  const start = head.findIndex((byte) => !BEFORE_JSON.includes(byte))
  return head[start] === 0x7b || head[start] === 0x5b
}

const isJsonName = (file: string): boolean => /\.(geo)?json[ls]?$/i.test(path.extname(file))

const refuseForeign = (file: string, head: Buffer): void => {
  if (head.length === 0) throw new FileRefused('file_empty', [`${file} 是空文件`, `${file} is empty.`])
  if (head.includes(0)) {
    const utf16 = findUtf16(head) !== null
    if (utf16 && !isJsonName(file)) return
    throw new FileRefused('file_format', [
      utf16 ? `${file} 是 UTF-16 编码，请另存为 UTF-8` : `${file} 不是文本文件，可导入 GeoJSON 和 CSV`,
      utf16
        ? `${file} is in UTF-16; save it as UTF-8.`
        : `${file} is no text file; GeoJSON and CSV can be imported.`,
    ])
  }
}

const formatOf = (file: string, head: Buffer): Format => {
  refuseForeign(file, head)
  if (looksLikeJson(head)) return 'geojson'
  if (isJsonName(file)) {
    throw new FileRefused('geojson_malformed', [
      `${file} 不是 GeoJSON：开头不是 { 符号`,
      `${file} is not GeoJSON: it does not begin with a brace.`,
    ])
  }
  return 'csv'
}

/** Throws FileRefused, saying what to do, where no layer can be read. */
export const findLayers = async (file: string): Promise<readonly Layer[]> => [
  { name: path.basename(file), format: formatOf(file, await readHead(file)), file, part: null },
]
