import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { csvRecords } from '../../server/readers/csv-records.ts'
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

test('a quote that is left open costs its own line and no other, wherever the file goes on', async () => {
  const text = `a,b\n1,"open\n${'2,3\n'.repeat(100_000)}`
  const whole = await readAll(text, { recordLimit: 10_000 })
  expect(whole.rows).toHaveLength(100_001)
  expect(whole.rows.filter((r) => r.problem)).toEqual([
    expect.objectContaining({ rowNo: 2, problem: expect.objectContaining({ code: 'quote_open' }) }),
  ])
  expect(whole.rows[0]?.problem?.en).toContain('line 2')
  // The next quote opens another cell, and is not taken for the end of this one.
  const { rows } = await readAll('a,b\n1,"open\n2,3\n4,"x, y"\n5,6')
  expect(rows.map((r) => [r.rowNo, r.problem?.code ?? r.fields.b])).toEqual([
    [2, 'quote_open'],
    [3, '3'],
    [4, 'x, y'],
    [5, '6'],
  ])
})

test('quotes inside a cell are kept as written, with a note where they do not pair', async () => {
  const { rows } = await readAll('a,b\n"老"街,1\n5" pipe,2\n"said ""so""" ,3\n')
  expect(rows.map((r) => [r.fields.a, r.notes?.map(({ code }) => code)])).toEqual([
    ['"老"街', ['note_quote_kept']],
    ['5" pipe', undefined],
    ['said "so"', undefined],
  ])
})

test('a record beyond the limit is one bad row, whether it ends or not', async () => {
  const long = 'x'.repeat(300_000)
  const text = `a,b\n1,${long}\n2,3\n4,"${long}"\r5,6\n7,${long}`
  const { rows } = await readAll(text, { recordLimit: 10_000 })
  expect(rows.map((r) => [r.rowNo, r.problem?.code ?? r.fields.a])).toEqual([
    [2, 'record_too_large'],
    [3, '2'],
    [4, 'record_too_large'],
    [5, '5'],
    [6, 'record_too_large'],
  ])
})

test('what is found does not depend on where the text is cut', () => {
  const text = 'a;"b\r\n""c""";d\r\n\r\n"open;1\r2;"x"\n3;"y"z;4\n;;\r'
  const scan = (cuts: number[]) => {
    const records = csvRecords(';', 1000)
    const at = [0, ...cuts.map((c) => c % text.length).sort((a, b) => a - b), text.length]
    return at
      .slice(1)
      .flatMap((to, i) => records.push(text.slice(at[i], to)))
      .concat(records.end())
  }
  const whole = scan([])
  expect(whole).toEqual([
    { line: 1, cells: ['a', 'b\r\n"c"', 'd'] },
    { line: 3, cells: [''] },
    { line: 4, cells: [], fault: 'quote' },
    { line: 5, cells: ['2', 'x'] },
    { line: 6, cells: ['3', '"y"z', '4'], mended: true },
    { line: 7, cells: ['', '', ''] },
  ])
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 20 }), (cuts) => {
      expect(scan(cuts)).toEqual(whole)
    }),
  )
})

test('titles above the header are passed over, and a header can be pointed at', async () => {
  const titled = [
    '某区部件普查成果表,,,',
    '单位：某公司,日期：2024-05-01,填表人：张三,',
    '',
    '编码,名称,经度,纬度',
    '1,井盖,120.5,31.5',
    '合计,1,,',
    '',
  ].join('\n')
  const { source, rows } = await readAll(titled)
  expect(source.fields).toEqual(['编码', '名称', '经度', '纬度'])
  expect(rows.map((r) => [r.rowNo, r.geometry?.type, r.notes?.map(({ code }) => code)])).toEqual([
    [5, 'Point', undefined],
    [6, undefined, ['note_total_row']],
  ])
  const pointed = await readAll('a,b,c\nd,e,f\n1,2,3\n', { headerRow: 2 })
  expect(pointed.source.fields).toEqual(['d', 'e', 'f'])
  expect(pointed.rows.map((r) => r.rowNo)).toEqual([3])
})

test('a first line "sep=;" names the delimiter and is no row', async () => {
  const { source, rows } = await readAll('sep=;\r\na;b\r\n1,5;2\r\n')
  expect(source.fields).toEqual(['a', 'b'])
  expect(rows.map((r) => [r.rowNo, r.fields])).toEqual([[2, { a: '1,5', b: '2' }]])
})

test.each(['utf-16le', 'utf-16be'] as const)('%s is read, with its mark and without', async (name) => {
  const bytes = Buffer.from('编码\t名称\r\n1\t井盖\r\n', 'utf16le')
  if (name === 'utf-16be') bytes.swap16()
  const mark = Buffer.from(name === 'utf-16le' ? [0xff, 0xfe] : [0xfe, 0xff])
  const marked = await readAll(Buffer.concat([mark, bytes]))
  expect(marked.source.encoding).toMatchObject({ name, confidence: 'certain' })
  expect(marked.rows.map((r) => r.fields)).toEqual([{ 编码: '1', 名称: '井盖' }])
  expect(marked.source.warnings).toEqual([])
  expect((await readAll(bytes, { encoding: name })).rows).toEqual(marked.rows)
})

test('other encodings are read when they are said, and pairs of another one are no certain GB18030', async () => {
  const big5 = Buffer.from('bd73b8b92ca657bad90a312ca4abbb5c0a', 'hex')
  const { rows } = await readAll(big5, { encoding: 'big5' })
  expect(rows[0]?.fields).toEqual({ 編號: '1', 名稱: '井蓋' })
  expect((await readAll(big5)).source.encoding.confidence).toBe('guess')
})

test('names that come again and columns without a name are told apart, and said', async () => {
  const { source, rows } = await readAll('a,b,a,,c,,\n1,2,3,4,5,,\n')
  expect(source.fields).toEqual(['a', 'b', 'a_2', '#4', 'c'])
  expect(source.warnings.map(([, en]) => en)).toEqual([
    expect.stringContaining('"a_2"'),
    expect.stringContaining('"#4"'),
  ])
  expect(rows[0]?.fields).toEqual({ a: '1', b: '2', a_2: '3', '#4': '4', c: '5' })
})

test('a file that does not end with a line end may be cut, and says so', async () => {
  expect((await readAll('a,b\n1,2\n')).source.warnings).toEqual([])
  expect((await readAll('a,b\n1,2')).source.warnings).toHaveLength(1)
})

test('a header that is missing is refused; so is a column that is not there', async () => {
  await expect(readAll('\n1,2\n')).rejects.toMatchObject({ code: 'header_missing' })
  await expect(readAll('a,b\n1,2\n', { headerRow: 7 })).rejects.toMatchObject({ code: 'header_missing' })
  await expect(readAll('a,b\n1,2\n', { geometry: { x: 'X', y: 'b' } })).rejects.toMatchObject({
    code: 'field_missing',
    message: expect.stringContaining('"X"'),
  })
})
