/** Which layers a delivered file holds, told by its bytes; an archive gives all of them, and the names of what was left in it. */
import { mkdtemp, open } from 'node:fs/promises'
import path from 'node:path'
import { FileRefused } from './file-refused.ts'
import { shapefileOf } from './shapefile-parts.ts'
import { HEAD_BYTES, refusePart, sniffFormat } from './sniff-format.ts'
import type { Format, Layer, Said } from './source.ts'
import { type Member, type Skipped, unpackArchive } from './unpack-archive.ts'
import { type Archive, openArchive } from './zip-archive.ts'

export type FoundLayers = { readonly layers: readonly Layer[]; readonly skipped: readonly Skipped[] }

/** What was left in an archive, and why. */
export const sayLeftOut = (skipped: readonly Skipped[]): Said[] =>
  skipped.map(({ name, why: [zh, en] }) => [`已略去 ${name}：${zh}`, `${name} was left out: ${en}`])

const unreadable = (file: string, zh: string, en: string): FileRefused =>
  new FileRefused('file_unreadable', [`${file} ${zh}`, `${file} ${en}.`])

/** Null for a folder. */
const readHead = async (file: string): Promise<Buffer | null> => {
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(file, `无法打开（${cause.code}）`, `cannot be opened (${cause.code})`)
  })
  try {
    const stat = await handle.stat()
    if (stat.isDirectory()) return null
    if (!stat.isFile()) throw unreadable(file, '不是文件', 'is not a file')
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Null for a format that holds one layer. */
const partsOf = async (format: Format, file: string): Promise<readonly string[] | null> => {
  switch (format) {
    case 'xlsx':
      return (await import('./xlsx-layers.ts')).listSheets(file)
    case 'geopackage':
      return (await import('./geopackage-layers.ts')).listTables(file)
    case 'filegdb':
      return (await import('./gdal-source.ts')).listFileGdb(path.resolve(file))
    default:
      return null
  }
}

/** Formats that hold several sheets or tables are asked for them; their layers are then named `file/part`. */
const layersOf = async (format: Format, file: string, name: string): Promise<Layer[]> => {
  if (format === 'shapefile') {
    const main = await shapefileOf(file)
    if (main === null) throw refusePart(file)
    return [{ name, format, file: main, part: null }]
  }
  const parts = await partsOf(format, file)
  if (parts === null) return [{ name, format, file, part: null }]
  if (parts.length > 0) return parts.map((part) => ({ name: `${name}/${part}`, format, file, part }))
  throw new FileRefused('file_no_rows', [`${name} 中没有表`, `${name} holds no table.`])
}

const isXlsx = ({ entries }: Archive): boolean =>
  entries.some(({ name }) => /^xl\/workbook\.xml$/i.test(name))

const refuseOffice = (file: string, { entries }: Archive): void => {
  const office = entries.some(({ name }) => name === '[Content_Types].xml' || name === 'mimetype')
  if (!office) return
  throw new FileRefused('file_format', [
    `${path.basename(file)} 是 Office 文件但不是 .xlsx，请另存为 .xlsx`,
    `${path.basename(file)} is an Office file but no .xlsx; save it as .xlsx.`,
  ])
}

/** A text file beside the data is often a letter; a table has the same mark in its first two lines. */
const looksLikeTable = (head: Buffer): boolean => {
  const lines = head
    .toString('latin1')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
  return [',', ';', '\t', '|'].some((mark) => {
    const [first = 0, second = 0] = lines.slice(0, 2).map((line) => line.split(mark).length - 1)
    return first > 0 && first === second
  })
}

const PARTS_BESIDE = ['shx', 'dbf', 'prj', 'qpj', 'cpg', 'sbn', 'sbx', 'qix', 'gpkg-wal', 'gpkg-shm']
const ORPHAN: Said = ['缺少它所属的主文件', 'The file that it belongs to is missing.']
const LETTER: Said = ['是文字说明，不是表', 'It is a text, not a table.']

/** Null where it only belongs to another file. */
const layersOfMember = async (
  { name, file, extension }: Member,
  among: ReadonlySet<string>,
): Promise<FoundLayers> => {
  const stem = file.slice(0, -extension.length)
  const has = (other: string): boolean => among.has(stem + other)
  const skip = (why: Said): FoundLayers => ({ layers: [], skipped: [{ name, why }] })
  // What ArcGIS tells of a Shapefile beside it.
  if (/\.shp\.xml$/i.test(name)) return { layers: [], skipped: [] }
  const table = extension === 'dbf' && !has('shp')
  if (PARTS_BESIDE.includes(extension) && !table) {
    const main = extension.startsWith('gpkg-') ? has('gpkg') : has('shp') || has('dbf')
    return main ? { layers: [], skipped: [] } : skip(ORPHAN)
  }
  const head = await readHead(file)
  if (extension === 'txt' && head !== null && !looksLikeTable(head)) return skip(LETTER)
  try {
    const format = head === null ? 'filegdb' : sniffFormat(file, head)
    if (format === 'zip') return { layers: await layersOf('xlsx', file, name), skipped: [] }
    return { layers: await layersOf(format, file, name), skipped: [] }
  } catch (error) {
    // One file that is none of ours is no reason to leave the others.
    if (error instanceof FileRefused) return skip([error.zh, error.message])
    throw error
  }
}

const layersOfArchive = async (
  file: string,
  archive: Archive,
  folder: string | undefined,
): Promise<FoundLayers> => {
  if (folder === undefined) throw new RangeError('an archive needs a folder to be unpacked into')
  const inside = await mkdtemp(path.join(folder, 'archive-'))
  const { members, skipped } = await unpackArchive(archive, inside)
  const among = new Set(members.map((member) => member.file))
  const found: FoundLayers[] = []
  for (const member of members) found.push(await layersOfMember(member, among))
  const all = {
    layers: found.flatMap(({ layers }) => layers),
    skipped: [...skipped, ...found.flatMap((one) => one.skipped)],
  }
  if (all.layers.length > 0) return all
  const names = all.skipped.slice(0, 5).map(({ name }) => name)
  const more = all.skipped.length > names.length ? ` … (${all.skipped.length})` : ''
  throw new FileRefused('archive_no_layer', [
    `${path.basename(file)} 中没有可导入的数据：${names.join('、')}${more}`,
    `${path.basename(file)} holds nothing that can be imported: ${names.join(', ')}${more}.`,
  ])
}

/**
 * `folder`: where archives are unpacked, given and emptied by the caller. Throws FileRefused, saying what to do, where no layer can be read.
 */
export const findLayers = async (file: string, folder?: string): Promise<FoundLayers> => {
  const name = path.basename(file)
  const head = await readHead(file)
  if (head === null && !/\.gdb$/i.test(file)) throw unreadable(file, '不是文件', 'is not a file')
  const format = head === null ? 'filegdb' : sniffFormat(file, head)
  if (format !== 'zip') return { layers: await layersOf(format, file, name), skipped: [] }
  const archive = await openArchive(file)
  try {
    if (isXlsx(archive)) return { layers: await layersOf('xlsx', file, name), skipped: [] }
    refuseOffice(file, archive)
    return await layersOfArchive(file, archive, folder)
  } finally {
    archive.close()
  }
}
