import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findLayers } from '../../server/readers/find-layers.ts'
import type { OpenOptions } from '../../server/readers/source.ts'
import { listSheets } from '../../server/readers/xlsx-layers.ts'
import { openXlsx } from '../../server/readers/xlsx-source.ts'
import { hasGdal, runOgr2ogr } from '../support/gdal.ts'
import { makeXlsx, textRows, type WorkbookXml } from '../support/make-xlsx.ts'
import { layerOf, readLayer } from '../support/read-layer.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-xlsx-'))
})
afterAll(() => rm(folder, { recursive: true }))

let made = 0
const fileOf = (workbook: WorkbookXml, change?: (parts: Map<string, string>) => void) =>
  makeXlsx(path.join(folder, `${made++}.xlsx`), workbook, change)
const read = async (workbook: WorkbookXml, options?: OpenOptions, part: string | null = null) =>
  readLayer(openXlsx, layerOf(await fileOf(workbook), 'xlsx', part), options)
const sheet = (rows: string, after = ''): WorkbookXml => ({ sheets: [{ name: 'S', rows, after }] })
const merged = (...refs: string[]) =>
  `<mergeCells count="${refs.length}">${refs.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`
const codes = (row: { notes?: readonly { code: string; field: string | null }[] } | undefined) =>
  row?.notes?.map(({ code, field }) => [code, field])

test('titles are passed over, a class merged over rows counts for each, and rows keep the numbers of the sheet', async () => {
  const rows = textRows([
    ['某区城市部件普查成果表', null, null, null],
    ['类别', '编码', '经度', '纬度'],
    ['井盖', '3205060101000001', 120.5, 31.5],
    [null, '3205060101000002', 120.6, 31.6],
    [null, null, null, null],
    [null, '3205060101000003', 120.7, 31.7],
    ['路灯', '3205060201000001', 120.8, 31.8],
    ['合计', '4', null, null],
  ])
  const { source, rows: found } = await read(sheet(rows, merged('A1:D1', 'A3:A6')))
  expect(source.fields).toEqual(['类别', '编码', '经度', '纬度'])
  expect(found.map((r) => [r.rowNo, r.fields.类别, r.fields.编码, r.geometry?.type ?? null])).toEqual([
    [3, '井盖', '3205060101000001', 'Point'],
    [4, '井盖', '3205060101000002', 'Point'],
    [6, '井盖', '3205060101000003', 'Point'],
    [7, '路灯', '3205060201000001', 'Point'],
    [8, '合计', '4', null],
  ])
  expect(codes(found[4])).toEqual([['note_total_row', null]])
  expect(source.warnings.map(([, en]) => en)).toEqual([
    expect.stringContaining('1 cells are merged over rows'),
  ])
})

test('a header of two rows: names below their groups, the group put before a name that stands under several', async () => {
  const rows = textRows([
    ['编码', '主管部门', null, '权属单位', null, '位置', null],
    [null, '代码', '名称', '代码', '名称', 'X坐标', 'Y坐标'],
    ['1', 'A', '甲', 'B', '乙', 5, 6],
  ])
  const both = await read(sheet(rows, merged('A1:A2', 'B1:C1', 'D1:E1', 'F1:G1')))
  const names = ['编码', '主管部门代码', '主管部门名称', '权属单位代码', '权属单位名称', 'X坐标', 'Y坐标']
  expect(both.source.fields).toEqual(names)
  expect(both.rows.map((r) => [r.rowNo, r.fields.权属单位名称])).toEqual([[3, '乙']])
  const pointed = await read(sheet(rows, merged('A1:A2', 'B1:C1', 'D1:E1', 'F1:G1')), { headerRow: 2 })
  expect(pointed.source.fields).toEqual(names)
  const groupsOnly = await read(sheet(rows, merged('B1:C1', 'D1:E1', 'F1:G1')))
  expect(groupsOnly.source.fields?.slice(1)).toEqual(names.slice(1))
})

test('text is shared, inline, in runs, escaped or the result of a formula; readings are skipped', async () => {
  const { rows } = await read({
    strings: [
      '<t>a</t>',
      '<t>b</t>',
      '<t>c</t>',
      '<r><t>井</t></r><r><rPr/><t xml:space="preserve"> 盖</t></r><rPh sb="0" eb="1"><t>jing</t></rPh>',
      '<t>x_x000D_y_x005F_</t>',
    ],
    sheets: [
      {
        name: 'S',
        rows:
          '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>' +
          '<row><c t="s"><v>3</v></c><c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh><t>no</t></rPh></is></c><c t="str"><f>A1</f><v>f</v></c></row>' +
          '<row><c t="s"><v>4</v></c><c t="b"><v>1</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>' +
          '<row><c t="s"><v>0</v></c><c><f>1+1</f></c><c><f>1+1</f><v>2</v></c></row>',
      },
    ],
  })
  expect(rows.map((r) => Object.values(r.fields))).toEqual([
    ['井 盖', 'inline', 'f'],
    ['x\ry_', 'true', ''],
    ['a', '', '2'],
  ])
  expect(rows.map(codes)).toEqual([undefined, [['note_cell_error', 'c']], [['note_formula_unsaved', 'b']]])
})

