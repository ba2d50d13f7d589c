/** A delivery through the client's own functions: from a file to the registry, corrected on the way, and taken back. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { rows } from '../../server/db/database.ts'
import { type Api, createApi } from '../../web/api.ts'
import {
  commitDelivery,
  csvOf,
  deliver,
  type Line,
  lamps,
  makeTowns,
  READING,
  rested,
  surveyorOf,
  type Towns,
} from '../support/census.ts'
import { makeXlsx, textRows } from '../support/make-xlsx.ts'
import { readAll, useFolder } from '../support/read-source.ts'
import { refusal } from '../support/refusal.ts'
import { useServer } from '../support/server.ts'

const server = useServer()
const folder = useFolder()
let towns: Towns
let api: Api

beforeAll(async () => {
  towns = await makeTowns(server())
  api = await surveyorOf(server())
})

const standing = async (prefix: string): Promise<string[]> =>
  (
    await rows<{ line: string }>(
      server().db,
      `select v.code || ' ' || v.name || ' ' || coalesce(u.name, '-') as line
         from component_version as v
         left join component_role as r on r.component_id = v.component_id and r.role = 'owner' and r.valid_to is null
         left join unit_version as u on u.unit_id = r.unit_id and u.valid_to is null
        where v.valid_to is null
          and v.code like :prefix::text
        order by v.code`,
      { prefix: `${prefix}%` },
    )
  ).map(({ line }) => line)

const A: Line[] = [
  ['A1', 'LAMP', 'Water', 'one', 120.601, 31.201],
  ['A2', 'LAMP', 'Water', 'two', 120.602, 31.201],
  ['A3', 'LMAP', 'Water', 'three', 120.603, 31.201],
  ['A2', 'LAMP', 'Water', 'again', 120.604, 31.201],
]

test('from a file to the registry and back: looked at, read, corrected, compared, committed, undone', async () => {
  const { id } = await api.createCensus({ body: { title: 'Lamps', edition: 'Test' } })
  const given = await api.addCensusFile({
    params: { id },
    query: { name: '路灯 2026.csv' },
    file: csvOf(A),
  })
  expect(given.files).toMatchObject([{ name: '路灯 2026.csv', bytes: csvOf(A).size }])
  const looked = await rested(api, id)
  expect(looked.layers).toMatchObject([
    {
      no: 1,
      name: '路灯 2026.csv',
      format: 'csv',
      included: true,
      reading: null,
      inspection: {
        fields: [{ name: 'nr', samples: ['A1', 'A2', 'A3'] }, {}, {}, {}, {}, {}],
        refused: null,
      },
    },
  ])
  expect(looked.layers[0]?.inspection?.sample[0]?.values).toEqual([
    'A1',
    'LAMP',
    'Water',
    'one',
    '120.601',
    '31.201',
  ])

  const layer = await api.updateLayer({ params: { id, no: 1 }, body: { reading: READING } })
  expect(layer.reading).toEqual(READING)
  expect(layer.inspection?.sample[0]?.point).toEqual([120.601, 31.201])
  await rested(api, id)
  await api.updateCensus({ params: { id }, body: { settings: { units: 'create' } } })

  const queued = await api.stageCensus({ params: { id } })
  expect(queued).toMatchObject({ kind: 'stage', state: 'queued', problem: null })
  const compared = await rested(api, id)
  expect(compared.state).toBe('compared')
  expect(compared.job).toMatchObject({ state: 'done', share: 1 })
  expect(compared.counts).toMatchObject({ total: 4, refused: 2, new: 2, missing: 0 })
  expect(compared.findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    { code: 'class_unknown', count: 1, examples: [{ rowNo: 3, sourceRow: 4, code: 'A3' }] },
    { code: 'code_repeated', count: 1, examples: [{ rowNo: 4, sourceRow: 5, code: 'A2' }] },
  ])

  const quarantined = await api.listCensusRows({ params: { id }, query: { severity: 'error', limit: 1 } })
  expect(quarantined).toMatchObject({ total: 2, items: [{ rowNo: 3, difference: null }] })
  const next = await api.listCensusRows({
    params: { id },
    query: { severity: 'error', limit: 1, cursor: quarantined.next ?? '' },
  })
  expect(next).toMatchObject({ items: [{ rowNo: 4, said: { code: 'A2', name: 'again' } }], next: null })

  const fixed = await api.fixCensusRow({ params: { id, rowNo: 3 }, body: { said: { class: 'LAMP' } } })
  expect(fixed).toMatchObject({ findings: [], difference: { kind: 'new', taken: true } })
  // The first of two with one code takes another: the second is the only one left.
  await api.fixCensusRow({
    params: { id, rowNo: 2 },
    body: { said: { code: 'A0' }, point: [120.605, 31.201] },
  })
  const counts = (await api.getCensus({ params: { id } })).counts
  expect(counts).toMatchObject({ total: 4, refused: 0, new: 4 })

  const places = await api.censusPlaces({ params: { id }, query: { bbox: [120.6045, 31.2, 120.61, 31.21] } })
  expect(places).toEqual({
    total: 1,
    places: [{ rowNo: 2, point: [120.605, 31.201], kind: 'new', from: null }],
  })

  await api.decideRows({ params: { id }, body: { rows: [3], missing: [], accepted: false } })
  const committed = await commitDelivery(api, id)
  expect(committed.state).toBe('committed')
  expect(committed.batch).toMatchObject({ counts: { new: 3, changed: 0 }, undone: null })
  expect(await standing('A')).toEqual(['A0 two Water', 'A1 one Water', 'A2 again Water'])

  await api.undoCensus({ params: { id } })
  const undone = await rested(api, id)
  expect(undone.batch?.undone).toMatchObject({ takenBack: 3, kept: 0 })
  expect(await standing('A')).toEqual([])
  expect(await refusal(api.undoCensus({ params: { id } }))).toBe('409 batch_not_applied')
})

test('what differs is told field by field, before and after, also once it is committed', async () => {
  const first = await deliver(api, 'first', [
    ['B1', 'LAMP', 'Water', 'one', 120.601, 31.202],
    ['B2', 'LAMP', 'Water', 'two', 120.602, 31.202],
    ['B3', 'LAMP', 'Water', 'three', 120.603, 31.202],
  ])
  await commitDelivery(api, first.id)
  const second = await deliver(api, 'second', [
    ['B1', 'LAMP', 'Parks', 'uno', 120.601, 31.202],
    ['B2', 'LAMP', 'Water', 'two', 120.602, 31.2021],
    ['B3', 'LAMP', 'Water', 'three', 120.603, 31.202],
  ])
  expect(second.counts).toMatchObject({ changed: 1, moved: 1, same: 1, new: 0 })
  const seen = async () =>
    (await api.listCensusRows({ params: { id: second.id } })).items.map(({ difference }) => ({
      kind: difference?.kind,
      changes: difference?.changes,
    }))
  const told = [
    {
      kind: 'changed',
      changes: [
        { target: 'name', before: 'one', after: 'uno' },
        { target: 'owner', before: 'Water Water', after: 'Parks Parks' },
      ],
    },
    {
      kind: 'moved',
      changes: [{ target: 'place', before: '120.6020000, 31.2020000', after: '120.6020000, 31.2021000' }],
    },
    { kind: 'same', changes: [] },
  ]
  expect(await seen()).toEqual(told)
  const moved = (await api.censusPlaces({ params: { id: second.id } })).places[1]
  expect(moved).toEqual({ rowNo: 2, kind: 'moved', point: [120.602, 31.2021], from: [120.602, 31.202] })
  await commitDelivery(api, second.id)
  expect(await seen()).toEqual(told)
  expect(await standing('B')).toEqual(['B1 uno Parks', 'B2 two Water', 'B3 three Water'])
})

test('the quarantine goes out as CSV and comes back corrected', async () => {
  const { id } = await deliver(api, 'quarantine', [
    ['Q1', 'LAMP', 'Water', 'good', 120.601, 31.203],
    ['Q2', 'LMAP', 'Water', '"a, ""b"""', 120.602, 31.203],
    ['Q3', 'LMAP', 'Water', 'left as it is', 120.603, 31.203],
  ])
  const answer = await api.quarantineFile({ params: { id, format: 'csv' } })
  // `text()` would take the mark away by which spreadsheets tell UTF-8.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer())
  const [head, q2, q3] = text.split('\r\n')
  expect(head).toBe('\ufeffrowNo,原因,reasons,layer,sourceRow,code,class,name,owner.unit,lon,lat')
  expect(q2).toBe(
    '2,“Test”中没有类别“LMAP”,"the edition Test has no class ""LMAP""",lamps.csv,3,Q2,LMAP,"a, ""b""",Water,120.602,31.203',
  )
  expect(q3).toMatch(/^3,/)
  const sheet = await api.quarantineFile({ params: { id, format: 'xlsx' } })
  expect(sheet.headers.get('content-disposition')).toContain(`quarantine-${id}.xlsx`)
  // An archive, as every workbook is.
  expect(
    Buffer.from(await sheet.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK')
  const corrected = `${head}\r\n${q2?.replace(',LMAP,', ',LAMP,').replace(',31.203', ',31.2031')}\r\n${q3}\r\n99,,,,,X,,,,,\r\n`
  const sent = await api.sendFixes({
    params: { id },
    query: { name: 'fixes.csv' },
    file: new Blob([corrected]),
  })
  expect(sent).toMatchObject({ corrected: 1, unknown: 1, job: { kind: 'judge' } })
  const again = await rested(api, id)
  expect(again).toMatchObject({ state: 'compared', counts: { total: 3, refused: 1, new: 2 } })
  const { items } = await api.listCensusRows({ params: { id }, query: { kind: 'new', q: 'Q2' } })
  expect(items).toMatchObject([{ rowNo: 2, said: { name: 'a, "b"' }, point: [120.602, 31.2031] }])
  const strange = api.sendFixes({ params: { id }, query: { name: 'x.csv' }, file: new Blob(['a,b\n1,2\n']) })
  expect(await refusal(strange)).toBe('400 fixes_no_row_numbers')
})

test('the quarantine goes out as a workbook and comes back corrected', async () => {
  const { id } = await deliver(api, 'quarantine as XLSX', [
    ['X1', 'LAMP', 'Water', 'good', 120.601, 31.204],
    ['X2', 'LMAP', 'Water', 'a "class" misspelt', 120.602, 31.204],
    ['X3', 'LMAP', 'Water', 'left as it is', 120.603, 31.204],
  ])
  const sheet = await api.quarantineFile({ params: { id, format: 'xlsx' } })
  const out = path.join(await folder(), 'quarantine.xlsx')
  await writeFile(out, Buffer.from(await sheet.arrayBuffer()))
  const { source, rows: told } = await readAll(out)
  expect(told.map(({ fields }) => [fields.rowNo, fields.原因, fields.code])).toEqual([
    ['2', '“Test”中没有类别“LMAP”', 'X2'],
    ['3', '“Test”中没有类别“LMAP”', 'X3'],
  ])
  const names = [...(source.fields ?? [])]
  const corrected = told.map(({ fields }) =>
    names.map((name) => (name === 'class' && fields.code === 'X2' ? 'LAMP' : String(fields[name] ?? ''))),
  )
  const back = await makeXlsx(path.join(await folder(), 'fixes.xlsx'), {
    sheets: [{ name: 'fixes', rows: textRows([names, ...corrected]) }],
  })
  const sent = await api.sendFixes({
    params: { id },
    query: { name: '改好的.xlsx' },
    file: new Blob([await readFile(back)]),
  })
  expect(sent).toMatchObject({ corrected: 1, unknown: 0, job: { kind: 'judge' } })
  const again = await rested(api, id)
  expect(again).toMatchObject({ state: 'compared', counts: { total: 3, refused: 1, new: 2 } })
  const { items } = await api.listCensusRows({ params: { id }, query: { kind: 'new', q: 'X2' } })
  expect(items).toMatchObject([{ rowNo: 2, said: { class: 'LAMP', name: 'a "class" misspelt' } }])
})

test('who committed it and who took it back is told, and rows decided by themselves are counted as they were', async () => {
  const [first] = lamps(1, 9000)
  const { id } = await deliver(api, 'decided', lamps(3, 9000))
  expect((await api.getCensus({ params: { id } })).decided).toEqual({})
  await api.decideRows({ params: { id }, body: { rows: [1], accepted: false } })
  expect((await api.getCensus({ params: { id } })).decided).toEqual({ new: { taken: 0, left: 1 } })
  await api.updateCensus({ params: { id }, body: { accepted: { new: false } } })
  await api.decideRows({ params: { id }, body: { rows: [2], accepted: true } })
  const decided = await api.getCensus({ params: { id } })
  expect(decided).toMatchObject({ decided: { new: { taken: 1, left: 1 } }, batch: null })
  const committed = await commitDelivery(api, id)
  expect(committed.batch).toMatchObject({ counts: { new: 1 }, undone: null })
  const actor = committed.batch?.actor
  expect(actor).toBe(committed.actor)
  const other = await surveyorOf(server())
  await other.undoCensus({ params: { id } })
  const undone = await rested(api, id)
  expect(undone.batch?.undone).toMatchObject({ takenBack: 1, kept: 0 })
  expect(undone.batch?.undone?.actor).not.toBe(actor)
  const { items } = await api.listCensuses({ query: { limit: 1 } })
  expect(items).toMatchObject([
    { id, committed: { actor, at: committed.batch?.appliedAt, undone: true }, counts: { new: 3 } },
  ])
  expect(await standing(first?.[0] ?? '')).toEqual([])
})

test('another edition chosen before the rows are read has every layer looked at anew', async () => {
  await rows(
    server().db,
    `insert into edition (code, name_zh, name_en) values ('Other', '别的', 'Other') on conflict do nothing`,
  )
  const { id } = await api.createCensus({ body: { title: 'edition', edition: 'Test' } })
  const file = new Blob(['ObjID,类别名称,lon,lat\nE1,路灯,120.601,31.205\nE2,路灯,120.602,31.205\n'])
  await api.addCensusFile({ params: { id }, query: { name: '普查.csv' }, file })
  const before = await rested(api, id)
  expect(before.layers[0]?.inspection).toMatchObject({ edition: 'Test', reasons: { edition: { why: {} } } })
  await api.updateCensus({ params: { id }, body: { settings: { edition: 'Other' } } })
  const looked = await rested(api, id)
  expect(looked.job).toMatchObject({ kind: 'inspect', state: 'done' })
  expect(looked.job?.id).toBeGreaterThan(before.job?.id ?? 0)
  // Codes and class names are still those of the other one.
  expect(looked.layers[0]?.inspection).toMatchObject({ edition: 'Test' })
  expect(looked.settings.edition).toBe('Other')
})

test('a template is proposed to whoever confirmed it, once it was right, until they forget it; nobody forgets that of another', async () => {
  const mine = await surveyorOf(server())
  const receiveLike = async (title: string) => {
    const { id } = await mine.createCensus({ body: { title, edition: 'Test' } })
    await mine.addCensusFile({ params: { id }, query: { name: '灯.csv' }, file: csvOf(lamps(20, 9100)) })
    return rested(mine, id)
  }
  const wrong = await receiveLike('wrong')
  const turned = { ...READING, geometry: { x: 'lat', y: 'lon' } }
  await mine.updateLayer({ params: { id: wrong.id, no: 1 }, body: { reading: turned } })
  await rested(mine, wrong.id)
  await mine.stageCensus({ params: { id: wrong.id } })
  expect((await rested(mine, wrong.id)).state).toBe('stopped')
  const { id, layers } = await receiveLike('first')
  expect(layers[0]?.inspection?.template).toBeNull()
  await mine.updateLayer({ params: { id, no: 1 }, body: { reading: READING } })
  await rested(mine, id)
  await mine.stageCensus({ params: { id } })
  await rested(mine, id)
  const next = await receiveLike('next')
  const template = next.layers[0]?.inspection?.template ?? ''
  expect(template).toBe('灯')
  const another = await surveyorOf(server())
  const nowhere = '404 no_such_template'
  expect(await refusal(another.forgetTemplate({ params: { name: template } }))).toBe(nowhere)
  await mine.forgetTemplate({ params: { name: template } })
  expect(await refusal(mine.forgetTemplate({ params: { name: template } }))).toBe(nowhere)
  expect((await receiveLike('after')).layers[0]?.inspection?.template).toBeNull()
})

test('a share of missing components above the set one has to be confirmed by the title', async () => {
  const { id: firstId } = await deliver(api, 'all', lamps(20))
  await commitDelivery(api, firstId)
  const [lamp] = (await api.listClasses({ query: { edition: 'Test' } })).items
  const { id, counts } = await deliver(api, 'half of them', lamps(10), {
    declared: { grids: [towns.west], classes: [lamp?.id ?? 0] },
    retireShare: 0.2,
  })
  expect(counts.same).toBe(10)
  const missing = await api.listMissing({ params: { id }, query: { limit: 3 } })
  expect(missing.total).toBe(counts.missing)
  expect(missing.items.every(({ code }) => !/^L\d$/.test(code))).toBe(true)
  await api.updateCensus({ params: { id }, body: { accepted: { missing: true } } })
  const spared = missing.items[0]?.componentId ?? 0
  await api.decideRows({ params: { id }, body: { missing: [spared], accepted: false } })
  expect(await refusal(api.commitCensus({ params: { id }, body: {} }))).toBe('409 retires_too_many')
  const committed = await commitDelivery(api, id, { confirmRetire: 'half of them' })
  expect(committed.batch?.counts).toMatchObject({ retired: counts.missing - 1 })
})

test('an account whose area is limited commits only what lies inside it', async () => {
  const local = await surveyorOf(server(), towns.west)
  const across = await deliver(local, 'across', [
    ['W1', 'LAMP', 'Water', 'west', 120.605, 31.205],
    ['E1', 'LAMP', 'Water', 'east', 120.615, 31.205],
  ])
  expect(await refusal(local.commitCensus({ params: { id: across.id }, body: {} }))).toBe('403 outside_area')
  const inside = await deliver(local, 'inside', [['W1', 'LAMP', 'Water', 'west', 120.605, 31.205]])
  expect((await commitDelivery(local, inside.id)).state).toBe('committed')
  // It stands in the west; who moves it to the east touches both.
  const east = await surveyorOf(server(), towns.east)
  const taken = await deliver(east, 'taken', [['W1', 'LAMP', 'Water', 'west', 120.615, 31.205]])
  expect(await refusal(east.commitCensus({ params: { id: taken.id }, body: {} }))).toMatch(/^403 /)
  expect(await refusal(east.undoCensus({ params: { id: inside.id } }))).toMatch(/^403 /)
})

test('what a delivery is not ready for is refused with a sentence', async () => {
  const { id } = await api.createCensus({ body: { title: 'early', edition: 'Test' } })
  expect(await refusal(api.stageCensus({ params: { id } }))).toBe('409 no_layer')
  expect(await refusal(api.commitCensus({ params: { id }, body: {} }))).toBe('409 census_state')
  expect(await refusal(api.pauseJob({ params: { id } }))).toBe('409 job_state')
  const nowhere = '404 no_such_census'
  expect(await refusal(api.getCensus({ params: { id: 999 } }))).toBe(nowhere)
  expect(await refusal(api.listCensusRows({ params: { id: 999 } }))).toBe(nowhere)
  const other = api.createCensus({ body: { title: 'x', edition: 'Nowhere 2026' } })
  expect(await refusal(other)).toBe('400 edition_unknown')

  await api.discardCensus({ params: { id } })
  expect((await api.getCensus({ params: { id } })).state).toBe('discarded')
  const late = api.addCensusFile({ params: { id }, query: { name: 'x.csv' }, file: csvOf(lamps(1)) })
  expect(await refusal(late)).toBe('409 census_state')
})

test('a file that none of the readers takes is there as a layer that says so, and a wrong setting stops the delivery', async () => {
  const { id } = await api.createCensus({ body: { title: 'odd', edition: 'Test' } })
  await api.addCensusFile({ params: { id }, query: { name: 'x.bin' }, file: new Blob([new Uint8Array(99)]) })
  const refused = await rested(api, id)
  expect(refused.layers).toMatchObject([{ included: false, inspection: { refused: {} } }])
  const fileId = refused.files[0]?.id ?? 0
  await api.removeCensusFile({ params: { id, fileId } })
  expect((await api.getCensus({ params: { id } })).layers).toEqual([])

  const far = await deliver(
    api,
    'swapped',
    lamps(30).map(([code, kind, owner, name, lon, lat]): Line => [code, kind, owner, name, lat, lon]),
  )
  expect(far).toMatchObject({ state: 'stopped', job: { state: 'done' } })
  expect(far.stopped?.en).toMatch(/^30 rows \(100 %\) fail for one reason \(coordinates turned round\)/)
  // Set right, every row is read again.
  const { id: farId } = far
  const right = { ...READING, geometry: { x: 'lat', y: 'lon' } }
  await api.updateLayer({ params: { id: farId, no: 1 }, body: { reading: right } })
  await rested(api, farId)
  await api.stageCensus({ params: { id: farId } })
  expect(await rested(api, farId)).toMatchObject({
    state: 'compared',
    stopped: null,
    counts: { total: 30, refused: 0 },
  })
})

test('deliveries are listed, the newest first', async () => {
  const { items, total } = await api.listCensuses({ query: { limit: 3 } })
  expect(items).toHaveLength(3)
  expect(total).toBeGreaterThan(10)
  expect(items[0]).toMatchObject({ title: 'swapped', files: 1, counts: { total: 30, refused: 0 } })
  const reader = createApi({ base: server().base, bearer: (await server().as('reader')).bearer })
  expect(await refusal(reader.listCensuses())).toBe('403 role_required')
})
