/** What every reader gives, whatever the format: a layer that was found, and once opened its fields, CRS, encoding and rows in batches of bounded size. */
import type { Geometry } from 'geojson'
import type { DatumShifts } from '../shared/crs.ts'
import type { Reason } from '../shared/reasons.ts'

/** One sentence in both languages. */
export type Said = readonly [zh: string, en: string]

export type Format =
  | 'geojson'
  | 'csv'
  | 'shapefile'
  | 'geopackage'
  | 'xlsx'
  | 'flatgeobuf'
  | 'filegdb'
  | 'dxf'

/** One layer of a delivered file, not yet opened. */
export type Layer = {
  /** As the surveyor knows it: its path inside the archive, then the sheet or table where the file has several. */
  readonly name: string
  readonly format: Format
  /** On this machine. */
  readonly file: string
  /** Sheet or table. */
  readonly part: string | null
}

/** What was concluded from the bytes or the header, and how sure that is: `guess` is to be asked. */
export type Evidence = { readonly confidence: 'certain' | 'likely' | 'guess'; readonly why: Said }

export const ENCODINGS = ['utf-8', 'gb18030', 'big5', 'utf-16le', 'utf-16be', 'shift_jis', 'euc-kr'] as const
export type Encoding = (typeof ENCODINGS)[number]
export type EncodingFound = Evidence & { readonly name: Encoding }

/** `crs` in the words of shared/crs.ts; or a system that is known and cannot be converted without parameters of the city. */
export type CrsFound = Evidence & {
  /** As the file writes it, shortened. */
  readonly said: string
} & ({ readonly crs: string } | { readonly refused: 'xian80' | 'beijing54' | 'local' | 'unknown' })

export type Fields = Readonly<Record<string, unknown>>

export type SourceRow = {
  /** As the surveyor counts: a spreadsheet's row with its header as 1, a record of a table from 1, deleted ones counted. */
  readonly rowNo: number
  /** The source's own fields; a GeoJSON feature's `id` is `$id`. */
  readonly fields: Fields
  readonly geometry: Geometry | null
  /** The row itself cannot be read; its fields may be missing. */
  readonly problem?: Reason
  /** What the reader mended or left out of it. */
  readonly notes?: readonly Reason[]
}

export type Source = {
  readonly format: Format
  /** Known beforehand only where the format has a header. */
  readonly fields: readonly string[] | null
  /** Rows that will come, where the format says so; problem rows are among them, and records that turn out to be deleted. */
  readonly count: number | null
  /** Null where the layer names none. */
  readonly crs: CrsFound | null
  readonly encoding: EncodingFound
  readonly bytes: number
  /** Of the whole layer, complete when its rows have been read; what a row lost stands beside the row. */
  readonly warnings: readonly Said[]
  /** May be read once. Ending it early lets go of the file. */
  rows(): AsyncIterable<readonly SourceRow[]>
  readBytes(): number
}

/** Where a text format or a spreadsheet keeps the geometry. */
export type GeometryFields =
  | { readonly x: string; readonly y: string }
  | { readonly wkt: string }
  | { readonly geojson: string }

export type OpenOptions = {
  readonly encoding?: Encoding | undefined
  readonly delimiter?: string | undefined
  /** The row that names the fields, from 1, in a text or a spreadsheet that has titles above it. */
  readonly headerRow?: number | undefined
  /** Null: none, whatever the header says. */
  readonly geometry?: GeometryFields | null | undefined
  /** Bytes that one feature or record may take. */
  readonly recordLimit?: number | undefined
  /** Parameters of the city, without which layers in Xi'an 1980 and Beijing 1954 have no usable CRS. */
  readonly shifts?: DatumShifts | undefined
  /** Where a reader that must convert a file may write; given and emptied by the caller. */
  readonly folder?: string | undefined
}

/** A province's border with every vertex takes about 10 MB; anything larger is no grid and no component. */
export const RECORD_LIMIT = 16 * 1024 * 1024
export const ROWS_PER_BATCH = 1_000
/** A batch ends early at this size, so that a thousand large polygons are not held at once. */
export const BYTES_PER_BATCH = 8 * 1024 * 1024
