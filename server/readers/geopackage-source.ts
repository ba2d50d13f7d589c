/** Reads a table of a GeoPackage row by row: whole numbers of any length and dates as they stand there, geometries as GeoJSON, binary columns left out. */
import { stat } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { FileRefused } from './file-refused.ts'
import {
  brokenGeoPackage,
  type GeoPackageFile,
  openGeoPackageFile,
  type SqlValue,
} from './geopackage-file.ts'
import { type Column, findTable, type GeoPackageTable, quoted } from './geopackage-layers.ts'
import { toRow } from './geopackage-row.ts'
import { rowBatches, type SizedRow } from './row-batches.ts'
import {
  type EncodingFound,
  type Layer,
  type OpenOptions,
  RECORD_LIMIT,
  type Said,
  type Source,
  type SourceRow,
} from './source.ts'

const UTF8: EncodingFound = {
  name: 'utf-8',
  confidence: 'certain',
  why: ['GeoPackage 总是 UTF-8', 'GeoPackage is always UTF-8.'],
}
const ROWS_PER_STEP = 250

type Plan = {
  readonly table: GeoPackageTable
  readonly fields: readonly Column[]
  readonly binary: readonly string[]
  readonly rowid: string
  readonly count: number
  readonly limit: number
  readonly oversized: boolean
}

const tableOf = (db: GeoPackageFile, part: string | null, shifts: OpenOptions['shifts']): GeoPackageTable => {
  const table = findTable(db, part, shifts)
  if (table) return table
  throw new FileRefused('layer_choice', [
    part === null ? '文件没有要素表或属性表' : `没有表“${part}”`,
    part === null ? 'The file has no table of features or attributes.' : `There is no table "${part}".`,
  ])
}

const octets = (columns: readonly Column[]): string =>
  columns.map(({ name }) => `coalesce(octet_length(t.${quoted(name)}), 0)`).join(' + ') || '0'

/** A structure that is damaged anywhere is refused before a row of it is given. */
const prove = (db: GeoPackageFile, table: GeoPackageTable): void => {
  const [said] = db.all(`pragma quick_check(${quoted(table.name)})`)
  const words = String(Object.values(said ?? {})[0] ?? '')
  if (words !== 'ok') throw brokenGeoPackage(`数据库损坏（${words}）`, `its database is damaged (${words})`)
}

const planOf = (db: GeoPackageFile, part: string | null, options: OpenOptions): Plan => {
  const limit = options.recordLimit ?? RECORD_LIMIT
  const table = tableOf(db, part, options.shifts)
  prove(db, table)
  const names = table.columns.map(({ name }) => name.toLowerCase())
  const rowid = ['_rowid_', 'rowid', 'oid'].find((alias) => !names.includes(alias)) ?? '_rowid_'
  const others = table.columns.filter(({ name }) => name !== table.geometry?.column)
  const fields = others.filter(({ type }) => !type.startsWith('BLOB'))
  const [counted] = db.all(
    `select count(*) as count, max(${octets(table.columns)}) as largest
       from ${quoted(table.name)} as t`,
  )
  return {
    table,
    fields,
    binary: others.filter(({ type }) => type.startsWith('BLOB')).map(({ name }) => name),
    rowid,
    count: Number(counted?.count),
    limit,
    oversized: Number(counted?.largest ?? 0) > limit,
  }
}

/**
 * Text comes as its bytes, because SQLite's driver would decode what is no UTF-8 into other characters; a binary value comes as one byte that no text has.
 * Where rows are larger than allowed, their values never leave the database.
 */
const statementOf = ({ table, fields, rowid, limit, oversized }: Plan): string => {
  const size = octets(table.columns)
  const guarded = (value: string): string => (oversized ? `iif(${size} > ${limit}, null, ${value})` : value)
  const asBytes = (column: string): string =>
    `case typeof(${column}) when 'text' then cast(${column} as blob) when 'blob' then x'ff' else ${column} end`
  const columns = [
    ...fields.map(({ name }) => guarded(asBytes(`t.${quoted(name)}`))),
    ...(table.geometry ? [guarded(`t.${quoted(table.geometry.column)}`)] : []),
  ]
  return `select t.${rowid} as "$rowid", ${oversized ? `${size} > ${limit}` : '0'} as "$large",
                 ${columns.map((value, i) => `${value} as "${i}"`).join(', ')}
            from ${quoted(table.name)} as t
           order by t.${rowid}`
}

/** SQLite never waits for anything: without a turn for others between its steps a worker could not be told to stop. */
async function* steps(db: GeoPackageFile, plan: Plan): AsyncGenerator<SizedRow[]> {
  let step: SizedRow[] = []
  let rowNo = 0
  let last: SqlValue | undefined
  for (const found of db.iterate(statementOf(plan))) {
    const rowid = found.$rowid
    if (
      last !== undefined &&
      last !== null &&
      !(typeof rowid !== 'object' && rowid !== undefined && rowid > last)
    )
      throw brokenGeoPackage('行号不递增', 'its rows do not follow each other')
    last = rowid
    step.push(toRow(found, ++rowNo, plan))
    if (step.length < ROWS_PER_STEP) continue
    yield step
    step = []
    await setImmediate()
  }
  yield step
  if (rowNo !== plan.count) {
    throw brokenGeoPackage(
      `表有 ${plan.count} 行，只读到 ${rowNo} 行`,
      `the table has ${plan.count} rows, of which ${rowNo} could be read`,
    )
  }
}

const warningsOf = ({ binary }: Plan): Said[] =>
  binary.length === 0
    ? []
    : [[`二进制字段未读取：${binary.join('、')}`, `Binary columns are left out: ${binary.join(', ')}.`]]

export const openGeoPackage = async ({ file, part }: Layer, options: OpenOptions): Promise<Source> => {
  const { size: bytes } = await stat(file)
  const inspected = await openGeoPackageFile(file)
  const plan = await (async () => planOf(inspected, part, options))().finally(() => inspected.close())
  let read = 0

  async function* rows(): AsyncGenerator<SourceRow[]> {
    const db = await openGeoPackageFile(file)
    try {
      for await (const batch of rowBatches(steps(db, plan))) {
        read += batch.length
        yield batch
      }
    } finally {
      await db.close()
    }
  }

  return {
    format: 'geopackage',
    fields: plan.fields.map(({ name }) => name),
    count: plan.count,
    crs: plan.table.crs,
    encoding: UTF8,
    bytes,
    warnings: warningsOf(plan),
    rows,
    readBytes: () => (plan.count === 0 ? bytes : Math.round((bytes * read) / plan.count)),
  }
}
