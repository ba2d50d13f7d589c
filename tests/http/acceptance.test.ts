/** Acceptance by sample through the client's own functions: drawn, inspected, counted by hand, decided; and the field sheet out and in again. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import type { SampledComponent } from '../../server/shared/acceptance.contract.ts'
import type { AcceptanceSettings } from '../../server/shared/acceptance-limits.ts'
import { type Api, createApi } from '../../web/api.ts'
import { commitDelivery, deliver, type Line, surveyorOf } from '../support/census.ts'
import { importGrids, makeDistrict, square } from '../support/imports.ts'
import { readAll, useFolder } from '../support/read-source.ts'
import { refusal } from '../support/refusal.ts'
import { useServer } from '../support/server.ts'

const server = useServer()
const folder = useFolder()
/** Ten unit grids of a thousandth of a degree in a row: grid n begins at 120.6 + n/1000. */
const GRIDS = 10
const grids = new Map<string, number>()
let surveyor: Api
let reviewer: Api

const SETTINGS: AcceptanceSettings = {
  sample: { by: 'number', grids: 3 },
  limits: { omission: 0.1, surplus: 0.25, attributes: 0.4, positionM: { A: 0.5, B: 1, C: 10 } },
  accuracies: { BENCH: 'B' },
}

/** `n` lamps in grid `at`, and what else the name begins with. */
const inGrid = (prefix: string, at: number, n: number, kind = 'LAMP'): Line[] =>
  Array.from({ length: n }, (_, i) => [
    `${prefix}${at}-${i}`,
    kind,
    'Water',
    `${prefix} ${at} ${i}`,
    Number((120.6001 + at * 0.001 + i * 0.00005).toFixed(7)),
    31.2005,
  ])

const as = async (role: 'reviewer' | 'administrator', gridId: number | null = null): Promise<Api> =>
  createApi({ base: server().base, bearer: (await server().as(role, gridId)).bearer })

beforeAll(async () => {
  const { db } = server()
  const { levelIds, editionId } = await makeDistrict(db, 2)
  await importGrids(db, levelIds[0] ?? 0, [{ code: 'TOWN', shape: square(120.6, 31.2, 120.61, 31.201) }])
  await importGrids(
    db,
    levelIds[1] ?? 0,
    Array.from({ length: GRIDS }, (_, n) => ({
      code: `G${n}`,
      shape: square(120.6 + n / 1000, 31.2, 120.6 + (n + 1) / 1000, 31.201),
    })),
  )
  await rows(
    db,
    `insert into class (edition_id, kind, code, name_zh, name_en, major_zh, major_en, geometry, confidence)
     values (:editionId::int, 'component', 'BENCH', '长椅', 'Bench', '公用', 'Utilities', 'point', 'city')`,
    { editionId },
  )
  for (const { id, code } of await rows<{ id: number; code: string }>(
    db,
    `select g.grid_id as id, g.code as code from grid_version as g where g.valid_to is null`,
  ))
    grids.set(code, id)
  surveyor = await surveyorOf(server())
  reviewer = await as('reviewer')
})

const allOf = async (id: number): Promise<SampledComponent[]> =>
  (await reviewer.listSampled({ params: { id }, query: { limit: 1000 } })).items

const found = (more: object = {}) => ({ outcome: 'found' as const, ...more })

