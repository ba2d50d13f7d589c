/** What every writer of files takes: named columns, and rows in batches as they come. Nothing here knows components. */
import type { PlanarGeometry } from '../imports/ewkb.ts'

/** `date`: yyyy-mm-dd. `json`: the text of a JSON value. */
export type ColumnKind = 'text' | 'number' | 'date' | 'json'

export type Column = {
  readonly name: string
  readonly kind: ColumnKind
  /** Characters that usual values take: the least width in a DBF, the width shown in a spreadsheet. */
  readonly width: number
}
export type Cell = string | number | null

export type Row = {
  readonly id: number
  /** One a column. */
  readonly values: readonly Cell[]
  /** In the CRS of the file; left out where the file's columns say it, or there is none. */
  readonly geometry: PlanarGeometry | null
}

export type Table = {
  /** Of the layer, the sheet, or the files inside an archive. */
  readonly name: string
  readonly columns: readonly Column[]
  /** Read once; ending it early lets go of what it reads from. */
  readonly rows: AsyncIterable<readonly Row[]>
}
