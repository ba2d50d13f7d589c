/** Unpacks what a reader knows from an archive, and from archives inside it, into a folder under our own names; says what it left. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { FileRefused } from './file-refused.ts'
import type { Said } from './source.ts'
import {
  ARCHIVE_LIMITS,
  type Archive,
  type ArchiveEntry,
  type ArchiveLimits,
  openArchive,
} from './zip-archive.ts'
import { isLeftover } from './zip-names.ts'

/** A file or a FileGDB's folder, unpacked. Those that differ only in their extension have one base name on the disk too. */
export type Member = { readonly name: string; readonly file: string; readonly extension: string }
export type Skipped = { readonly name: string; readonly why: Said }
type Unpacked = { readonly members: Member[]; readonly skipped: Skipped[] }

const SHAPEFILE_PARTS = ['shp', 'shx', 'dbf', 'prj', 'qpj', 'cpg']
const KNOWN = [
  ...SHAPEFILE_PARTS,
  ...['gpkg', 'gpkg-wal', 'geojson', 'json', 'geojsonl', 'geojsons', 'jsonl', 'ndjson'],
  ...['csv', 'tsv', 'txt', 'xlsx', 'fgb', 'dxf', 'zip'],
]
/** Refused with what to do; they are not unpacked for that. */
const FOREIGN: Readonly<Record<string, Said>> = {
  xls: ['请另存为 .xlsx', 'Save it as .xlsx.'],
  dwg: ['请另存为 DXF', 'Save it as DXF.'],
  mdb: [
    '请导出为文件地理数据库、GeoPackage 或 Shapefile',
    'Export it as a FileGDB, a GeoPackage or a Shapefile.',
  ],
  tab: [
    '请从 MapInfo 导出为 Shapefile 或 GeoPackage',
    'Export it from MapInfo as a Shapefile or a GeoPackage.',
  ],
  mif: [
    '请从 MapInfo 导出为 Shapefile 或 GeoPackage',
    'Export it from MapInfo as a Shapefile or a GeoPackage.',
  ],
  rar: ['请解压后以 zip 交付', 'Unpack it and deliver a zip.'],
  '7z': ['请解压后以 zip 交付', 'Unpack it and deliver a zip.'],
}
const NOT_READ: Said = ['这种文件不读取', 'Files of this kind are not read.']
const TWICE: Said = ['同一目录中有同名文件', 'Its folder has another file of that name.']
const TOO_DEEP: Said = ['压缩包只解开一层', 'Archives inside an archive are unpacked one level deep.']

const extensionOf = (name: string): string => path.posix.extname(name).slice(1).toLowerCase()

/** Numbers shared by all levels, so that nothing meets on the disk; and what may still be unpacked. */
type Work = {
  readonly folder: string
  readonly limits: ArchiveLimits
  entries: number
  bytes: number
  next: number
}

const spend = (work: Work, bytes: number): void => {
  work.bytes += bytes
  if (work.bytes > work.limits.bytes) {
    const gigabytes = (work.limits.bytes / 1024 ** 3).toFixed(1)
    throw new FileRefused('archive_hostile', [
      `压缩包解开后超过 ${gigabytes} GB`,
      `The archive would take more than ${gigabytes} GB when unpacked.`,
    ])
  }
}

const GDB_FILE = /^(.+\.gdb)\/(\w[\w.-]{0,79})$/i

/** Where an entry goes; null where it is not wanted. */
const destinations = (work: Work) => {
  const stems = new Map<string, number>()
  const numberOf = (stem: string): number => {
    const number = stems.get(stem.toLowerCase()) ?? work.next++
    stems.set(stem.toLowerCase(), number)
    return number
  }
  return (name: string): { member: Member; to: string } | null => {
    const [, gdb, inner = ''] = GDB_FILE.exec(name) ?? []
    if (gdb !== undefined) {
      const file = path.join(work.folder, `${numberOf(gdb)}.gdb`)
      return { member: { name: gdb, file, extension: 'gdb' }, to: path.join(file, inner.toLowerCase()) }
    }
    const extension = extensionOf(name)
    if (!KNOWN.includes(extension)) return null
    const file = path.join(work.folder, `${numberOf(name.slice(0, -extension.length - 1))}.${extension}`)
    return { member: { name, file, extension }, to: file }
  }
}

const unpackInto = async (archive: Archive, work: Work, prefix: string, depth: number): Promise<Unpacked> => {
  const destinationOf = destinations(work)
  const members = new Map<string, Member>()
  const skipped: Skipped[] = []
  const written = new Set<string>()
  const leave = ({ name }: ArchiveEntry, why: Said) => skipped.push({ name: prefix + name, why })
  for (const entry of archive.entries) {
    if (isLeftover(entry.name)) continue
    const found = destinationOf(entry.name)
    if (found === null) leave(entry, FOREIGN[extensionOf(entry.name)] ?? NOT_READ)
    else if (written.has(found.to)) leave(entry, TWICE)
    else if (found.member.extension === 'zip' && depth > 0) leave(entry, TOO_DEEP)
    else {
      spend(work, entry.bytes)
      written.add(found.to)
      if (found.member.extension === 'gdb') await mkdir(found.member.file, { recursive: true })
      await archive.extract(entry, found.to)
      members.set(found.member.file, { ...found.member, name: prefix + found.member.name })
    }
  }
  return { members: [...members.values()], skipped }
}

const unpackNested = async (nested: Member, work: Work): Promise<Unpacked> => {
  const archive = await openArchive(nested.file, {
    ...work.limits,
    entries: work.limits.entries - work.entries,
  })
  work.entries += archive.entries.length
  return unpackInto(archive, work, `${nested.name}/`, 1).finally(() => archive.close())
}

/** Throws FileRefused where the archive is damaged or would do harm; then nothing of it is to be used. */
export const unpackArchive = async (
  archive: Archive,
  folder: string,
  limits = ARCHIVE_LIMITS,
): Promise<Unpacked> => {
  const work: Work = { folder, limits, entries: archive.entries.length, bytes: 0, next: 1 }
  const { members, skipped } = await unpackInto(archive, work, '', 0)
  const all: Unpacked = { members: [], skipped }
  for (const member of members) {
    if (member.extension !== 'zip') all.members.push(member)
    else {
      const inner = await unpackNested(member, work)
      all.members.push(...inner.members)
      all.skipped.push(...inner.skipped)
    }
  }
  return all
}