test('one seed draws one sample, however the rows are ordered; another seed another', async () => {
  const lines = Array.from({ length: GRIDS }, (_, n) => inGrid('S', n, n + 1)).flat()
  const { id } = await deliver(surveyor, 'in order', lines)
  const { id: shuffled } = await deliver(surveyor, 'backwards', lines.toReversed())
  await reviewer.setAcceptance({ params: { id }, body: SETTINGS })
  const first = await reviewer.drawSample({ params: { id }, body: { seed: 7 } })
  expect(first.sample).toMatchObject({ drawNo: 1, seed: 7, lot: { components: 55, grids: 10, outside: 0 } })
  expect(first.sample?.grids).toHaveLength(3)
  // As the city set it last.
  expect(await reviewer.getAcceptance({ params: { id: shuffled } })).toMatchObject({
    settings: SETTINGS,
    settingsFrom: 'city',
    sample: null,
  })
  const second = await reviewer.drawSample({ params: { id: shuffled }, body: { seed: 7 } })
  const codes = ({ sample }: typeof first) => sample?.grids.map(({ code }) => code)
  expect(codes(second)).toEqual(codes(first))
  const place = ({ no, gridCode, code }: SampledComponent) => [no, gridCode, code]
  expect((await allOf(shuffled)).map(place)).toEqual((await allOf(id)).map(place))
  const again = await reviewer.drawSample({ params: { id }, body: { seed: 7 } })
  expect(again.sample?.drawNo).toBe(2)
  expect(codes(again)).toEqual(codes(first))
  // All components of a sampled grid are in it.
  for (const grid of again.sample?.grids ?? [])
    expect((await allOf(id)).filter(({ gridId }) => gridId === grid.gridId)).toHaveLength(
      Number(grid.code.slice(1)) + 1,
    )
  const drawn = new Set<string>()
  for (let seed = 0; seed < 20; seed++)
    drawn.add(String(codes(await reviewer.drawSample({ params: { id }, body: { seed } }))))
  expect(drawn.size).toBeGreaterThan(5)
})

test('large grids are drawn more often, and the only grid of a class always', async () => {
  const lines = [...inGrid('P', 0, 12), ...Array.from({ length: 8 }, (_, n) => inGrid('P', n + 1, 1)).flat()]
  const { id } = await deliver(surveyor, 'sizes', [...lines, ...inGrid('PB', 9, 1, 'BENCH')])
  await reviewer.setAcceptance({
    params: { id },
    body: { ...SETTINGS, sample: { by: 'number', grids: 2 } },
  })
  const times = new Map<string, number>()
  for (let seed = 1; seed <= 40; seed++) {
    const { sample } = await reviewer.drawSample({ params: { id }, body: { seed } })
    for (const { code } of sample?.grids ?? []) times.set(code, (times.get(code) ?? 0) + 1)
  }
  expect(times.get('G9')).toBe(40)
  // 12 of the 20 lamps: by size it comes first in 3 of 5 draws, each of the others in 1 of 20.
  expect(times.get('G0')).toBeGreaterThan(16)
  expect(times.get('G4') ?? 0).toBeLessThan(8)
  // One grid is wanted, and two classes are to be met.
  await reviewer.setAcceptance({ params: { id }, body: { ...SETTINGS, sample: { by: 'number', grids: 1 } } })
  const { sample } = await reviewer.drawSample({ params: { id }, body: { seed: 1 } })
  expect(sample?.grids).toHaveLength(2)
  expect(sample?.grids.map(({ code }) => code)).toContain('G9')
})

test('the table of lots and samples, a share, and more than there are', async () => {
  const { id } = await deliver(
    surveyor,
    'rules',
    Array.from({ length: 10 }, (_, n) => inGrid('R', n, 1)).flat(),
  )
  const drawnBy = async (sample: AcceptanceSettings['sample']) => {
    await reviewer.setAcceptance({ params: { id }, body: { ...SETTINGS, sample } })
    return (await reviewer.drawSample({ params: { id }, body: { seed: 1 } })).sample?.grids.length
  }
  expect(await drawnBy({ by: 'table' })).toBe(3)
  expect(await drawnBy({ by: 'share', share: 0.41 })).toBe(5)
  expect(await drawnBy({ by: 'number', grids: 99 })).toBe(10)
})

/** Ten lamps and two benches in two grids, all of which are in the sample. */
const small = async (prefix: string) => {
  const { id } = await deliver(surveyor, prefix, [
    ...inGrid(prefix, 2, 6),
    ...inGrid(prefix, 5, 4),
    ...inGrid(`${prefix}B`, 5, 2, 'BENCH'),
  ])
  await reviewer.setAcceptance({ params: { id }, body: SETTINGS })
  await reviewer.drawSample({ params: { id }, body: { seed: 3 } })
  const components = await allOf(id)
  const record = (code: string, body: Parameters<Api['recordResult']>[0]['body']) =>
    reviewer.recordResult({
      params: { id, no: components.find((one) => one.code === `${prefix}${code}`)?.no ?? 0 },
      body,
    })
  return { id, components, record }
}

