/** A quarantine file that came back: corrections by row number, from any format that has such a table. The reasons' columns are passed over, and so are empty places. */
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { FileRefused } from '../../readers/file-refused.ts'
import { openSource } from '../../readers/open-layer.ts'
import type { Fields } from '../../readers/source.ts'
import { SAID_COLUMNS } from '../census-rows.queries.ts'
import { UNPACKED } from '../staging/spool.ts'
import type { Correction } from './correct-rows.ts'
import { LAT, LON, ROW_NO } from './quarantine-table.ts'

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value).trim())

const pointOf = (fields: Fields, rowNo: number): readonly [number, number] | undefined => {
  const [x, y] = [textOf(fields[LON]), textOf(fields[LAT])]
  if (x === '' || y === '') return undefined
  const [lon, lat] = [Number(x), Number(y)]
  if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) return [lon, lat]
  throw new FileRefused('fixes_place_unreadable', [
    `第 ${rowNo} 行的 ${LON}, ${LAT}（${x}, ${y}）不是经纬度`,
    `${LON} and ${LAT} of row ${rowNo} (${x}, ${y}) are no position in degrees.`,
  ])
}

const correctionOf = (fields: Fields, targets: readonly string[]): Correction | null => {
  const rowNo = Number(textOf(fields[ROW_NO]))
  if (!Number.isSafeInteger(rowNo) || rowNo < 1 || rowNo > 2 ** 31 - 1) return null
  return {
    rowNo,
    said: Object.fromEntries(targets.map((target) => [target, textOf(fields[target])])),
    point: pointOf(fields, rowNo),
  }
}

/** Null where a row has no number. Throws FileRefused where the file is no such table. */
export async function* readFixes(
  file: string,
  spool: string,
): AsyncGenerator<readonly (Correction | null)[]> {
  const folder = await mkdtemp(path.join(spool, UNPACKED))
  try {
    const source = await openSource(file, { geometry: null, folder })
    let targets: string[] | undefined
    for await (const batch of source.rows()) {
      const names = source.fields ?? Object.keys(batch[0]?.fields ?? {})
      if (!names.includes(ROW_NO))
        throw new FileRefused('fixes_no_row_numbers', [
          `文件没有“${ROW_NO}”列，无法对应到行；请改正下载的隔离文件再送回`,
          `The file has no column "${ROW_NO}", by which rows are known again; correct the quarantine file that was downloaded.`,
        ])
      targets ??= names.filter((name) => Object.hasOwn(SAID_COLUMNS, name))
      const known = targets
      yield batch.map(({ fields, problem }) => (problem ? null : correctionOf(fields, known)))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
