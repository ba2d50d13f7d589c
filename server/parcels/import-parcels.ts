/** Parcels from a file: one layer of polygons with a code and a name. A row whose code a parcel has already is passed over, so the same file twice is once. */

import { readTolerances } from '../boundaries/tolerances.ts'
import type { Connection } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { getMetricSrid } from '../district/metric-system.ts'
import { toEwkbHex } from '../imports/ewkb.ts'
import { positionReader, readDistrictExtent } from '../imports/position.ts'
import { settleCrs } from '../imports/settle-crs.ts'
import { readShape } from '../imports/shape.ts'
import { FileRefused } from '../readers/file-refused.ts'
import { openSource } from '../readers/open-layer.ts'
import type { Encoding, Said, SourceRow } from '../readers/source.ts'
import type { DatumShifts } from '../shared/crs.ts'
import { isReason } from '../shared/reasons.ts'
import type { Measures } from './compare-ground.ts'
import { layParcel, NothingLaid } from './lay-parcel.ts'
import { requireLevel } from './parcel-rights.ts'
import { holdScheme, isNumberTaken } from './write-parcels.ts'

export type ParcelFile = {
  readonly file: string
  readonly schemeId: number
  readonly depth: number
  readonly codeField?: string | undefined
  readonly nameField?: string | undefined
  readonly layer?: string | undefined
  readonly crs?: string | undefined
  readonly encoding?: Encoding | undefined
  /** Where archives are unpacked, emptied by the caller. */
  readonly folder: string
  readonly shifts: DatumShifts
}
export type ImportedParcels = {
  rows: number
  made: number[]
  known: number
  refused: { row: number; zh: string; en: string }[]
}

/** Each row is overlaid with the ground about it; more than this is a coverage, and comes as grids. */
const MOST_ROWS = 5_000

const textOf = (row: SourceRow, field: string | undefined): string | null => {
  if (field === undefined) return null
  const text = String(row.fields[field] ?? '').trim()
  return text === '' ? null : text.slice(0, 200)
}

const refusalOf = (row: SourceRow, codeField: string | undefined): Said | null => {
  if (row.problem) return [row.problem.zh, row.problem.en]
  if (codeField !== undefined && textOf(row, codeField) === null)
    return [`字段“${codeField}”没有编号`, `the field "${codeField}" holds no code`]
  return null
}

const layRow = async (
  trx: Connection,
  actor: Actor,
  row: SourceRow,
  asked: ParcelFile & { readonly toPlace: ReturnType<typeof positionReader>; readonly measures: Measures },
): Promise<number[] | 'known' | Said> => {
  const refused = refusalOf(row, asked.codeField)
  if (refused) return refused
  const shape = readShape(row.geometry, asked.toPlace)
  if (isReason(shape)) return [shape.zh, shape.en]
  const { geometry } = shape
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')
    return [
      `几何类型是 ${geometry.type}，应为面`,
      `the geometry is a ${geometry.type}, where a polygon is expected`,
    ]
  const number = textOf(row, asked.codeField)
  if (await isNumberTaken(trx, asked.schemeId, number)) return 'known'
  return layParcel(
    trx,
    actor,
    {
      schemeId: asked.schemeId,
      depth: asked.depth,
      shape: toEwkbHex(geometry, 4490),
      source: 'imported',
      number,
      name: textOf(row, asked.nameField) ?? '',
    },
    asked.measures,
  ).catch((error: unknown) => {
    if (error instanceof NothingLaid) return error.said
    throw error
  })
}

/** Throws FileRefused for a file that cannot be read; Forbidden where a row lies outside the area of the account. All rows or none of them stand. */
export const importParcels = async (
  db: Connection,
  actor: Actor,
  asked: ParcelFile,
): Promise<ImportedParcels> => {
  const { file, schemeId, depth, shifts } = asked
  await requireLevel(db, schemeId, depth)
  const source = await openSource(file, asked)
  const toPlace = positionReader(settleCrs(source, asked.crs, shifts), await readDistrictExtent(db), shifts)
  const sourceRows: SourceRow[] = []
  for await (const batch of source.rows()) {
    sourceRows.push(...batch)
    if (sourceRows.length > MOST_ROWS)
      throw new FileRefused('too_many_parcels', [
        `一个文件最多 ${MOST_ROWS} 个地块`,
        `A file may hold ${MOST_ROWS} parcels; divide it.`,
      ])
  }
  if (sourceRows.length === 0)
    throw new FileRefused('file_no_rows', ['文件没有任何记录', 'The file holds no rows.'])
  return db.transaction(async (trx) => {
    await holdScheme(trx, schemeId)
    const measures = { ...(await readTolerances(trx, schemeId)), srid: await getMetricSrid(trx) }
    const imported: ImportedParcels = { rows: sourceRows.length, made: [], known: 0, refused: [] }
    for (const row of sourceRows) {
      const laid = await layRow(trx, actor, row, { ...asked, toPlace, measures })
      if (laid === 'known') imported.known++
      else if (typeof laid[0] === 'string') {
        const [zh, en] = laid as Said
        imported.refused.push({ row: row.rowNo, zh, en })
      } else imported.made.push(...(laid as number[]))
    }
    await endWrite(trx, actor, {
      action: 'parcel.import_file',
      entity: 'parcel',
      after: {
        rows: imported.rows,
        made: imported.made,
        known: imported.known,
        refused: imported.refused.length,
      },
    })
    return imported
  })
}