/** A thousandth of a degree of latitude at 31.2° is 110.87 m on the ellipsoid. */
const NORTH_1M = 1 / 110_870

test('rates as counted by hand', async () => {
  const { id, components, record } = await small('H')
  expect(components).toHaveLength(12)
  expect(components[0]?.says).toMatchObject({ class: 'LAMP 路灯', owner: 'Water' })
  const north = (one: SampledComponent | undefined, metres: number) => ({
    crs: 'EPSG:4490',
    x: one?.point[0] ?? 0,
    y: (one?.point[1] ?? 0) + metres * NORTH_1M,
  })
  const of = (code: string) => components.find((one) => one.code === `H${code}`)
  await record('2-0', found({ measured: north(of('2-0'), 0.3) }))
  await record('2-1', found({ offsetM: 0.4 }))
  await record('2-2', found({ wrong: ['name'] }))
  await record('2-3', found({ wrong: ['name', 'owner'] }))
  await record('2-4', { outcome: 'absent', note: '没有找到' })
  await record('2-5', { outcome: 'absent' })
  for (const n of [0, 1, 2, 3]) await record(`5-${n}`, found())
  await record('B5-0', found({ offsetM: 2 }))
  await record('B5-1', found({ offsetM: 1 }))
  // Twice is once.
  const [lamp] = (await reviewer.listClasses({ query: { edition: 'Test' } })).items.filter(
    ({ code }) => code === 'LAMP',
  )
  const more = { gridId: grids.get('G2') ?? 0, classId: lamp?.id ?? 0 }
  const place = { crs: 'EPSG:4490', x: 120.6025, y: 31.2002 }
  for (const note of ['', '新装'])
    await reviewer.recordUndelivered({ params: { id, key: 'a' }, body: { ...more, place, note } })
  expect((await reviewer.listUndelivered({ params: { id } })).items).toMatchObject([
    { key: 'a', gridCode: 'G2', note: '新装', point: [120.6025, 31.2002] },
  ])
  const { rates, sample } = await reviewer.getAcceptance({ params: { id } })
  expect(rates).toMatchObject({
    sampled: 12,
    inspected: 12,
    omission: { numerator: 1, denominator: 11, met: true },
    surplus: { numerator: 2, denominator: 12, met: true },
    attributes: { numerator: 2, denominator: 10, rate: 0.2, met: true },
    byTarget: [
      { target: 'class', numerator: 0, denominator: 10 },
      { target: 'name', numerator: 2, denominator: 10, rate: 0.2 },
      { target: 'owner', numerator: 1, denominator: 10, rate: 0.1 },
    ],
    met: false,
  })
  // √((0.3² + 0.4²) / 2) and √((2² + 1²) / 2).
  const [a, b] = rates?.positions ?? []
  expect(a).toMatchObject({ accuracy: 'A', found: 8, measured: 2, limitM: 0.5, met: true })
  expect(a?.rmseM).toBeCloseTo(Math.sqrt(0.125), 3)
  expect(b).toMatchObject({ accuracy: 'B', found: 2, measured: 2, worstM: 2, limitM: 1, met: false })
  expect(b?.rmseM).toBeCloseTo(Math.sqrt(2.5), 9)
  expect(rates?.byClass).toMatchObject([
    { nameEn: 'Bench', sampled: 2, inspected: 2, absent: 0, wrong: 0, undelivered: 0 },
    { nameEn: 'Street lamp', sampled: 10, inspected: 10, absent: 2, wrong: 2, undelivered: 1 },
  ])
  expect(sample?.grids.find(({ code }) => code === 'G2')).toMatchObject({ inspected: 6, undelivered: 1 })

  await reviewer.removeUndelivered({ params: { id, key: 'a' } })
  await record('2-4', { outcome: null })
  const back = (await reviewer.getAcceptance({ params: { id } })).rates
  expect(back).toMatchObject({
    inspected: 11,
    omission: { numerator: 0 },
    surplus: { numerator: 1, denominator: 11 },
  })
})

