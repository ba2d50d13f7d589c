/** Brings the rows of one opened layer into `census_row` as they are, a thousand at a time, each lot in a transaction of its own. */
import { type Connection, rows } from '../../db/database.ts'
import { loadRows, type TextRow } from '../../db/load-rows.ts'
import type { ComponentMapping } from '../../imports/mapping.ts'
import { fieldsOf } from '../../imports/mapping-value.ts'
import type { PositionReader } from '../../imports/position.ts'
import { seenFields } from '../../imports/seen-fields.ts'
import { FileRefused } from '../../readers/file-refused.ts'
import type { Source } from '../../readers/source.ts'
import { isRecordId } from '../inspection/record-ids.ts'
import { FINDING_COLUMNS, ROW_COLUMNS } from './said-columns.ts'
import { type ReadingFinding, saidRowReader, targetsOf } from './said-row.ts'

/** Where the work runs, how it tells of itself, and whether it is still wanted. */
export type Work = {
  readonly db: Connection
  readonly embedded: boolean
  /** Called after each lot; throws where the work is to stop. */
  tell(progress: { readonly rows: number; readonly share: number }): void | Promise<void>
}

export type LayerPlace = {
  readonly censusId: number
  readonly layerNo: number
  /** Rows of the layers before it. */
  readonly rowsBefore: number
}

type Reading = {
  readonly source: Source
  readonly mapping: ComponentMapping
  readonly crs: string
  readonly toPlace: PositionReader
}

const findingRow = (censusId: number, { rowNo, reason, severity, target }: ReadingFinding): TextRow => [
  String(censusId),
  String(rowNo),
  reason.code,
  severity,
  target,
  JSON.stringify({ ...reason.values, ...(reason.field === null ? {} : { field: reason.field }) }),
  'true',
]

/** One row may meet the same fault in two fields; the first of them is kept. */
const firstOfEach = (findings: readonly ReadingFinding[]): ReadingFinding[] => [
  ...new Map(
    findings.toReversed().map((found) => [`${found.rowNo} ${found.reason.code} ${found.target}`, found]),
  ).values(),
]

const clearLayer = async (db: Connection, { censusId, layerNo }: LayerPlace): Promise<void> => {
  await rows(
    db,
    `with gone as (
       delete from census_row as r
        where r.census_id = :censusId::bigint
          and r.layer_no = :layerNo::int
       returning r.row_no as row_no)
     delete from census_finding as f
      using gone as g
      where f.census_id = :censusId::bigint
        and f.row_no = g.row_no`,
    { censusId, layerNo },
  )
}

/** Targets whose fields occurred in the rows: of all else the layer says nothing. */
const statedTargets = (mapping: ComponentMapping, seen: ReadonlySet<string>): string[] =>
  [...targetsOf(mapping)]
    .filter(([, source]) => {
      const fields = fieldsOf(source)
      return fields.length === 0 || fields.some((name) => seen.has(name) || name === '$row')
    })
    .map(([target]) => target)

const requireCodeField = (mapping: ComponentMapping, seen: ReturnType<typeof seenFields>): void => {
  const wanted = fieldsOf(mapping.code)
  if (wanted.length === 0 || wanted.some((name) => seen.names.has(name) || name === '$row')) return
  const { names, more } = seen.list()
  throw new FileRefused('field_missing', [
    `没有字段“${wanted.join('、')}”；文件的字段：${names.join('、')}${more ? '等' : ''}`,
    `There is no field "${wanted.join(', ')}" to read codes from; the file has ${names.join(', ')}${more ? ' and others' : ''}.`,
  ])
}

/** Rows of the layer that were there before go first, so that a stage which was cut off can be done again. Gives how many rows came. */
export const stageLayer = async (
  work: Work,
  place: LayerPlace,
  { source, mapping, crs, toPlace }: Reading,
): Promise<number> => {
  const { db, embedded } = work
  const { censusId, layerNo, rowsBefore } = place
  await clearLayer(db, place)
  const targets = targetsOf(mapping)
  const seen = seenFields(new Set([...targets.values()].flatMap(fieldsOf)))
  seen.add(source.fields ?? [])
  const read = saidRowReader({ mapping, crs, toPlace }, { censusId, layerNo })
  let count = 0
  let loading: Promise<void> = Promise.resolve()
  for await (const batch of source.rows()) {
    if (!source.fields) for (const row of batch) seen.add(Object.keys(row.fields))
    const said = batch.map((row, n) => read(row, rowsBefore + count + n + 1))
    const findings = firstOfEach(said.flatMap((row) => row.findings)).map((f) => findingRow(censusId, f))
    count += batch.length
    // The lot before is written while this one is read.
    await loading
    loading = db.transaction(async (trx) => {
      await loadRows(
        trx,
        { embedded },
        'census_row',
        ROW_COLUMNS,
        said.map((row) => row.columns),
      )
      await loadRows(trx, { embedded }, 'census_finding', FINDING_COLUMNS, findings)
    })
    loading.catch(() => {})
    await work.tell({ rows: count, share: source.bytes === 0 ? 1 : source.readBytes() / source.bytes })
  }
  await loading
  if (count > 0) requireCodeField(mapping, seen)
  await rows(
    db,
    `update census_layer as l
        set stated = :stated::text[], record_ids = :recordIds::text[], key_source = :keySource::text,
            first_row = :firstRow::int, rows = :rows::int
      where l.census_id = :censusId::bigint
        and l.layer_no = :layerNo::int`,
    {
      censusId,
      layerNo,
      stated: statedTargets(mapping, seen.names),
      recordIds: mapping.recordIds ?? [...seen.names].filter(isRecordId),
      keySource: mapping.key?.source ?? null,
      firstRow: rowsBefore + 1,
      rows: count,
    },
  )
  return count
}
