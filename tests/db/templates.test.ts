import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCrs } from '../../server/census/crs.cli.ts'
import { inspectLayer } from '../../server/census/inspection/inspect-layer.ts'
import { readDatumShifts } from '../../server/census/staging/city-datum.ts'
import { mappingOf, readingOf } from '../../server/census/staging/layer-reading.ts'
import { runTemplate } from '../../server/census/templates/template.cli.ts'
import { keepTemplate } from '../../server/census/templates/templates.ts'
import { rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { runImport } from '../../server/imports/import.cli.ts'
import { componentMapping } from '../../server/imports/mapping.ts'
import type { Layer } from '../../server/readers/source.ts'
import type { LayerReading } from '../../server/shared/census.ts'
import { toLonLat } from '../../server/shared/crs.ts'
import { useDatabase } from '../support/database.ts'
import { makeDistrict } from '../support/imports.ts'

const registry = useDatabase()
const surveyor = { ...SYSTEM, name: 'surveyor' }
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'template-'))
  await makeDistrict(registry().db, 1)
}, 60_000)
afterAll(() => rm(folder, { recursive: true }))

const deliver = async (name: string, lines: readonly string[]): Promise<Layer> => {
  const file = path.join(folder, name)
  await writeFile(file, lines.join('\n'))
  return { name, format: 'csv', file, part: null }
}
const inspect = (layer: Layer, who: string | null = surveyor.name) =>
  inspectLayer(layer, null, { db: registry().db, edition: 'Test', shifts: {}, surveyor: who })
const command = async (run: typeof runCrs, argv: string[]) => {
  const printed: string[] = []
  const { db, embedded } = registry()
  const code = await run(argv, {
    ...{ db, embedded, actor: surveyor, language: 'en' },
    print: (line) => printed.push(line),
    say: () => {},
  })
  return { code, printed }
}

const READING: LayerReading = {
  crs: 'EPSG:4490',
  geometry: { x: 'P', y: 'Q' },
  targets: { code: 'N', note: 'R', 'owner.code': 'O' },
  classCode: 'LAMP',
}

test('what was confirmed is proposed for the same fields, in any order, to the same surveyor', async () => {
  const first = await deliver('灯.csv', ['N,P,Q,R,O', 'a1,120.62,31.27,x,CENTRE'])
  const fields = (await inspect(first)).fields.map(({ name }) => name)
  const name = await registry().db.transaction((trx) =>
    keepTemplate(trx, { layer: { ...first, fields }, reading: READING, edition: 'Test' }, surveyor),
  )
  const again = await inspect(await deliver('next/../灯.csv', ['Q,P,O,N,R', '31.27,120.62,CENTRE,a2,y']))
  expect(again).toMatchObject({ template: name, proposed: READING })
  expect(again.reasons.code?.why.en).toContain(name)
  const [candidate] = again.candidates
  expect(candidate).toMatchObject({ crs: READING.crs })
  expect(candidate?.why.en, 'nobody chose it for this layer yet').toContain(`template ${name}`)
  expect(again.sample[0]?.point).toEqual([120.62, 31.27])

  const other = await inspect(await deliver('井.csv', ['N,P,Q,R,O', 'a1,120.62,31.27,x,CENTRE']))
  expect(other.template).toBe(name)
  expect(other.proposed.classCode, 'a layer of another name is of another class').toBeUndefined()
  expect((await inspect(first, 'somebody else')).template).toBeNull()
  expect(
    (await inspect(await deliver('more.csv', ['N,P,Q,R,O,S', 'a1,120.62,31.27,x,CENTRE,']))).template,
  ).toBeNull()
})

test('what is confirmed later replaces it under the same name, and another layer has another name', async () => {
  const keep = (layerName: string, fields: string[], reading: LayerReading) =>
    registry().db.transaction((trx) =>
      keepTemplate(
        trx,
        { layer: { name: layerName, format: 'csv', fields }, reading, edition: 'Test' },
        surveyor,
      ),
    )
  expect(await keep('泵.csv', ['A', 'B'], { targets: { code: 'A' }, classCode: 'LAMP' })).toBe('泵')
  expect(await keep('站.csv', ['B', 'A'], { targets: { code: 'B' } })).toBe('泵')
  expect(await keep('泵.csv', ['A', 'C'], { targets: { code: 'A' } })).toBe('泵 2')
  const kept = await inspect(await deliver('泵.csv', ['A,B', '1,2']))
  expect(kept.proposed).toEqual({ targets: { code: 'B' }, classCode: 'LAMP' })
})