test('what cannot be is refused by name', async () => {
  const { id, record } = await small('W')
  expect(await refusal(record('2-0', found({ wrong: ['colour'] })))).toBe('400 target_unknown')
  expect(await refusal(record('2-0', { outcome: 'absent', offsetM: 1 }))).toBe('400 invalid_input')
  const far = { crs: 'EPSG:4490', x: 120.7, y: 31.2 }
  expect(await refusal(record('2-0', found({ measured: far })))).toBe('400 measured_far')
  expect(await refusal(record('2-0', found({ measured: { ...far, y: 131.2 } })))).toBe(
    '400 coordinates_out_of_range',
  )
  expect(await refusal(reviewer.recordResult({ params: { id, no: 99 }, body: found() }))).toBe(
    '404 no_such_sampled',
  )
  const [lamp] = (await reviewer.listClasses({ query: { edition: 'Test' } })).items
  const astray = reviewer.recordUndelivered({
    params: { id, key: 'x' },
    body: { gridId: grids.get('G2') ?? 0, classId: lamp?.id ?? 0, place: { ...far, x: 120.606 } },
  })
  expect(await refusal(astray)).toBe('400 not_in_sampled_grid')
  expect((await reviewer.getAcceptance({ params: { id } })).rates).toMatchObject({ inspected: 0 })
})

const accept = (id: number, reason = '') =>
  reviewer.decideAcceptance({ params: { id }, body: { decision: 'accepted', reason } })

test('limits that are kept need no word; others do, and the day of the decision is kept', async () => {
  const { id, components, record } = await small('D')
  expect(await refusal(accept(id))).toBe('400 reason_required')
  for (const { code } of components) await record(code?.slice(1) ?? '', found({ offsetM: 0.5 }))
  const met = await reviewer.getAcceptance({ params: { id } })
  expect(met.rates).toMatchObject({ met: true, surplus: { rate: 0 } })
  await reviewer.setAcceptance({
    params: { id },
    body: { ...SETTINGS, limits: { ...SETTINGS.limits, positionM: { A: 0.4, B: 1, C: 10 } } },
  })
  expect(await refusal(accept(id))).toBe('400 reason_required')
  const accepted = await accept(id, '误差略大，可用')
  expect(accepted.decision).toMatchObject({ decision: 'accepted', reason: '误差略大，可用', met: false })
  expect((await surveyor.getCensus({ params: { id } })).acceptance).toBe('accepted')
  const audit = await one<{ action: string; after: { rates: { met: boolean }; seed: number } }>(
    server().db,
    `select a.action as action, a.after as after from audit as a
      where a.entity = 'census' and a.entity_id = :id::bigint
      order by a.id desc limit 1`,
    { id },
  )
  expect(audit).toMatchObject({ action: 'acceptance.decide', after: { seed: 3, rates: { met: false } } })
  expect(await refusal(record('2-0', found()))).toBe('409 acceptance_decided')
  expect(await refusal(accept(id, 'again'))).toBe('409 acceptance_decided')
  expect(await refusal(reviewer.drawSample({ params: { id }, body: {} }))).toBe('409 acceptance_decided')
  expect((await commitDelivery(surveyor, id)).state).toBe('committed')
})

test('given back it cannot be committed until it is drawn anew; corrected, the old sample is out of date', async () => {
  const { id } = await small('B')
  const giveBack = (reason: string) =>
    reviewer.decideAcceptance({ params: { id }, body: { decision: 'returned', reason } })
  expect(await refusal(giveBack(' '))).toBe('400 reason_required')
  expect((await giveBack('遗漏太多')).decision).toMatchObject({ decision: 'returned', reason: '遗漏太多' })
  expect((await surveyor.listCensuses()).items.find((one) => one.id === id)?.acceptance).toBe('returned')
  expect(await refusal(surveyor.commitCensus({ params: { id }, body: {} }))).toBe('409 census_returned')
  await reviewer.drawSample({ params: { id }, body: { seed: 3 } })
  expect((await reviewer.getAcceptance({ params: { id } })).sample?.outOfDate).toBe(false)
  await surveyor.fixCensusRow({ params: { id, rowNo: 1 }, body: { point: [120.60215, 31.2006] } })
  expect((await reviewer.getAcceptance({ params: { id } })).sample?.outOfDate).toBe(true)
  expect(await refusal(accept(id, 'anyway'))).toBe('409 sample_out_of_date')
  const committed = await commitDelivery(surveyor, id)
  expect(committed).toMatchObject({ state: 'committed', acceptance: 'open' })
  // After the commit: drawn, given back, and what was written stands.
  await reviewer.drawSample({ params: { id }, body: {} })
  await giveBack('再看')
  expect((await surveyor.getCensus({ params: { id } })).batch?.undone).toBe(null)
})

