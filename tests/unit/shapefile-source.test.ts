import { readFile, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Position } from 'geojson'
import { expect, test } from 'vitest'
import { findLayers } from '../../server/readers/find-layers.ts'
import { readAll, useFolder } from '../support/read-source.ts'
import {
  type Corner,
  GBK,
  makeDbf,
  makeShp,
  NULL_SHAPE,
  partsShape,
  pointShape,
  pointZShape,
  writeParts,
} from '../support/shapefile.ts'

const folder = useFolder()
const CODE = { name: 'ObjID', type: 'C', length: 16 }
const codes = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ values: [`320508010200000${i}`] }))
const points = (count: number) =>
  makeShp(
    1,
    Array.from({ length: count }, (_, i) => pointShape([i, -i])),
  )
const square = (x: number, y: number, size: number): Corner[] => [
  [x, y],
  [x, y + size],
  [x + size, y + size],
  [x + size, y],
  [x, y],
]

test('values come as they are written: codes with all their digits, dates, logicals, nothing for blanks and asterisks', async () => {
  const columns = [
    CODE,
    { name: 'BIG', type: 'N', length: 18 },
    { name: 'CODE', type: 'N', length: 6 },
    { name: 'DAY', type: 'D', length: 8 },
    { name: 'OK', type: 'L', length: 1 },
    { name: 'WIDE', type: 'N', length: 4 },
    { name: 'NOTE', type: 'C', length: 12 },
  ]
  const dbf = makeDbf(columns, [
    { values: ['3205080102000001', '320508010200000123', '  0101', '20240131', 'T', '****', 'a\0\0b\0'] },
    { values: ['0003205080102001', '                  ', '      ', '00000000', '?', ' 1.5', '\0\0\0'] },
  ])
  const file = await writeParts(await folder(), '部件', { dbf, ...points(2) })
  const { rows, source } = await readAll(file)
  expect(source.fields).toEqual(columns.map(({ name }) => name))
  expect(rows).toEqual([
    {
      rowNo: 1,
      fields: {
        ObjID: '3205080102000001',
        BIG: '320508010200000123',
        CODE: '0101',
        DAY: '20240131',
        OK: true,
        WIDE: null,
        NOTE: 'ab',
      },
      geometry: { type: 'Point', coordinates: [0, -0] },
      notes: [expect.objectContaining({ code: 'note_number_overflow', field: 'WIDE' })],
    },
    {
      rowNo: 2,
      fields: {
        ObjID: '0003205080102001',
        BIG: null,
        CODE: null,
        DAY: null,
        OK: null,
        WIDE: '1.5',
        NOTE: null,
      },
      geometry: { type: 'Point', coordinates: [1, -1] },
    },
  ])
})

test('deleted records are left out and counted, null shapes are rows without a place', async () => {
  const records = codes(4).map((record, i) => ({ ...record, deleted: i === 1 }))
  const { shp, shx } = makeShp(1, [pointShape([1, 1]), pointShape([2, 2]), NULL_SHAPE, pointShape([4, 4])])
  const { rows, source } = await readAll(
    await writeParts(await folder(), 'a', { shp, shx, dbf: makeDbf([CODE], records) }),
  )
  expect(rows.map((r) => [r.rowNo, r.geometry?.type ?? null])).toEqual([
    [1, 'Point'],
    [3, null],
    [4, 'Point'],
  ])
  expect(source.warnings).toEqual([['已略去 1 条标记为删除的记录', expect.stringMatching(/^1 records/)]])
})

test('a text that its field cut in the middle of a character keeps the whole ones, with a note', async () => {
  const columns = [{ name: GBK.name, type: 'C', length: 5 }]
  const dbf = makeDbf(columns, [{ values: [GBK.road] }, { values: [GBK.lamp] }, { values: ['road'] }])
  const { rows, source } = await readAll(await writeParts(await folder(), 'cut', { dbf }), {
    encoding: 'gb18030',
  })
  expect(source.fields).toEqual(['名称'])
  expect(rows.map((r) => [r.fields.名称, r.notes?.[0]?.code ?? null])).toEqual([
    ['人民', 'note_text_cut'],
    ['路灯', null],
    ['road', null],
  ])
  const utf8 = makeDbf([{ name: 'N', type: 'C', length: 8 }], [{ values: ['人民路'] }])
  const { rows: cut } = await readAll(await writeParts(await folder(), 'cut', { dbf: utf8 }))
  expect(cut[0]).toMatchObject({ fields: { N: '人民' }, notes: [{ code: 'note_text_cut', field: 'N' }] })
})

