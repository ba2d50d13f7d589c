import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSource } from '../../server/readers/open-layer.ts'
import type { OpenOptions, SourceRow } from '../../server/readers/source.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-csv-'))
})
afterAll(() => rm(folder, { recursive: true }))

const readAll = async (content: string | Uint8Array, options?: OpenOptions) => {
  const file = path.join(folder, 'given.csv')
  await writeFile(file, content)
  const source = await openSource(file, options)
  const rows: SourceRow[] = []
  for await (const batch of source.rows()) rows.push(...batch)
  return { source, rows }
}
/** 编码,名称 / 1,井盖 in GBK. */
const GBK = Buffer.from('b1e0c2eb2cc3fbb3c60a312cbeaeb8c70a', 'hex')

test.each([',', ';', '\t', '|'])('the delimiter %j and mixed line ends are found', async (d) => {
  const text = `\ufeffcode${d}lon${d}lat\r\n1${d}120.5${d}31.5\n2${d}120.6${d}31.6\r"a""b\nc"${d}120.7${d}31.7`
  const { source, rows } = await readAll(text)
  expect(source.fields).toEqual(['code', 'lon', 'lat'])
  expect(rows.map((r) => [r.rowNo, r.fields.code, r.geometry])).toEqual([
    [2, '1', { type: 'Point', coordinates: [120.5, 31.5] }],
    [3, '2', { type: 'Point', coordinates: [120.6, 31.6] }],
    [4, 'a"b\nc', { type: 'Point', coordinates: [120.7, 31.7] }],
  ])
})

test('GB18030 is read without being told, and 17 digits stay as they are', async () => {
  const { source, rows } = await readAll(GBK)
  expect(source.encoding.name).toBe('gb18030')
  expect(rows[0]?.fields).toEqual({ 编码: '1', 名称: '井盖' })
  expect((await readAll('code\n32050601001000123\n')).rows[0]?.fields.code).toBe('32050601001000123')
})

test('geometry comes from named columns, well-known text or GeoJSON text', async () => {
  const wkt = await readAll(
    'code;shape\n1;"SRID=4490;POLYGON Z((0 0 1, 1 0 1, 1 1 1, 0 0 1))"\n2;POINT(1 2\n3;\n',
    { geometry: { wkt: 'shape' } },
  )
  expect(wkt.rows.map((r) => r.geometry ?? r.problem?.code ?? null)).toEqual([
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0, 1],
          [1, 0, 1],
          [1, 1, 1],
          [0, 0, 1],
        ],
      ],
    },
    'geometry_unreadable',
    null,
  ])
  const json = await readAll(`code\tg\n1\t{"type":"Point","coordinates":[1,2]}\n`, {
    geometry: { geojson: 'g' },
  })
  expect(json.rows[0]?.geometry).toEqual({ type: 'Point', coordinates: [1, 2] })
  const xy = await readAll('code,E,N\n1,abc,5\n', { geometry: { x: 'E', y: 'N' } })
  expect(xy.rows[0]?.problem?.code).toBe('geometry_unreadable')
})

test('rows with too many or too few columns, or bytes that are no text, are bad rows between good ones', async () => {
  const { rows } = await readAll('a,b\n1,2\n1\n1,2,3\n1,2,,\n\n5,6\n')
  expect(rows.map((r) => [r.rowNo, r.problem?.code ?? 'good'])).toEqual([
    [2, 'good'],
    [3, 'column_count'],
    [4, 'column_count'],
    [5, 'good'],
    [7, 'good'],
  ])
  const bad = Buffer.concat([GBK, Buffer.from(`2,${'x'.repeat(50)}\n`.repeat(3))])
  const mixed = Buffer.concat([
    Buffer.from('a\n'),
    Buffer.from('好\n'.repeat(200)),
    Buffer.from([0xff, 0x0a]),
  ])
  expect((await readAll(bad)).rows).toHaveLength(4)
  const { rows: cut } = await readAll(mixed)
  expect(cut.map((r) => r.problem?.code).filter(Boolean)).toEqual(['text_undecodable'])
})

test('an open quote ends in one clear error, not in a swallowed file', async () => {
  const text = `a,b\n1,"open\n${'2,3\n'.repeat(100_000)}`
  await expect(readAll(text, { recordLimit: 10_000 })).rejects.toMatchObject({
    code: 'csv_malformed',
    message: expect.stringContaining('row 2'),
  })
  await expect(readAll('a,b\n1,"open\n2,3\n')).rejects.toMatchObject({ code: 'csv_malformed' })
})

test('a header that is missing or names a field twice is refused; so is a column that is not there', async () => {
  await expect(readAll('\n1,2\n')).rejects.toMatchObject({ code: 'csv_no_header' })
  await expect(readAll('a,a\n1,2\n')).rejects.toMatchObject({ code: 'csv_repeated_field' })
  await expect(readAll('a,b\n1,2\n', { geometry: { x: 'X', y: 'b' } })).rejects.toMatchObject({
    code: 'field_missing',
    message: expect.stringContaining('"X"'),
  })
})