test('who brought it neither inspects nor accepts it; an area bounds both', async () => {
  const { id, components, record } = await small('O')
  expect(components.length).toBe(12)
  const own = surveyor.recordResult({ params: { id, no: 1 }, body: found() })
  expect(await refusal(own)).toBe('403 own_delivery')
  expect(await surveyor.getAcceptance({ params: { id } })).toMatchObject({
    may: { inspect: false, decide: false },
  })
  const other = await surveyorOf(server())
  expect(await other.getAcceptance({ params: { id } })).toMatchObject({
    may: { inspect: true, decide: false },
  })
  expect(await other.recordResult({ params: { id, no: 1 }, body: found() })).toMatchObject({
    outcome: 'found',
  })
  expect(await refusal(other.drawSample({ params: { id }, body: {} }))).toBe('403 role_required')
  const west = await as('reviewer', grids.get('G2') ?? 0)
  const inEast = components.find(({ gridCode }) => gridCode === 'G5')?.no ?? 0
  expect(await refusal(west.recordResult({ params: { id, no: inEast }, body: found() }))).toBe(
    '403 outside_area',
  )
  const decided = west.decideAcceptance({ params: { id }, body: { decision: 'returned', reason: 'x' } })
  expect(await refusal(decided)).toBe('403 outside_area')
  await record('2-0', found())
})

