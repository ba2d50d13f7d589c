/** Opens a zip archive that anybody may have made: its entries by name, after all that can be told from its directory was found honest, and their bytes. */
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { FileRefused } from './file-refused.ts'
import type { Said } from './source.ts'
import { decodeNames, leavesFolder } from './zip-names.ts'

export type ArchiveLimits = {
  readonly entries: number
  /** Bytes of all that is unpacked, nested archives included. */
  readonly bytes: number
  /** Unpacked bytes for each packed one; DBF files come to about 15. */
  readonly ratio: number
}
export const ARCHIVE_LIMITS: ArchiveLimits = { entries: 10_000, bytes: 8 * 1024 ** 3, ratio: 200 }
/** A small table of blanks may be packed 1000 to 1; below this size that harms nobody. */
const RATIO_COUNTS_FROM = 1024 * 1024

export type ArchiveEntry = { readonly name: string; readonly bytes: number; readonly entry: Entry }
export type Archive = {
  /** Without folders. */
  readonly entries: readonly ArchiveEntry[]
  /** Throws FileRefused where the bytes are not those that the directory promised. */
  extract(entry: ArchiveEntry, to: string): Promise<void>
  close(): void
}

const refused = (code: string, said: Said, cause?: unknown): FileRefused =>
  new FileRefused(code, said, { cause })
const hostile = (zh: string, en: string): FileRefused => refused('archive_hostile', [zh, en])
const broken = (cause: unknown): FileRefused =>
  refused(
    'archive_broken',
    ['压缩包已损坏或不完整，请重新压缩后交付', 'The archive is damaged or cut off; pack it again.'],
    cause,
  )

const UNIX = 3
const TYPE_MASK = 0o170000
const SYMLINK = 0o120000
const isSymlink = ({ versionMadeBy, externalFileAttributes }: Entry): boolean =>
  versionMadeBy >> 8 === UNIX && ((externalFileAttributes >>> 16) & TYPE_MASK) === SYMLINK

const STORED = 0
const DEFLATED = 8

const refuseEntry = ({ name, bytes, entry }: ArchiveEntry, limits: ArchiveLimits): void => {
  if (leavesFolder(name))
    throw hostile(`压缩包内的路径“${name}”越出目录`, `The path "${name}" in the archive leads out of it.`)
  if (isSymlink(entry))
    throw hostile(`压缩包内的“${name}”是符号链接`, `"${name}" in the archive is a symbolic link.`)
  if (entry.isEncrypted())
    throw refused('archive_encrypted', [
      `压缩包内的“${name}”有密码，请去掉密码后交付`,
      `"${name}" in the archive is encrypted; pack it again without a password.`,
    ])
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED)
    throw refused('archive_method', [
      `压缩包内的“${name}”用了不能读取的压缩方法（${entry.compressionMethod}），请用普通 zip 重新压缩`,
      `"${name}" in the archive is packed by a method that is not read (${entry.compressionMethod}); pack it again as a plain zip.`,
    ])
  if (bytes > RATIO_COUNTS_FROM && bytes > entry.compressedSize * limits.ratio)
    throw hostile(
      `压缩包内的“${name}”压缩率超过 ${limits.ratio}`,
      `"${name}" in the archive is packed more than ${limits.ratio} to 1.`,
    )
}

/** Fixed part of a local header (APPNOTE 4.3.7). */
const LOCAL_HEADER = 30

/** One stretch of bytes given out under many names is how a small archive fills a disk. */
const refuseOverlap = (entries: readonly ArchiveEntry[]): void => {
  const sorted = entries
    .map(({ name, entry }) => ({
      name,
      from: entry.relativeOffsetOfLocalHeader,
      to: entry.relativeOffsetOfLocalHeader + LOCAL_HEADER + entry.fileNameLength + entry.compressedSize,
    }))
    .sort((a, b) => a.from - b.from)
  const at = sorted.findIndex(({ from }, i) => i > 0 && from < (sorted[i - 1]?.to ?? 0))
  if (at === -1) return
  const names = [sorted[at - 1]?.name, sorted[at]?.name]
  throw hostile(
    `压缩包内的“${names[0]}”与“${names[1]}”重叠`,
    `"${names[0]}" and "${names[1]}" overlap in the archive.`,
  )
}

const listEntries = async (zip: ZipFile, limits: ArchiveLimits): Promise<ArchiveEntry[]> => {
  if (zip.entryCount > limits.entries)
    throw hostile(
      `压缩包有 ${zip.entryCount} 个文件，超过 ${limits.entries}`,
      `The archive has ${zip.entryCount} entries, more than ${limits.entries}.`,
    )
  const found: Entry[] = []
  for await (const entry of zip.eachEntry()) found.push(entry)
  const names = decodeNames(
    found.map((entry) => ({ raw: entry.fileNameRaw, flags: entry.generalPurposeBitFlag })),
  )
  return found.map((entry, i) => ({ name: names[i] ?? '', bytes: entry.uncompressedSize, entry }))
}

const checked = async function* (stream: Readable, expected: number): AsyncGenerator<Buffer> {
  let sum = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sum = crc32(chunk, sum)
    yield chunk
  }
  if (sum !== expected) throw new Error('the check sum differs')
}

const asRefusal = (error: unknown): never => {
  throw error instanceof FileRefused ? error : broken(error)
}

/** Throws FileRefused for one that is damaged or would do harm. It must be closed. */
export const openArchive = async (file: string, limits = ARCHIVE_LIMITS): Promise<Archive> => {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false, decodeStrings: false }).catch(
    asRefusal,
  )
  // Its reader may speak once more after the answer was given; a listener keeps that from ending the process.
  zip.on('error', () => undefined)
  const list = async () => {
    const entries = await listEntries(zip, limits)
    refuseOverlap(entries)
    const files = entries.filter(({ name }) => !name.endsWith('/'))
    for (const entry of files) refuseEntry(entry, limits)
    return files
  }
  const entries = await list().catch((error: unknown) => {
    zip.close()
    return asRefusal(error)
  })
  return {
    entries,
    close: () => zip.close(),
    async extract({ name, entry }, to) {
      const unpack = async () => {
        const stream = await zip.openReadStreamPromise(entry)
        await pipeline(checked(stream, entry.crc32), createWriteStream(to, { flags: 'wx' }))
      }
      await unpack().catch((cause: NodeJS.ErrnoException) => {
        // A full disk is no fault of the archive.
        if (cause.syscall !== undefined) throw cause
        throw refused(
          'archive_broken',
          [
            `压缩包内的“${name}”已损坏，或其大小与所写不符`,
            `"${name}" in the archive is damaged, or not of the size that the archive states.`,
          ],
          cause,
        )
      })
    },
  }
}
