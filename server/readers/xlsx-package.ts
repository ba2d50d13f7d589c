/**
 * The parts of an Office Open XML package (ISO/IEC 29500-2), read off its archive as streams: sizes, ratio and checksum of each part are checked, so that a
 * part that was read to its end is whole.
 */
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl'
import { FileRefused } from './file-refused.ts'

/** Sheets compress about 15 to 1; nothing honest of more than a megabyte reaches 200. */
const RATIO_LIMIT = 200
const RATIO_FROM = 1024 * 1024
/** A sheet of 1,048,576 rows and 40 columns takes about 2.5 GB. */
const PART_LIMIT = 4 * 1024 ** 3
const PARTS_LIMIT = 20_000
/** Inflating gives 16 kB at a time; what follows costs a turn of the event loop each. */
const CHUNK = 128 * 1024

export type Package = {
  /** Names as the package writes them, without the leading slash; found whatever their case. */
  has(name: string): boolean
  /** Bytes of the part, not compressed. */
  size(name: string): number
  read(name: string, onBytes?: (count: number) => void): AsyncGenerator<Buffer>
  close(): Promise<void>
}

export const brokenXlsx = (zh: string, en: string, cause?: unknown): FileRefused =>
  new FileRefused('xlsx_broken', [`XLSX 文件无法读取：${zh}`, `The XLSX cannot be read: ${en}.`], { cause })

const isRefused = (error: unknown): error is FileRefused => error instanceof FileRefused

/** What the archive's reader throws says what is wrong with the bytes; the file is refused with that as the cause. */
const refuse = (cause: unknown): never => {
  if (isRefused(cause)) throw cause
  const en = cause instanceof Error ? cause.message : String(cause)
  throw brokenXlsx('压缩包损坏或不完整', `the archive is damaged or incomplete (${en})`, cause)
}

const keyOf = (name: string): string => name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase()

const checkEntry = (entry: Entry): void => {
  const { uncompressedSize: size, compressedSize } = entry
  if (entry.isEncrypted()) throw brokenXlsx('内容已加密，请去掉密码', 'it is encrypted; remove the password')
  if (size > PART_LIMIT || (size > RATIO_FROM && size > compressedSize * RATIO_LIMIT)) {
    throw brokenXlsx(
      '压缩比或展开后的大小异常',
      `a part unpacks to ${size} bytes from ${compressedSize}, more than any spreadsheet`,
    )
  }
}

const readEntries = async (zip: ZipFile): Promise<Map<string, Entry>> => {
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    if (entries.size >= PARTS_LIMIT) throw brokenXlsx('部件过多', `it has more than ${PARTS_LIMIT} parts`)
    entries.set(keyOf(entry.fileNameRaw.toString()), entry)
  }
  return entries
}

async function* readEntry(
  zip: ZipFile,
  entry: Entry,
  onBytes?: (count: number) => void,
): AsyncGenerator<Buffer> {
  checkEntry(entry)
  const stream: Readable = await zip.openReadStreamPromise(entry)
  let sum = 0
  let parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      sum = crc32(part, sum)
      onBytes?.(part.length)
      parts.push(part)
      size += part.length
      if (size < CHUNK) continue
      yield Buffer.concat(parts)
      parts = []
      size = 0
    }
  } finally {
    stream.destroy()
  }
  if (size > 0) yield Buffer.concat(parts)
  if (sum !== entry.crc32)
    throw brokenXlsx('校验和不符，内容已损坏', 'a checksum is wrong, so its content is damaged')
}

async function* refusing(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks
  } catch (error) {
    refuse(error)
  }
}

const readArchive = async (fd: number): Promise<Omit<Package, 'close'>> => {
  const zip = await fromFdPromise(fd, { lazyEntries: true, autoClose: false, decodeStrings: false })
  const entries = await readEntries(zip)
  const find = (name: string): Entry => {
    const entry = entries.get(keyOf(name))
    if (entry === undefined) throw brokenXlsx(`缺少 ${name}`, `it has no ${name}`)
    return entry
  }
  return {
    has: (name) => entries.has(keyOf(name)),
    size: (name) => find(name).uncompressedSize,
    read: (name, onBytes) => refusing(readEntry(zip, find(name), onBytes)),
  }
}

/** To be closed by who opens it. Throws FileRefused for what is no archive, or a damaged one. */
export const openPackage = async (file: string): Promise<Package> => {
  const handle = await open(file)
  const archive = await readArchive(handle.fd).catch(async (error: unknown) => {
    await handle.close()
    return refuse(error)
  })
  return { ...archive, close: () => handle.close() }
}

/** The file is held open while `use` runs. */
export const withPackage = async <T>(file: string, use: (parts: Package) => Promise<T>): Promise<T> => {
  const parts = await openPackage(file)
  try {
    return await use(parts)
  } finally {
    await parts.close()
  }
}