type Cells = Record<string, string>
const readSheet = async (name: string, answer: Response): Promise<{ heads: string[]; lines: Cells[] }> => {
  const file = path.join(await folder(), name)
  await writeFile(file, new Uint8Array(await answer.arrayBuffer()))
  const { source, rows: read } = await readAll(file, { geometry: null })
  const heads = [...(source.fields ?? Object.keys(read[0]?.fields ?? {}))]
  const textsOf = (fields: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(heads.map((head) => [head, String(fields[head] ?? '')]))
  return { heads, lines: read.map(({ fields }) => textsOf(fields)) }
}
const HEADS = {
  zh: {
    no: '序号',
    grid: '单元网格',
    classCode: '类别代码',
    outcome: '实地（在/不在）',
    wrong: '错误属性',
    x: '实测X（东/经度）',
    y: '实测Y（北/纬度）',
    offset: '位置偏差（米）',
    crs: '实测坐标系',
  },
  en: {
    no: 'No.',
    grid: 'Grid',
    classCode: 'Class code',
    outcome: 'Found? (yes/no)',
    wrong: 'Wrong attributes',
    x: 'Measured x (east/lon)',
    y: 'Measured y (north/lat)',
    offset: 'Position off by (m)',
    crs: 'Measured in',
  },
} as const
const csvText = (heads: readonly string[], lines: readonly Cells[]): string =>
  [heads, ...lines.map((line) => heads.map((head) => line[head] ?? ''))]
    .map((line) => line.join(','))
    .join('\n')

test.each(['csv', 'xlsx'] as const)(
  'the field sheet goes out as %s, and comes back filled in',
  async (format) => {
    const lang = format === 'csv' ? 'zh' : 'en'
    const h = HEADS[lang]
    const { id } = await small(`F${format}`)
    const answer = await reviewer.fieldSheet({ params: { id, format }, query: { lang } })
    expect(answer.headers.get('content-disposition')).toContain(`${id}-1.${format}`)
    const { heads, lines } = await readSheet(`sheet.${format}`, answer)
    // Twelve components in two grids, and three empty lines under each.
    expect(lines).toHaveLength(18)
    expect(lines.filter((line) => line[h.no] === '')).toHaveLength(6)
    const filled = lines.map((line) => {
      switch (line[h.no]) {
        case '1':
          return {
            ...line,
            [h.outcome]: lang === 'zh' ? '在' : 'yes',
            [h.wrong]: lang === 'zh' ? '名称、权属单位' : 'name;owner',
          }
        case '2':
          return { ...line, [h.outcome]: lang === 'zh' ? '不在' : 'No' }
        case '3':
          return { ...line, [h.outcome]: lang === 'zh' ? '有' : 'y', [h.offset]: '0.25' }
        case '4':
          return { ...line, [h.outcome]: 'maybe' }
        case '5':
          return { ...line, [h.wrong]: lang === 'zh' ? '名称' : 'name' }
        case '6':
          return { ...line, [h.outcome]: '1', [h.wrong]: 'colour' }
        default:
          return line
      }
    })
    const [spare = {}] = lines.filter((line) => line[h.no] === '')
    const more = {
      ...spare,
      [h.classCode]: 'LAMP',
      [h.x]: String(spare[h.grid] === 'G2' ? 120.6028 : 120.6058),
      [h.y]: '31.2003',
    }
    const sent = [
      ...filled,
      more,
      { ...more, [h.classCode]: 'NONE' },
      { ...filled[0], [h.no]: '77' },
      { ...filled[0] },
    ]
    const send = async () =>
      reviewer.sendSheet({
        params: { id },
        query: { name: 'sheet.csv' },
        file: new Blob([`\ufeff${csvText(heads, sent)}`]),
      })
    const taken = await send()
    expect(taken).toMatchObject({ recorded: 3, undelivered: 1, empty: 12 })
    expect(taken.wrong.map(({ line, zh, en }) => [line, zh, en])).toEqual([
      [5, '“maybe”无法识别，请填在或不在', expect.stringContaining('"maybe"')],
      [6, '填了内容，但没有填在或不在', expect.any(String)],
      [7, '“colour”不是本次核查的属性', expect.stringContaining('none of the attributes')],
      [21, '“Test”中没有类别“NONE”', expect.any(String)],
      [22, '抽样中没有序号“77”', expect.any(String)],
      [23, '序号 1 在表中重复', expect.any(String)],
    ])
    // Once more changes nothing.
    expect(await send()).toMatchObject({ recorded: 3, undelivered: 1 })
    expect((await allOf(id)).slice(0, 4)).toMatchObject([
      { outcome: 'found', wrong: ['name', 'owner'] },
      { outcome: 'absent' },
      { outcome: 'found', offsetM: 0.25 },
      { outcome: null },
    ])
    expect((await reviewer.getAcceptance({ params: { id } })).rates).toMatchObject({
      inspected: 3,
      omission: { numerator: 1, denominator: 3 },
    })
    // What stands in it already goes out with it, and back in unchanged, in the format in which it went out.
    const before = await allOf(id)
    const out = await reviewer.fieldSheet({ params: { id, format }, query: { lang } })
    const again = await reviewer.sendSheet({
      params: { id },
      query: { name: `x.${format}` },
      file: await out.blob(),
    })
    expect(again).toMatchObject({ recorded: 3, undelivered: 0, empty: 15, wrong: [] })
    const bare = ({ at: _, ...one }: SampledComponent) => one
    expect((await allOf(id)).map(bare)).toEqual(before.map(bare))
    const strange = reviewer.sendSheet({
      params: { id },
      query: { name: 'x.csv' },
      file: new Blob(['a,b\n1,2\n']),
    })
    expect(await refusal(strange)).toBe('400 not_a_field_sheet')
  },
)

test('before there is a difference, or a good row, nothing can be drawn', async () => {
  const { id } = await surveyor.createCensus({ body: { title: 'early', edition: 'Test' } })
  expect(await refusal(reviewer.drawSample({ params: { id }, body: {} }))).toBe('409 census_state')
  expect(await refusal(reviewer.listSampled({ params: { id } }))).toBe('409 no_sample')
  const { id: refused } = await deliver(surveyor, 'refused', [['X', 'LMAP', 'Water', 'x', 120.6005, 31.2005]])
  expect(await refusal(reviewer.drawSample({ params: { id: refused }, body: {} }))).toBe(
    '409 nothing_to_sample',
  )
  expect(await refusal(reviewer.getAcceptance({ params: { id: 999 } }))).toBe('404 no_such_census')
})