test('the command line imports by a template, lists and deletes it', async () => {
  const { file } = await deliver('灯.csv', ['N,P,Q,R,O', 'a1,120.62,31.27,x,CENTRE'])
  expect((await command(runImport, ['components', file, '--template', '灯'])).code).toBe(0)
  const { code, printed } = await command(runTemplate, [])
  expect([code, printed.some((line) => line.startsWith('灯\tsurveyor\tTest'))]).toEqual([0, true])
  const made = await rows(
    registry().db,
    `select v.code as code, st_x(v.geom) as lon from component_version as v where v.valid_to is null`,
  )
  expect(made).toEqual([{ code: 'a1', lon: 120.62 }])
  expect((await command(runTemplate, ['--delete', '灯'])).code).toBe(0)
  await expect(command(runTemplate, ['--delete', '灯'])).rejects.toThrow('no template "灯"')
  await expect(command(runImport, ['components', file, '--template', '灯'])).rejects.toThrow(
    'no template "灯"',
  )
})

test('a reading becomes a mapping and a mapping that reading', () => {
  const { classCode: _, ...reading } = READING
  const settings = {
    edition: 'Test',
    units: 'refuse' as const,
    unitList: [],
    edgeM: 5,
    declared: null,
    retireShare: 0.05,
  }
  const mapping = mappingOf(reading, settings)
  expect(mapping).toEqual(
    componentMapping.parse({
      edition: 'Test',
      crs: 'EPSG:4490',
      geometry: { x: 'P', y: 'Q' },
      code: 'N',
      note: 'R',
      owner: { code: 'O' },
    }),
  )
  expect(readingOf(mapping)).toEqual(reading)
  expect(mappingOf(READING, settings).class).toEqual({ value: 'LAMP' })
})

test('the city’s parameters are set, used, audited and taken away', async () => {
  const { db } = registry()
  const given = ['--datum', 'xian80', '--shift', '-20.5,110,35.25', '--basis', '2019 年控制点']
  expect((await command(runCrs, given)).code).toBe(0)
  expect((await command(runCrs, [])).printed).toEqual(['xian80\t-20.5,110,35.25\t2019 年控制点'])
  const shifts = await readDatumShifts(db)
  const [lon = 0, lat = 0] = toLonLat('EPSG:4610', [120.62, 31.27], shifts) ?? []
  // 116 m, of which some go into the height.
  expect(Math.hypot((lon - 120.62) * 95_000, (lat - 31.27) * 111_000)).toBeGreaterThan(20)
  expect(() => toLonLat('EPSG:4214', [120.62, 31.27], shifts)).toThrow('parameters of the city')
  expect((await command(runCrs, ['--datum', 'xian80', '--remove'])).code).toBe(0)
  expect(await readDatumShifts(db)).toEqual({})
  const audit = await rows(
    db,
    `select a.action as action, a.actor as actor from audit as a where a.entity = 'datum'`,
  )
  expect(audit).toEqual([
    { action: 'datum.set', actor: 'surveyor' },
    { action: 'datum.set', actor: 'surveyor' },
  ])
})

test.each([
  ['--datum', 'wgs84', '--shift', '1,2,3', '--basis', 'x'],
  ['--datum', 'xian80', '--shift', '1,2', '--basis', 'x'],
  ['--datum', 'xian80', '--shift', '1,2,x', '--basis', 'x'],
  ['--datum', 'xian80', '--shift', '1,2,3'],
  ['--datum', 'xian80', '--shift', '1,2,3', '--basis', 'x', '--remove'],
])('what is no set of parameters is not understood: %s %s %s %s', async (...argv) => {
  expect((await command(runCrs, argv)).code).toBe(2)
  expect(await readDatumShifts(registry().db)).toEqual({})
})
