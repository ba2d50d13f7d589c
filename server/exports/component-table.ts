/** Components as the plain table that writers take: values under their columns, and the shape, or columns that say it. */
import type { ExportFormat, GEOMETRY_COLUMNS } from '../shared/exports.contract.ts'
import type { ExportCatalogue } from './catalogue.queries.ts'
import { type ComponentColumn, componentColumns, type FieldNames } from './component-columns.ts'
import type { ComponentRecord } from './component-rows.queries.ts'
import { positionsIn } from './positions.ts'
import type { Cell, Column, Row, Table } from './table.ts'
import { wktOf } from './wkt.ts'

export type ComponentTableOptions = {
  readonly name: string
  readonly format: ExportFormat
  readonly names: FieldNames
  readonly crs: string
  readonly geometry: (typeof GEOMETRY_COLUMNS)[number]
  /** Some are lines or areas: the shapes of all stand beside their positions, so that one column says every place. */
  readonly hasShapes: boolean
}

const isDegrees = (crs: string): boolean => ['EPSG:4326', 'EPSG:4490', 'GCJ-02', 'BD-09'].includes(crs)

type Shaped = { readonly columns: readonly Column[]; readonly valuesOf: (record: ComponentRecord) => Cell[] }

/** In CSV and XLSX. `lon` and `lat` say what they are; `easting` and `northing` do, where a Chinese survey's X would not. */
const shapeColumns = ({ crs, geometry, hasShapes }: ComponentTableOptions): Shaped => {
  const { shapeOf, pointOf } = positionsIn(crs)
  const wkt: Column = { name: 'wkt', kind: 'text', width: 40 }
  const textOf = (record: ComponentRecord): string | null => {
    const shape = shapeOf(record)
    return shape && wktOf(shape)
  }
  if (geometry === 'wkt') return { columns: [wkt], valuesOf: (record) => [textOf(record)] }
  const [x, y] = isDegrees(crs) ? ['lon', 'lat'] : ['easting', 'northing']
  const axis = (name: string | undefined): Column => ({ name: name ?? '', kind: 'number', width: 14 })
  return {
    columns: [axis(x), axis(y), ...(hasShapes ? [wkt] : [])],
    valuesOf: (record) => {
      const position = pointOf(record).map((part) => (Number.isFinite(part) ? part : null))
      if (!hasShapes) return position
      return [...position, textOf(record)]
    },
  }
}

const NO_COLUMNS: Shaped = { columns: [], valuesOf: () => [] }

const rowOf = (
  record: ComponentRecord,
  columns: readonly ComponentColumn[],
  catalogue: ExportCatalogue,
): Cell[] => {
  const values: Cell[] = new Array(columns.length)
  for (let n = 0; n < columns.length; n++)
    values[n] = (columns[n] as ComponentColumn).valueOf(record, catalogue)
  return values
}

export const componentTable = (
  records: AsyncIterable<readonly ComponentRecord[]>,
  catalogue: ExportCatalogue,
  options: ComponentTableOptions,
): Table => {
  const columns = componentColumns(catalogue.schemes, options)
  const inColumns = options.format === 'csv' || options.format === 'xlsx'
  const shaped = inColumns ? shapeColumns(options) : NO_COLUMNS
  const { shapeOf } = positionsIn(options.crs)
  const toRow = (record: ComponentRecord): Row => ({
    id: record.id,
    values: rowOf(record, columns, catalogue).concat(shaped.valuesOf(record)),
    geometry: inColumns ? null : shapeOf(record),
  })
  async function* rows(): AsyncGenerator<Row[]> {
    for await (const batch of records) yield batch.map(toRow)
  }
  return { name: options.name, columns: [...columns, ...shaped.columns], rows: rows() }
}