test('numbers keep their digits; one of 16 or more is noted with its field', async () => {
  const { rows } = await read(
    sheet(
      `${textRows([['code', 'x', 'y']])}<row r="2"><c r="A2"><v>32050601001000123</v></c><c r="B2"><v>120.12345678901234</v></c><c r="C2"><v>3.2050601001E+16</v></c></row>`,
    ),
  )
  expect(rows[0]?.fields).toEqual({
    code: '32050601001000123',
    x: '120.12345678901234',
    y: '3.2050601001E+16',
  })
  expect(codes(rows[0])).toEqual([
    ['code_as_number', 'code'],
    ['code_as_number', 'y'],
  ])
})

const DATES = `<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/><numFmt numFmtId="177" formatCode="0.00&quot;天&quot;"/><numFmt numFmtId="178" formatCode="[Red]#,##0"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="22"/><xf numFmtId="177"/><xf numFmtId="178"/><xf numFmtId="58"/></cellXfs>`
const dated = (values: [style: number, value: string][], date1904: boolean) => ({
  date1904,
  styles: DATES,
  sheets: [
    {
      name: 'S',
      rows:
        textRows([['a', 'b', 'c']]) +
        values.map(([s, v]) => `<row><c s="${s}"><v>${v}</v></c></row>`).join(''),
    },
  ],
})

test('numbers that a style shows as dates are dates, in both systems, with their time where there is one', async () => {
  const values: [number, string][] = [
    [0, '45413'],
    [1, '45413'],
    [2, '45413.5'],
    [3, '45413.999995'],
    [4, '45413'],
    [5, '45413'],
    [6, '1'],
    [1, '60'],
    [1, '61'],
    [1, '0.25'],
    [1, '-3'],
  ]
  const { rows } = await read(dated(values, false))
  expect(rows.map((r) => r.fields.a)).toEqual([
    '45413',
    '2024-05-01',
    '2024-05-01 12:00:00',
    '2024-05-02',
    '45413',
    '45413',
    '1900-01-01',
    '60',
    '1900-03-01',
    '06:00:00',
    '-3',
  ])
  const { rows: macintosh } = await read(dated([[1, '43951']], true))
  expect(macintosh[0]?.fields.a).toBe('2024-05-01')
})

test('sheets with a prefix, strict workbooks and ISO dates are read like others', async () => {
  const rows = `${textRows([['a', 'b', 'c']])}<row r="2"><c r="B2" t="d"><v>2024-05-01T00:00:00</v></c><c r="C2" t="d"><v>2024-05-01T08:30:00</v></c></row>`
  for (const form of [{ prefix: 'x:' }, { strict: true }, { prefix: 'ss:', strict: true }]) {
    const { rows: found } = await read({ ...sheet(rows, merged('A9:A10')), ...form })
    expect(found[0]?.fields).toEqual({ a: '', b: '2024-05-01', c: '2024-05-01 08:30:00' })
  }
})

test('sheets that are hidden or empty are no layers, and hidden ones are named', async () => {
  const rows = textRows([
    ['a', 'b', 'c'],
    ['1', '2', '3'],
  ])
  const workbook: WorkbookXml = {
    sheets: [
      { name: '说明', rows: '<row r="1"><c r="A1" s="1"/></row>' },
      { name: '字典', rows, state: 'hidden' },
      { name: '井盖', rows },
      { name: '路灯', rows: rows.replace('>3<', '>4<') },
    ],
  }
  const file = await fileOf(workbook)
  expect(await listSheets(file)).toEqual(['井盖', '路灯'])
  expect((await findLayers(file)).layers.map(({ format, part }) => [format, part])).toEqual([
    ['xlsx', '井盖'],
    ['xlsx', '路灯'],
  ])
  const lamps = await readLayer(openXlsx, layerOf(file, 'xlsx', '路灯'))
  expect(lamps.rows[0]?.fields.c).toBe('4')
  expect(lamps.source.warnings).toEqual([[expect.stringContaining('字典'), expect.stringContaining('字典')]])
  await expect(readLayer(openXlsx, layerOf(file, 'xlsx', '树'))).rejects.toMatchObject({
    code: 'layer_choice',
  })
  expect(await listSheets(await fileOf({ sheets: [{ name: 'h', rows, state: 'veryHidden' }] }))).toEqual([
    'h',
  ])
})