test('bytes that are no text make a problem row between good ones', async () => {
  const dbf = makeDbf(
    [{ name: 'N', type: 'C', length: 8 }],
    [{ values: [GBK.road] }, { values: [Buffer.from('ff20', 'hex')] }, { values: [GBK.lamp] }],
  )
  const { rows } = await readAll(await writeParts(await folder(), 'x', { dbf }), { encoding: 'gb18030' })
  expect(rows.map((r) => r.problem?.code ?? r.fields.N)).toEqual(['人民路', 'text_undecodable', '路灯'])
})

test('field names that were cut to the same are told apart; one that would be no field of an object as well', async () => {
  const column = (name: string) => ({ name, type: 'C', length: 2 })
  const dbf = makeDbf(['主管部', '主管部', '__proto__', ''].map(column), [{ values: ['1', '2', '3', '4'] }])
  const { rows, source } = await readAll(await writeParts(await folder(), 'x', { dbf }))
  expect(source.fields).toEqual(['主管部', '主管部_2', '__proto___2', 'field_4'])
  expect(Object.values(rows[0]?.fields ?? {})).toEqual(['1', '2', '3', '4'])
  expect(source.warnings.map(([, en]) => en)).toContain(
    'The field name "主管部" occurs twice; the other one is called "主管部_2".',
  )
})

test('a record that does not begin like one is a problem row: the records do not lie where the header says', async () => {
  const dbf = makeDbf([CODE], codes(3))
  dbf[dbf.length - 1 - 2 * 17] = 0x33
  const { rows } = await readAll(await writeParts(await folder(), 'x', { dbf }))
  expect(rows.map((r) => r.problem?.code ?? null)).toEqual([null, 'record_unreadable', null])
})

test('without an index, or with one that does not fit, the shapes are read one after the other', async () => {
  const { shp, shx } = points(3)
  const dbf = makeDbf([CODE], codes(3))
  const expected = [0, 1, 2].map((i) => ({ type: 'Point', coordinates: [i, -i] }))
  const wrong = Buffer.from(shx)
  wrong.writeInt32BE(5_000_000, 108)
  for (const [index, warning] of [
    [undefined, 'There is no index'],
    [wrong, 'The index (.shx) does not fit'],
    [shx.subarray(0, 116), 'The index (.shx) does not fit'],
  ] as const) {
    const { rows, source } = await readAll(await writeParts(await folder(), 'x', { shp, shx: index, dbf }))
    expect(rows.map((r) => r.geometry)).toEqual(expected)
    expect(source.warnings.map(([, en]) => en)).toEqual([expect.stringContaining(warning)])
  }
})

test('shapes stand where the index says, also out of order and with gaps between them', async () => {
  const { shp, shx } = points(3)
  const swapped = Buffer.concat([
    shx.subarray(0, 100),
    shx.subarray(116, 124),
    shx.subarray(108, 116),
    shx.subarray(100, 108),
  ])
  const { rows } = await readAll(
    await writeParts(await folder(), 'x', { shp, shx: swapped, dbf: makeDbf([CODE], codes(3)) }),
  )
  expect(rows.map((r) => r.geometry)).toEqual([2, 1, 0].map((i) => ({ type: 'Point', coordinates: [i, -i] })))
})

test('of a file that is cut off the whole rows come, and then an error that says how many are missing', async () => {
  const dbf = makeDbf([CODE], codes(5))
  const { shp, shx } = points(5)
  const cutTable = await writeParts(await folder(), 'x', { shp, shx, dbf: dbf.subarray(0, dbf.length - 10) })
  expect(await readAll(cutTable)).toMatchObject({
    rows: codes(4).map(({ values: [ObjID] }) => ({ fields: { ObjID } })),
    error: { code: 'shapefile_cut_off', message: expect.stringContaining('should have 5 records and has 4') },
  })
  const cutShapes = await writeParts(await folder(), 'x', { shp, shx, dbf })
  await truncate(cutShapes, shp.length - 30)
  expect(await readAll(cutShapes)).toMatchObject({
    rows: [{ rowNo: 1 }, { rowNo: 2 }, { rowNo: 3 }],
    error: { code: 'shapefile_cut_off', message: expect.stringContaining('3 whole shapes') },
  })
  const bare = await writeParts(await folder(), 'x', { shp: shp.subarray(0, shp.length - 28) })
  expect(await readAll(bare)).toMatchObject({ rows: { length: 4 }, error: { code: 'shapefile_cut_off' } })
})

test('a header that cannot be trusted refuses the file; MultiPatch says what to do', async () => {
  const { shp, shx } = points(1)
  const dbf = makeDbf([CODE], codes(1))
  const multiPatch = Buffer.from(shp)
  multiPatch.writeInt32LE(31, 32)
  const widerFields = Buffer.from(dbf)
  widerFields.writeUInt16LE(10, 10)
  for (const [parts, code] of [
    [{ shp: multiPatch, shx, dbf }, 'shp_multipatch'],
    [{ shp: shp.subarray(0, 50), shx, dbf }, 'shp_header'],
    [{ shp, shx, dbf: dbf.subarray(0, 60) }, 'dbf_header'],
    [{ shp, shx, dbf: widerFields }, 'dbf_header'],
  ] as const)
    await expect(readAll(await writeParts(await folder(), 'x', parts))).rejects.toMatchObject({ code })
})

