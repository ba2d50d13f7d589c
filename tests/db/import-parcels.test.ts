/** `gridbook import parcels`: a zipped Shapefile in a projected system, as a survey firm delivers it, and what the command says and gives. */
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { runImportParcels } from '../../server/parcels/import-parcels.cli.ts'
import { fromLonLat } from '../../server/shared/crs.ts'
import { writeZip } from '../support/archive.ts'
import { useDatabase } from '../support/database.ts'
import { useFolder } from '../support/read-source.ts'
import { type Corner, makeDbf, makeShp, partsShape } from '../support/shapefile.ts'
import { makeVillages } from '../support/villages.ts'

const registry = useDatabase()
const folder = useFolder()

beforeAll(async () => {
  await makeVillages(registry())
}, 60_000)

const box = (west: number, south: number, east: number, north: number): Corner[] =>
  [
    [west, south],
    [west, north],
    [east, north],
    [east, south],
    [west, south],
  ].map(([lon = 0, lat = 0]) => fromLonLat('EPSG:4549', [lon, lat]) ?? [0, 0])

const run = async (file: string, ...more: string[]): Promise<{ code: number; said: string[] }> => {
  const said: string[] = []
  const code = await runImportParcels([file, '--scheme', 's', '--level', 'level3', ...more], {
    db: registry().db,
    embedded: registry().embedded,
    actor: { ...SYSTEM, via: 'cli' },
    language: 'en',
    print: (line) => said.push(line),
    say: (line) => said.push(line),
  })
  return { code, said }
}

const zipped = async (): Promise<string> => {
  const { shp, shx } = makeShp(5, [
    partsShape(5, [box(120.6085, 31.201, 120.6095, 31.202)]),
    partsShape(5, [box(120.601, 31.201, 120.602, 31.202)]),
  ])
  const dbf = makeDbf(
    [
      { name: 'NO', type: 'C', length: 10 },
      { name: 'TITLE', type: 'C', length: 20 },
    ],
    [{ values: ['Z-1', 'by the ditch'] }, { values: ['Z-2', 'in the village'] }],
  )
  return writeZip(path.join(await folder(), 'land.zip'), [
    { name: 'land.shp', bytes: shp },
    { name: 'land.shx', bytes: shx },
    { name: 'land.dbf', bytes: dbf },
    { name: 'land.cpg', bytes: Buffer.from('UTF-8') },
  ])
}

test('what is orphan of each shape is taken, the rest is said; a second time nothing is new', async () => {
  const file = await zipped()
  const options = ['--code', 'NO', '--name', 'TITLE', '--crs', 'EPSG:4549'] as const
  const first = await run(file, ...options)
  expect(first).toMatchObject({
    code: 3,
    said: [
      '2 rows read: 1 parcels made, 0 known already, 1 refused.',
      expect.stringMatching(/^2\t.*nothing of it is left over/),
    ],
  })
  const [made, ...others] = await rows<{ number: string; name: string; areaM2: number; via: string }>(
    registry().db,
    `select p.number as number, p.name as name, p.area_m2 as "areaM2", a.via as via
       from parcel as p
       join audit as a on a.entity = 'parcel' and a.entity_id = p.id and a.action = 'parcel.import'
      where p.source = 'imported'`,
  )
  const { m2 } = await one<{ m2: number }>(
    registry().db,
    `select st_area(st_transform(st_makeenvelope(120.609, 31.201, 120.6095, 31.202, 4490), 4549)) as m2`,
  )
  expect(others).toEqual([])
  expect(made).toMatchObject({ number: 'Z-1', name: 'by the ditch', via: 'cli' })
  expect(Math.abs((made?.areaM2 ?? 0) - m2)).toBeLessThan(0.1)
  expect((await run(file, ...options)).said[0]).toBe(
    '2 rows read: 0 parcels made, 1 known already, 1 refused.',
  )
})

test('a file that says no system is not guessed at; what is missing on the line is said', async () => {
  const { code, said } = await run(await zipped())
  expect(code).toBe(1)
  expect(said.join()).toMatch(/coordinate|system|CRS/i)
  expect((await run(await zipped(), 'another.zip')).code).toBe(2)
})