test('cells beside the table are left out with a note, and its geometry may be text', async () => {
  const { rows } = await read(
    sheet(
      textRows([
        ['a', 'b', 'wkt'],
        ['1', '2', 'POINT(1 2)', '备忘'],
        ['1', '2', 'POINT(1 2'],
      ]),
    ),
  )
  expect(rows[0]?.geometry).toEqual({ type: 'Point', coordinates: [1, 2] })
  expect(codes(rows[0])).toEqual([['note_cells_beyond', null]])
  expect(rows[1]?.problem?.code).toBe('geometry_unreadable')
})

test.each<[string, RegExp, WorkbookXml, ((parts: Map<string, string>) => void)?]>([
  ['no workbook', /no workbook/, sheet(''), (parts) => parts.delete('xl/workbook.xml')],
  ['a missing string', /shared string 7/, sheet('<row><c t="s"><v>7</v></c><c><v>1</v></c></row>')],
  [
    'XML that ends early',
    /XML is wrong/,
    sheet(''),
    (parts) => parts.set('xl/worksheets/sheet1.xml', '<worksheet><sheetData>'),
  ],
  ['an address that is none', /address ZZZZ1/, sheet('<row><c r="ZZZZ1"><v>1</v></c></row>')],
  ['rows out of order', /row 2 follows row 5/, sheet(textRows([['a', 'b', 'c']], 5) + textRows([['d']], 2))],
  [
    'a cell without end',
    /one cell or tag/,
    sheet(`<row><c t="inlineStr"><is><t>${'x'.repeat(40 * 1024 * 1024)}</t></is></c></row>`),
  ],
  ['deep nesting', /nested/, sheet('<a>'.repeat(1000) + '</a>'.repeat(1000))],
])('%s is refused', async (_, words, workbook, change) => {
  const file = await fileOf(workbook, change)
  const reading = readLayer(openXlsx, layerOf(file, 'xlsx'))
  await expect(reading).rejects.toMatchObject({ code: 'xlsx_broken', message: expect.stringMatching(words) })
})

test('a part that unpacks to more than 200 times its size is refused before it is unpacked', async () => {
  const file = await fileOf(sheet(textRows([['a', 'b', 'c']]) + '<row/>'.repeat(1_000_000)))
  await expect(readLayer(openXlsx, layerOf(file, 'xlsx'))).rejects.toThrow(/unpacks to/)
})

test('a byte that changed on its way is found by the checksum of its part', async () => {
  const rows = textRows([
    ['a', 'b', 'c'],
    ['3205060101000001', '2', '3'],
  ])
  const file = await fileOf({ ...sheet(rows), stored: true })
  const bytes = await readFile(file)
  bytes.write('7', bytes.indexOf('3205060101000001') + 15)
  await writeFile(file, bytes)
  await expect(readLayer(openXlsx, layerOf(file, 'xlsx'))).rejects.toThrow(/checksum/)
})

test('a workbook without names of fields is refused, and so is one without anything', async () => {
  const numbers = await fileOf(sheet(textRows([[1, 2, 3]])))
  await expect(readLayer(openXlsx, layerOf(numbers, 'xlsx'))).rejects.toMatchObject({
    code: 'header_missing',
  })
  const empty = await fileOf(sheet(''))
  expect(await listSheets(empty)).toEqual([])
  await expect(findLayers(empty)).rejects.toMatchObject({ code: 'file_no_rows' })
  await expect(readLayer(openXlsx, layerOf(empty, 'xlsx'))).rejects.toMatchObject({ code: 'layer_choice' })
})

test.skipIf(!hasGdal)('what GDAL writes is read the same', async () => {
  const csv = path.join(folder, 'table.csv')
  const file = path.join(folder, 'gdal.xlsx')
  await writeFile(
    csv,
    '编码,名称,日期,值\n3205060101000001,井盖,2024-05-01,1.5\n3205060101000002,路灯,2023-12-31,\n',
  )
  await writeFile(path.join(folder, 'table.csvt'), 'String,String,Date,Real')
  runOgr2ogr('-f', 'XLSX', file, csv)
  const { rows } = await readLayer(openXlsx, layerOf(file, 'xlsx'))
  expect(rows.map((r) => Object.values(r.fields))).toEqual([
    ['3205060101000001', '井盖', '2024-05-01', '1.5'],
    ['3205060101000002', '路灯', '2023-12-31', ''],
  ])
})