test('a hole belongs to the smallest ring around it, an island in it is a polygon of its own, whatever way the rings turn', async () => {
  const [outer, hole, island, far] = [
    square(0, 0, 100),
    square(10, 10, 50),
    square(20, 20, 5),
    square(200, 0, 10),
  ]
  const grouped = [[outer, hole], [island], [far]]
  const turned = (ring: Corner[]) => [...ring].reverse()
  const byStandard = [far, turned(hole), island, outer]
  const allAlike = [island, hole, far, outer]
  const { shp, shx } = makeShp(
    5,
    [byStandard, allAlike, allAlike.map(turned)].map((rings) => partsShape(5, rings)),
  )
  const { rows } = await readAll(await writeParts(await folder(), 'x', { shp, shx }))
  const key = (ring: readonly Position[]) => JSON.stringify([...ring].map(String).sort())
  const shapes = rows.map((r) => (r.geometry?.type === 'MultiPolygon' ? r.geometry.coordinates : []))
  for (const shape of shapes)
    expect(new Set(shape.map((rings) => rings.map(key).join()))).toEqual(
      new Set(grouped.map((rings) => rings.map((ring) => key(ring.map(([x, y]) => [x, y]))).join())),
    )
})

test('a hole that touches its ring with every corner is still inside', async () => {
  const diamond: Corner[] = [
    [50, 0],
    [0, 50],
    [50, 100],
    [100, 50],
    [50, 0],
  ]
  const { shp, shx } = makeShp(5, [partsShape(5, [square(0, 0, 100), [...diamond].reverse()])])
  const { rows } = await readAll(await writeParts(await folder(), 'x', { shp, shx }))
  expect(rows[0]?.geometry).toMatchObject({ type: 'Polygon', coordinates: { length: 2 } })
})

test('heights are left out and that is said; a shape that cannot be read is a problem row between good ones', async () => {
  const heights = makeShp(11, [pointZShape([1, 2], 3)])
  const { rows, source } = await readAll(await writeParts(await folder(), 'x', heights))
  expect(rows[0]?.geometry).toEqual({ type: 'Point', coordinates: [1, 2] })
  expect(source.warnings.map(([, en]) => en)).toContain(
    'The heights (Z) and measures (M) of the shapes were left out.',
  )

  const wrongParts = partsShape(5, [square(0, 0, 1)])
  wrongParts.writeInt32LE(7, 44)
  const wrongCount = partsShape(5, [square(0, 0, 1)])
  wrongCount.writeInt32LE(1_000_000, 40)
  const mixed = makeShp(5, [wrongParts, partsShape(5, [square(0, 0, 1)]), wrongCount, pointShape([1, 1])])
  const { rows: faulty } = await readAll(await writeParts(await folder(), 'x', mixed))
  expect(faulty.map((r) => r.problem?.code ?? r.geometry?.type)).toEqual([
    'geometry_unreadable',
    'Polygon',
    'geometry_unreadable',
    'geometry_unreadable',
  ])
})

test('parts in any case, named by any of them, and a .prj with a Chinese name in GBK', async () => {
  const { shp, shx } = points(1)
  const at = await folder()
  const wkt = await readFile(new URL('../fixtures/cgcs2000-zone-40.prj', import.meta.url))
  const named = Buffer.concat([Buffer.from('PROJCS["'), GBK.road, wkt.subarray(wkt.indexOf('",'))])
  await writeParts(at, '街道', { SHP: shp, Shx: shx, PRJ: named })
  const file = await writeParts(at, '街道', { DBF: makeDbf([CODE], codes(1)) })
  const { source, rows } = await readAll(file)
  expect(source.crs).toMatchObject({ crs: 'EPSG:4528', said: '人民路', confidence: 'certain' })
  expect(rows[0]?.geometry?.type).toBe('Point')
})

test.each([
  ['井盖.prj', Buffer.from('GEOGCS["GCS_WGS_1984"]'), 'only a part of a Shapefile'],
  ['井盖.cpg', Buffer.from('GBK'), 'only a part of a Shapefile'],
  ['井盖.shx', makeShp(1, []).shx, 'only a part of a Shapefile'],
  ['井盖.dat', makeDbf([{ name: 'N', type: 'N', length: 3 }], [{ values: ['1'] }]), 'a MapInfo file'],
])('%s alone is refused with what to do', async (name, bytes, why) => {
  const file = path.join(await folder(), name)
  await writeFile(file, bytes)
  await expect(findLayers(file)).rejects.toThrow(why)
})
