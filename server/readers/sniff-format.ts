/** Which format a file is in, told by its first bytes; its name decides only between formats whose bytes look alike. */
import path from 'node:path'
import { isDbf } from './dbf-header.ts'
import { FileRefused } from './file-refused.ts'
import type { Format, Said } from './source.ts'
import { findUtf16 } from './text-encoding.ts'

/** Enough for the header of a DBF and the first lines of a text. */
export const HEAD_BYTES = 4_096

const starts = (head: Buffer, bytes: string): boolean =>
  head.subarray(0, bytes.length).toString('latin1') === bytes

/** Byte order mark, blanks, and the record separator of GeoJSON text sequences (RFC 8142). */
const BEFORE_JSON = [0xef, 0xbb, 0xbf, 0x20, 0x09, 0x0a, 0x0d, 0x1e]

/** A GeoJSON begins with a brace or bracket, after a BOM and blanks. */
const looksLikeJson = (head: Buffer): boolean => {
  const start = head.findIndex((byte) => !BEFORE_JSON.includes(byte))
  return head[start] === 0x7b || head[start] === 0x5b
}
/** Group code 0, SECTION; comments of group code 999 may stand before. */
const looksLikeDxf = (head: Buffer): boolean =>
  starts(head, 'AutoCAD Binary DXF') ||
  /^(\s*999\r?\n.*\r?\n)*\s*0\r?\n\s*SECTION\r?\n/.test(head.toString('latin1'))

const MAPINFO: Said = [
  '是 MapInfo 文件，请导出为 Shapefile 或 GeoPackage',
  'is a MapInfo file; export it as a Shapefile or a GeoPackage',
]
const PACKED: Said = [
  '是不能读取的压缩包，请解压后以 zip 交付',
  'is an archive that is not read; unpack it and deliver a zip',
]
const FOREIGN: readonly (readonly [magic: string, said: Said])[] = [
  [
    '\xd0\xcf\x11\xe0',
    ['是旧版 Office 文件（如 .xls），请另存为 .xlsx', 'is an old Office file such as .xls; save it as .xlsx'],
  ],
  ['AC10', ['是 DWG 图形，请另存为 DXF', 'is a DWG drawing; save it as DXF']],
  [
    '\0\x01\0\0Standard',
    [
      '是 Access 数据库，请导出为文件地理数据库、GeoPackage 或 Shapefile',
      'is an Access database; export it as a FileGDB, a GeoPackage or a Shapefile',
    ],
  ],
  ['!table', MAPINFO],
  ['Rar!', PACKED],
  ['7z\xbc\xaf', PACKED],
  ['\x1f\x8b', PACKED],
  ['%PDF', ['是 PDF，没有可导入的数据', 'is a PDF; there is nothing in it to import']],
  [
    '<?xml',
    [
      '是 XML，请导出为 GeoJSON、GeoPackage 或 Shapefile',
      'is XML; export it as GeoJSON, a GeoPackage or a Shapefile',
    ],
  ],
]

const refuse = (file: string, [zh, en]: Said): FileRefused =>
  new FileRefused('file_format', [`${path.basename(file)} ${zh}`, `${path.basename(file)} ${en}.`])

const refuseForeign = (file: string, head: Buffer): void => {
  if (head.length === 0) throw new FileRefused('file_empty', [`${file} 是空文件`, `${file} is empty.`])
  const foreign = FOREIGN.find(([magic]) => starts(head, magic))
  if (foreign) throw refuse(file, foreign[1])
  if (/^version\s+\d+\s*\r?\n\s*charset/i.test(head.toString('latin1'))) throw refuse(file, MAPINFO)
}

const textFormat = (file: string, head: Buffer): Format => {
  if (head.includes(0) && !findUtf16(head))
    throw refuse(file, [
      '不是可导入的格式；可导入 Shapefile、GeoPackage、GeoJSON、CSV、XLSX、FlatGeobuf 及其 zip',
      'is in no format that can be imported: Shapefile, GeoPackage, GeoJSON, CSV, XLSX, FlatGeobuf, or a zip of them',
    ])
  if (looksLikeJson(head)) return 'geojson'
  if (/\.(geo)?json(l|s|seq)?$/i.test(path.extname(file))) {
    if (findUtf16(head))
      throw refuse(file, ['是 UTF-16 编码，请另存为 UTF-8', 'is in UTF-16; save it as UTF-8'])
    throw new FileRefused('geojson_malformed', [
      `${file} 不是 GeoJSON：开头不是 { 符号`,
      `${file} is not GeoJSON: it does not begin with a brace.`,
    ])
  }
  return 'csv'
}

/** A file of these names that begins otherwise was cut off or damaged; as a text it would be a table of nothing. */
const PROMISED: Readonly<Record<string, Format | 'zip'>> = {
  '.zip': 'zip',
  '.xlsx': 'zip',
  '.gpkg': 'geopackage',
  '.fgb': 'flatgeobuf',
}

/** Of .shp and .shx alike (ESRI 1998): file code 9994, version 1000. */
const isShapefile = (head: Buffer): boolean =>
  head.length >= 32 && head.readInt32BE(0) === 9994 && head.readInt32LE(28) === 1000

/** Files that say something only beside a .shp. */
const BESIDE_SHP = /\.(prj|qpj|cpg|sbn|sbx|qix|shp\.xml)$/i
const PART: Said = [
  '只是 Shapefile 的一部分，请交付 .shp 及其全部文件（可压缩为 zip）',
  'is only a part of a Shapefile; deliver the .shp with all that belongs to it, as a zip or all at once',
]

/** Of one that has neither .shp nor .dbf beside it. */
export const refusePart = (file: string): FileRefused =>
  // What MapInfo keeps its table in is nearly a DBF.
  refuse(file, /\.dat$/i.test(file) ? MAPINFO : PART)

/** `zip`: to be opened to know. Throws FileRefused, saying what to do, for what cannot be read. */
export const sniffFormat = (file: string, head: Buffer): Format | 'zip' => {
  if (BESIDE_SHP.test(file)) throw refusePart(file)
  refuseForeign(file, head)
  if (starts(head, 'PK\x03\x04') || starts(head, 'PK\x05\x06')) return 'zip'
  if (starts(head, 'SQLite format 3\0')) return 'geopackage'
  if (starts(head, 'fgb\x03fgb')) return 'flatgeobuf'
  if (isShapefile(head) || isDbf(head)) return 'shapefile'
  // One that is broken at its very beginning is still a Shapefile, whose reader says what is wrong with it.
  if (/\.(shp|shx|dbf)$/i.test(file)) return 'shapefile'
  const extension = path.extname(file).toLowerCase()
  if (PROMISED[extension] !== undefined)
    throw refuse(file, ['已损坏：开头不是这种格式', `is damaged: it does not begin like a ${extension}`])
  return looksLikeDxf(head) ? 'dxf' : textFormat(file, head)
}
