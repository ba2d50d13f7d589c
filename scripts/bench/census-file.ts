/** A survey firm's delivery of the bench's city, by seed: one zipped Shapefile of points in GBK, CGCS2000 zone 40 (EPSG:4528), with fields of GB/T 30428.2-2013. */
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { crsWkt } from '../../server/exports/crs-wkt.ts'
import type { Cell, Row, Table } from '../../server/exports/table.ts'
import { writeShapefile } from '../../server/exports/write-shapefile.ts'
import { fromLonLat } from '../../server/shared/crs.ts'
import { STANDARD_STATES } from '../../server/shared/words.ts'
import { type CityChunk, makeCity } from './city.ts'

export const CENSUS_CRS = 'EPSG:4528'
const ROWS_A_BATCH = 2_000

export type CensusWords = {
  readonly county: string
  readonly classes: readonly { readonly code: string; readonly name: string }[]
  gridCodeOf(cell: number): string
}

const text = (name: string, width: number) => ({ name, kind: 'text' as const, width })
const COLUMNS = [
  text('ObjID', 16),
  text('ObjName', 30),
  ...[1, 2, 3].flatMap((n) => [text(`DeptCode${n}`, 12), text(`DeptName${n}`, 40)]),
  text('BGID', 16),
  text('ObjState', 10),
  { name: 'ORDate', kind: 'date' as const, width: 8 },
  text('DataSource', 10),
  text('Note', 40),
]

const unitOf = (letter: string, name: string, n: number | null): Cell[] => {
  if (n === null) return [null, null]
  const code = `${letter}${String(n + 1).padStart(3, '0')}`
  return [code, `${name}${code}`]
}

/** Its code counts on within the class. */
const rowOf = (words: CensusWords, chunk: CityChunk, n: number, id: number): Row => {
  const kind = words.classes[(chunk.class[n] ?? 0) % words.classes.length]
  const [lon, lat] = [chunk.lon[n] ?? 0, chunk.lat[n] ?? 0]
  const [x, y] = fromLonLat(CENSUS_CRS, [lon, lat]) ?? [0, 0]
  return {
    id,
    values: [
      `${words.county}${kind?.code}${String(id).padStart(6, '0')}`,
      kind?.name ?? '',
      ...unitOf('A', '主管部门', chunk.department[n] ?? 0),
      ...unitOf('B', '权属单位', chunk.owner[n] ?? null),
      ...unitOf('C', '养护单位', chunk.maintainer[n] ?? 0),
      words.gridCodeOf(chunk.cell[n] ?? 0),
      STANDARD_STATES[chunk.state[n] ?? 'unknown'] ?? null,
      `2025-0${1 + (id % 9)}-1${id % 10}`,
      '实测',
      id % 20 === 0 ? `井盖编号${id}，位于人行道` : null,
    ],
    geometry: { type: 'Point', coordinates: [x, y] },
  }
}

async function* rowsOf(words: CensusWords, seed: number, size: number): AsyncGenerator<Row[]> {
  let id = 0
  for (const chunk of makeCity(seed, size, ROWS_A_BATCH))
    yield chunk.lon.map((_, n) => rowOf(words, chunk, n, ++id))
}

/** `folder` takes what is spooled while it is written. */
export const writeCensusFile = async (
  file: string,
  folder: string,
  words: CensusWords,
  { seed, size }: { readonly seed: number; readonly size: number },
): Promise<void> => {
  const table: Table = { name: '部件', columns: COLUMNS, rows: rowsOf(words, seed, size) }
  const options = {
    folder,
    encoding: 'gb18030' as const,
    crs: CENSUS_CRS,
    prj: crsWkt(CENSUS_CRS, 'esri'),
    day: new Date('2025-12-31'),
  }
  await pipeline(writeShapefile(table, options), createWriteStream(file))
}
