import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { makeEdition } from '../../server/census/inspection/known-classes.ts'
import { cutsOf, matchName } from '../../server/census/inspection/match-name.ts'
import { proposeMapping } from '../../server/census/inspection/propose-mapping.ts'
import { findLayers } from '../../server/readers/find-layers.ts'
import { openLayer } from '../../server/readers/open-layer.ts'

/** Lines of our own tables; the few quoted names hold a comma. */
const table = (file: string): string[][] =>
  readFileSync(new URL(`../../data/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) =>
      [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map(([, bare = '', quoted]) => quoted ?? bare),
    )

const lengths = {
  'CJ/T 214-2007': [4, 16],
  'GB/T 30428.2-2013': [4, 16],
  'GB/T 47678.5-2026': [5, 17],
} as const
const editions = Object.entries(lengths)
  .map(([code, [classCodeLength, componentCodeLength]]) =>
    makeEdition({
      code,
      isExtension: false,
      classCodeLength,
      componentCodeLength,
      classes: table('component_classes.csv')
        .filter(([edition]) => edition === code)
        .map(([, classCode = '', nameZh = '', nameEn = '']) => ({ code: classCode, nameZh, nameEn })),
    }),
  )
  .reverse()

type Columns = Record<string, readonly unknown[]>
const layer = (columns: Columns, name = '部件.csv', isTable = false) => {
  const count = Math.max(...Object.values(columns).map(({ length }) => length))
  const rows = Array.from({ length: count }, (_, i) => ({
    fields: Object.fromEntries(Object.entries(columns).map(([field, values]) => [field, values[i] ?? null])),
  }))
  return { name, fields: Object.keys(columns), rows, isTable }
}
const targetsOf = (columns: Columns, name?: string) =>
  proposeMapping(layer(columns, name), editions).reading.targets

const VALUES = {
  code2013: ['3205060102000001', '3205060102000002', '3205060120000003'],
  code2026: ['32050601002000001', '32050601002000002', '32050601020000003'],
  className2013: ['污水井盖', '污水井盖', '雨水箅子'],
  deptCode: ['320506001', '320506002', '320506001'],
  deptName: ['示范区住建局', '示范区水务局', '示范区住建局'],
  grid: ['320506001001001', '320506001001002', '320506001001001'],
  state: ['完好', '破损', '完好'],
  day: ['20240510', '20240511', '20240512'],
  source: ['实测', '实测', '其他'],
  note: ['', '路口', ''],
}

const standard = (
  names: readonly string[],
  code: readonly string[],
  withClass: readonly string[],
): Columns => {
  const values = [
    ...[code, withClass, VALUES.deptCode, VALUES.deptName, VALUES.deptCode, VALUES.deptName],
    ...[
      VALUES.deptCode,
      VALUES.deptName,
      VALUES.grid,
      VALUES.state,
      VALUES.day,
      [],
      VALUES.source,
      VALUES.note,
    ],
  ]
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? []]))
}
const TARGETS = [
  ...['code', 'className', 'competent.code', 'competent.name', 'owner.code', 'owner.name'],
  ...[
    'maintainer.code',
    'maintainer.name',
    'gridCode',
    'state',
    'surveyedOn',
    'changedOn',
    'dataSource',
    'note',
  ],
]
const expected = (names: readonly string[]) => ({
  ...Object.fromEntries(TARGETS.map((target, i) => [target, names[i]])),
  name: names[1],
})

const ENGLISH = [
  ...['ObjID', 'ObjName', 'DeptCode1', 'DeptName1', 'DeptCode2', 'DeptName2', 'DeptCode3', 'DeptName3'],
  ...['BGID', 'ObjState', 'ORDate', 'CHDate', 'DataSource', 'Note'],
]
const PINYIN = [
  ...['GLBJBSM', 'GLBJMC', 'ZGBMDM', 'ZGBMMC', 'QSDWDM', 'QSDWMC', 'YHDWDM', 'YHDWMC'],
  ...['SZDYWGBSM', 'GLBJZT', 'CSRQ', 'BGRQ', 'SJLY', 'BZ'],
]
const CHINESE = [
  ...[
    '标识码',
    '名称',
    '主管部门代码',
    '主管部门名称',
    '权属单位代码',
    '权属单位名称',
    '养护单位代码',
    '养护单位名称',
  ],
  ...['所在单元网格', '状态', '初始日期', '变更日期', '数据来源', '备注'],
]

describe('the names of the standards', () => {
  test.each([
    ['English of 2007 and 2013', ENGLISH, VALUES.code2013],
    ['pinyin initials of 2026', PINYIN, VALUES.code2026],
    ['Chinese', CHINESE, VALUES.code2013],
    [
      'English in capitals, as some programs write them',
      ENGLISH.map((n) => n.toUpperCase()),
      VALUES.code2013,
    ],
    ['full width, with marks and units', CHINESE.map((n) => `* ${n}（必填）`), VALUES.code2013],
  ])('%s', (_, names, code) => {
    const proposed = proposeMapping(layer(standard(names, code, VALUES.className2013)), editions)
    expect(proposed.reading.targets).toEqual(expected(names))
    for (const target of TARGETS.filter((one) => one !== 'changedOn'))
      expect(proposed.reasons[target]?.confidence, target).toBe('certain')
  })

  test('street and community of 2026 have no target, and are mistaken for none', () => {
    const columns = {
      SZJDDM: ['320506001'],
      SZJDMC: ['示范街道'],
      SZSQDM: ['320506001001'],
      SZSQMC: ['示范社区'],
    }
    expect(targetsOf(columns)).toEqual({})
    expect(targetsOf({ 所在街道代: ['320506001'], 所在社: ['示范社区'], 所在街: ['示范街道'] })).toEqual({})
  })
})

describe('names cut at ten bytes', () => {
  test('what GBK and UTF-8 leave of a name', () => {
    expect(cutsOf('主管部门名称')).toEqual(['主管部门名', '主管部'])
    expect(cutsOf('标识码')).toEqual([])
    expect(cutsOf('DataSource')).toEqual([])
  })

  const cut = (bytes: number) => CHINESE.map((name) => [...name].slice(0, Math.floor(10 / bytes)).join(''))

  test('in GBK each of them is still one thing', () => {
    const names = cut(2)
    expect(targetsOf(standard(names, VALUES.code2013, VALUES.className2013))).toEqual(expected(names))
  })

  test('in UTF-8 code and name of a role are the same letters: the values tell', () => {
    const { 主管部: _, ...rest } = standard(cut(3), VALUES.code2013, VALUES.className2013)
    expect(targetsOf({ ...rest, 主管部: VALUES.deptCode })).toMatchObject({ 'competent.code': '主管部' })
    const byName = targetsOf({ ...rest, 主管部: VALUES.deptName })
    expect(byName).toMatchObject({ 'competent.name': '主管部' })
    expect(byName).not.toHaveProperty(['competent.code'])
    // As programs number what became equal.
    const both = targetsOf({ ...rest, 主管部: VALUES.deptName, 主管_1: VALUES.deptCode })
    expect(both).toMatchObject({ 'competent.name': '主管部', 'competent.code': '主管_1' })
    expect(targetsOf({ ...rest, 主管部: [] })).not.toHaveProperty(['competent.code'])
  })

  test.each([
    ['部件标识', 'code', VALUES.code2013],
    ['部件编', 'code', VALUES.code2013],
    ['部件名', 'className', VALUES.className2013],
    ['单元网', 'gridCode', VALUES.grid],
    ['所在单元网', 'gridCode', VALUES.grid],
    ['权属单位代', 'owner.code', VALUES.deptCode],
    ['权属单位名', 'owner.name', VALUES.deptName],
    ['初始日', 'surveyedOn', VALUES.day],
  ])('%s is %s', (field, target, values) => {
    expect(targetsOf({ [field]: values })).toMatchObject({ [target]: field })
  })
})

describe('other words', () => {
  test.each([
    ...['部件编码', '部件标识码', '部件代码', '编码', '编号', 'objcode', 'Obj_Code'].map((n) => [
      n,
      'code',
      VALUES.code2013,
    ]),
    ...['部件名称', '部件类型'].map((n) => [n, 'className', VALUES.className2013]),
    ...['主管部门', '主管单位'].map((n) => [n, 'competent.name', VALUES.deptName]),
    ['主管部门', 'competent.code', VALUES.deptCode],
    ...['权属单位', '产权单位'].map((n) => [n, 'owner.name', VALUES.deptName]),
    ...['养护单位', '维护单位', '管养单位'].map((n) => [n, 'maintainer.name', VALUES.deptName]),
    ...['单元网格', '网格编码', '网格代码', '单元网格标识码'].map((n) => [n, 'gridCode', VALUES.grid]),
    ['部件状态', 'state', VALUES.state],
    ...['初始时间', '普查日期'].map((n) => [n, 'surveyedOn', VALUES.day]),
    ['变更时间', 'changedOn', VALUES.day],
    ['来源', 'dataSource', VALUES.source],
    ['说明', 'note', VALUES.note],
    ['ＢＺ', 'note', VALUES.note],
    ['LocateDSC', 'location', ['示范路 1 号']],
  ] as [string, string, string[]][])('%s is %s', (field, target, values) => {
    expect(targetsOf({ [field]: values })).toMatchObject({ [target]: field })
  })

  test('a name that is no class name is a name only', () => {
    expect(targetsOf({ ObjName: ['一号', '二号', '三号'] })).toEqual({ name: 'ObjName' })
  })

  test('dates that are none and states that nobody knows are not read under a synonym, and doubted under the standard’s name', () => {
    expect(targetsOf({ 更新时间: ['上周', '昨天'], Status: ['x', 'y'] })).toEqual({})
    const { reasons } = proposeMapping(layer({ ORDate: ['上周', '昨天'] }), editions)
    expect(reasons.surveyedOn?.confidence).toBe('guess')
  })

  test('words of other vocabularies for a state are translated', () => {
    expect(targetsOf({ LIFECYCLESTATUS: ['ACT', 'ABN', 'ACT', 'ACT', 'ACT', 'MITFL'] }).state).toEqual({
      field: 'LIFECYCLESTATUS',
      map: { ACT: 'intact', ABN: 'abandoned' },
      else: 'unknown',
    })
  })
})

describe('by values', () => {
  test('codes, grids, states and days without a name that says it', () => {
    const columns = {
      A: VALUES.code2013,
      B: VALUES.grid,
      C: VALUES.state,
      D: VALUES.day,
      E: VALUES.className2013,
    }
    expect(targetsOf(columns)).toEqual({
      code: 'A',
      gridCode: 'B',
      state: 'C',
      surveyedOn: 'D',
      className: 'E',
    })
  })

  test('codes of the standards’ form come before running numbers that are called 编号', () => {
    expect(targetsOf({ 编号: ['1', '2', '3'], A: VALUES.code2013 })).toEqual({ code: 'A' })
  })

  test('two fields of days, and nothing that says which is which', () => {
    expect(targetsOf({ A: VALUES.day, B: VALUES.day })).toEqual({})
  })

  test('two fields for one target: one is taken, and the other is said', () => {
    const { reading, reasons } = proposeMapping(layer({ 备注说明: ['a'], 说明: ['b'] }), editions)
    expect(reading.targets).toEqual({ note: '备注说明' })
    expect(reasons.note).toMatchObject({ confidence: 'guess', why: { zh: expect.stringContaining('说明”') } })
  })

  test('nothing from nothing', () => {
    expect(proposeMapping(layer({ A: [], B: ['x', 'y'] }), editions)).toEqual({
      reading: { targets: {} },
      reasons: {},
      edition: null,
    })
  })

  test('record ids are no codes', () => {
    const { reading, reasons } = proposeMapping(
      layer({ OBJECTID: ['1', '2', '3'], GlobalID: ['{a}', '{b}', '{c}'], HYDRANT_ID: ['H1', 'H2', 'H3'] }),
      editions,
    )
    expect(reading.targets).toEqual({ code: 'HYDRANT_ID' })
    expect(reasons.recordIds?.why.en).toContain('OBJECTID, GlobalID')
  })
})

describe('the place', () => {
  const [north, east] = [
    ['3461075.54', '3461080.10'],
    ['559045.69', '559050.11'],
  ]
  const zoned = ['40559045.69', '40559050.11']
  const [lon, lat] = [
    ['120.62', '120.63'],
    ['31.27', '31.28'],
  ]
  test.each([
    ['X坐标 is the north', { X坐标: north, Y坐标: east }, { x: 'Y坐标', y: 'X坐标' }, 'certain'],
    [
      'units in brackets',
      { 'X坐标(m)': north, 'Y坐标(m)': zoned },
      { x: 'Y坐标(m)', y: 'X坐标(m)' },
      'certain',
    ],
    ['X坐标 by somebody else', { X坐标: east, Y坐标: north }, { x: 'X坐标', y: 'Y坐标' }, 'likely'],
    ['X坐标 with degrees', { X坐标: lon, Y坐标: lat }, { x: 'X坐标', y: 'Y坐标' }, 'likely'],
    ['x and y', { x: zoned, y: north }, { x: 'x', y: 'y' }, 'certain'],
    ['x and y, turned', { x: north, y: zoned }, { x: 'y', y: 'x' }, 'likely'],
    [
      'numbers of a system of its own',
      { 北坐标: ['5012.1', '5013.2'], 东坐标: ['812.3', '813.9'] },
      { x: '东坐标', y: '北坐标' },
      'guess',
    ],
    ['degrees', { 经度: lon, 纬度: lat }, { x: '经度', y: '纬度' }, 'certain'],
    ['well-known text', { 图形: ['POINT (120.6 31.2)', 'POINT (120.7 31.2)'] }, { wkt: '图形' }, 'certain'],
    ['by ranges alone', { A: lat, B: lon, C: ['1', '2'] }, { x: 'B', y: 'A' }, 'guess'],
  ])('%s', (_, columns, geometry, confidence) => {
    const { reading, reasons } = proposeMapping(layer(columns, 'a.csv', true), editions)
    expect(reading.geometry).toEqual(geometry)
    expect(reasons.geometry?.confidence).toBe(confidence)
  })

  test('a layer with shapes needs no columns for them', () => {
    expect(proposeMapping(layer({ 经度: lon, 纬度: lat }), editions).reading.geometry).toBeUndefined()
  })
})

describe('edition and class', () => {
  const editionOf = (columns: Columns) => proposeMapping(layer(columns), editions).edition

  test('17 digits are of 2026; 16 are of the edition whose names agree with the digits', () => {
    expect(editionOf({ GLBJBSM: VALUES.code2026 })).toBe('GB/T 47678.5-2026')
    // 0114 is 无主井盖 in 2007 and 园林井盖 in 2013.
    expect(editionOf({ ObjID: ['3205060114000001'], ObjName: ['园林井盖'] })).toBe('GB/T 30428.2-2013')
    expect(editionOf({ ObjID: ['3205060114000001'], ObjName: ['无主井盖'] })).toBe('CJ/T 214-2007')
    expect(editionOf({ ObjID: ['3205060114000001'] })).toBe('GB/T 30428.2-2013')
  })

  test.each([
    ['普查/0114_园林井盖.shp', '0114'],
    ['0102污水井盖', '0102'],
    ['delivery.zip/普查/污水井盖.shp', '0102'],
    ['普查/井盖.shp', undefined],
    ['0114_无主井盖.shp', undefined],
    ['0114_污水井盖.shp', undefined],
    ['sheet1', undefined],
  ])('%s names the class %s', (name, classCode) => {
    expect(
      proposeMapping(layer({ 备注: ['a'] }, name), editions, 'GB/T 30428.2-2013').reading.classCode,
    ).toBe(classCode)
  })

  test('rows that name their class need none from the file', () => {
    const { reading } = proposeMapping(
      layer({ ObjName: VALUES.className2013 }, '污水井盖.shp'),
      editions,
      'GB/T 30428.2-2013',
    )
    expect(reading.classCode).toBeUndefined()
  })
})

test('of a name that is known, nothing is cut: 主管部门 is no rest of 主管部门代码 alone', () => {
  expect(matchName('主管部门').map(({ target }) => target)).toEqual(['competent.code', 'competent.name'])
})

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
if (!existsSync(DATA)) console.warn(`skipped: ${DATA} is not there`)

test.skipIf(!existsSync(DATA)).each([
  [
    'cambridge/points/INFRA_Hydrants.geojson',
    { code: 'HYDRANT_ID', surveyedOn: 'INSTALLDATE', changedOn: 'LASTEDITDATE' },
  ],
  [
    'cambridge/points/INFRA_StreetLights.geojson',
    { code: 'PoleID', 'owner.unit': 'Owner', location: 'Intersection' },
  ],
  ['cambridge/points/DPW_LitterBarrels.geojson', { 'owner.unit': 'OWNER', location: 'LOCATION' }],
  ['cambridge/points/RECREATION_BikeRacks.geojson', { 'owner.unit': 'Owner', location: 'Location' }],
  ['cambridge/points/TRAFFIC_Signals.geojson', { 'competent.unit': 'Jurisdiction', location: 'Location' }],
  ['beijing/gbk/beijing_communities_gbk.csv', { code: '编码', name: '名称' }],
])('real headers: %s', async (file, targets) => {
  const {
    layers: [found],
  } = await findLayers(`${DATA}${file}`)
  if (found === undefined) throw new Error('no layer')
  const isTable = found.format === 'csv'
  const source = await openLayer(found, isTable ? { geometry: null } : {})
  const rows = []
  for await (const batch of source.rows()) {
    rows.push(...batch)
    if (rows.length >= 1_000) break
  }
  const fields = source.fields ?? [...new Set(rows.flatMap((row) => Object.keys(row.fields)))]
  const { reading } = proposeMapping({ name: found.name, fields, rows, isTable }, editions)
  console.info(file, reading)
  expect(reading.targets).toMatchObject(targets)
  expect(Object.values(reading.targets)).not.toContain('GlobalID')
  if (isTable) expect(reading.geometry).toEqual({ x: '经度', y: '纬度' })
})
