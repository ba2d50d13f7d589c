/** One field of exported components: what it is called under the registry's own names and under those of an edition, and what stands in it. */
import type { ExportCatalogue } from './catalogue.queries.ts'
import type { ComponentRecord } from './component-rows.queries.ts'
import type { Cell, Column } from './table.ts'

export type ValueOf = (record: ComponentRecord, catalogue: ExportCatalogue) => Cell

export type Field = {
  /** What an import reads from it, as a mapping names it; null: the registry works it out itself. */
  readonly target: string | null
  readonly own: string
  readonly short: string
  /** Of the editions of 2007 and 2013, and of 2026; where they are left out the standards know no such field. */
  readonly standard?: readonly [until2013: string, from2026: string | null]
  readonly kind?: Column['kind']
  readonly width: number
  readonly valueOf: ValueOf
  /** Under the field names of an edition, where that differs. */
  readonly standardValueOf?: ValueOf
}
