/** A delivery as a survey firm sends it: zipped Shapefiles in GBK, without .cpg, in zones whose .prj names no code. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { seedStandard } from '../../server/db/seed-standard.ts'
import { establishDistrict } from '../../server/district/establish-district.ts'
import { runImport } from '../../server/imports/import.cli.ts'
import { importGrids } from '../../server/imports/import-grids.ts'
import { gridMapping, parseMapping } from '../../server/imports/mapping.ts'
import { toLonLat } from '../../server/shared/crs.ts'
import { type Entry, writeZip } from '../support/archive.ts'
import { useDatabase } from '../support/database.ts'
import { useFolder } from '../support/read-source.ts'
import { type Corner, GBK, makeDbf, makeShp, partsShape, pointShape } from '../support/shapefile.ts'

const registry = useDatabase()
const folder = useFolder()
const ZONE = new URL('../fixtures/cgcs2000-zone-40.prj', import.meta.url)
/** Of the reference point, in zone 40 with its number. */
const [E0, N0] = [40_559_045.69, 3_461_075.54]

const run = async (...argv: string[]) => {
  const [printed, said]: [string[], string[]] = [[], []]
  const work = {
    db: registry().db,
    embedded: registry().embedded,
    actor: SYSTEM,
    language: 'zh' as const,
    print: (line: string) => printed.push(line),
    say: (line: string) => said.push(line),
  }
  const code = await runImport(argv, work)
  return { code, printed: printed.join('\n'), said: said.join('\n') }
}
const set = async (stem: Buffer, type: number, shapes: Buffer[], dbf: Buffer): Promise<Entry[]> => {
  const parts = { ...makeShp(type, shapes), dbf, prj: await readFile(ZONE) }
  return Object.entries(parts).map(([extension, bytes]) => ({
    name: Buffer.concat([stem, Buffer.from(`.${extension}`)]),
    bytes,
  }))
}
const text = (name: string | Buffer, length: number) => ({ name, type: 'C', length })
const square: Corner[] = [
  [E0 - 100, N0 - 100],
  [E0 - 100, N0 + 100],
  [E0 + 100, N0 + 100],
  [E0 + 100, N0 - 100],
  [E0 - 100, N0 - 100],
]
/** 街道, as the name of a file. */
const STREET = Buffer.from('bdd6b5c0', 'hex')

test('grids and components come out of zipped Shapefiles, at the place that the zone means', async () => {
  await establishDistrict(registry().db)
  const at = await folder()
  const grids = await writeZip(
    path.join(at, '街道.zip'),
    await set(
      STREET,
      5,
      [partsShape(5, [square])],
      makeDbf([text('CODE', 9), text(GBK.name, 20)], [{ values: ['320508001', GBK.road] }]),
    ),
  )
  const said = await run(
    'grids',
    grids,
    '--scheme',
    'u',
    '--levels',
    'town',
    '--level',
    'town',
    '--code',
    'CODE',
    '--name',
    '名称',
  )
  expect(said).toMatchObject({ code: 0 })

  await seedStandard(registry().db)
  const records = [
    { values: ['3205080137000001', GBK.lamp, GBK.road] },
    { values: ['3205080137000002', GBK.lamp, ''], deleted: true },
    { values: ['3205080137000003', GBK.lamp, GBK.lamp] },
  ]
  const dbf = makeDbf([text('ObjID', 16), text('ObjName', 30), text('Note', 5)], records)
  const shapes = records.map((_, i) => pointShape([E0 + i, N0]))
  const components = await writeZip(path.join(at, '部件.zip'), [
    ...(await set(GBK.lamp, 1, shapes, dbf)),
    { name: '说明.doc', bytes: Buffer.from('x') },
  ])
  const edition = ['--edition', 'GB/T 30428.2-2013']
  const { code, printed } = await run('components', components, ...edition, '--json')
  expect(code).toBe(0)
  const { outcome, notes, warnings } = JSON.parse(printed)
  expect(outcome).toMatchObject({ total: 2, new: 2, refused: 0, outside: 0 })
  expect(notes).toContainEqual(expect.objectContaining({ code: 'note_text_cut', count: 1 }))
  expect(warnings.map(([zh]: [string]) => zh)).toEqual([
    '已略去 说明.doc：这种文件不读取',
    '已略去 1 条标记为删除的记录',
  ])
  const stored = await rows<{ code: string; note: string; lon: number; lat: number; grid: string }>(
    registry().db,
    `select v.code as code, v.note as note, st_x(v.geom) as lon, st_y(v.geom) as lat, g.code as grid
       from component_version as v
       join component_grid as c on c.component_id = v.component_id
       join grid_version as g on g.grid_id = c.grid_id
      order by v.code`,
  )
  expect(stored).toEqual([
    {
      code: '3205080137000001',
      note: '人民',
      lon: expect.closeTo(120.62, 7),
      lat: expect.closeTo(31.27, 7),
      grid: '320508001',
    },
    expect.objectContaining({ code: '3205080137000003', note: '路灯' }),
  ])
})

test('several layers are named and one is chosen; the folder of the work is emptied', async () => {
  const at = await folder()
  const layer = async (name: Buffer) =>
    set(name, 5, [partsShape(5, [square])], makeDbf([text('CODE', 9)], [{ values: ['320508002'] }]))
  const file = await writeZip(path.join(at, 'a.zip'), [...(await layer(STREET)), ...(await layer(GBK.lamp))])
  const grid = ['--scheme', 'v', '--levels', 'town', '--level', 'town', '--code', 'CODE']
  const temporary = await folder()
  vi.stubEnv('TMPDIR', temporary)
  expect(await run('grids', file, ...grid)).toMatchObject({
    code: 1,
    said: '请指明图层，文件有：街道.shp、路灯.shp',
  })
  expect(await run('grids', file, ...grid, '--layer', '路灯.shp')).toMatchObject({ code: 0 })
  expect(await readdir(temporary)).toEqual([])
  vi.unstubAllEnvs()
})

test("Xi'an 1980 is refused without the city's parameters, and not taken for CGCS2000 by saying so", async () => {
  const at = await folder()
  const xian = (await readFile(ZONE, 'utf8'))
    .replace('"CGCS2000",6378137.0,298.257222101', '"Xian_1980",6378140.0,298.257')
    .replace('D_China_2000', 'D_Xian_1980')
    .replace('GCS_China_Geodetic_Coordinate_System_2000', 'GCS_Xian_1980')
  const layer = await set(
    STREET,
    5,
    [partsShape(5, [square])],
    makeDbf([text('CODE', 9)], [{ values: ['320508003'] }]),
  )
  const entries = layer.map((entry) =>
    entry.name.toString('latin1').endsWith('.prj') ? { ...entry, bytes: Buffer.from(xian) } : entry,
  )
  const file = await writeZip(path.join(at, 'a.zip'), entries)
  const grid = ['--scheme', 'w', '--levels', 'town', '--level', 'town', '--code', 'CODE']
  expect(await run('grids', file, ...grid)).toMatchObject({
    code: 1,
    said: expect.stringContaining('西安 1980'),
  })
  expect(await run('grids', file, ...grid, '--crs', 'EPSG:4528')).toMatchObject({
    code: 1,
    said: expect.stringContaining('而指定的是 EPSG:4528'),
  })

  const mapping = parseMapping(gridMapping, {
    scheme: { code: 'w', levels: [{ code: 'town', nameZh: 't', nameEn: 't' }] },
    level: 'town',
    code: 'CODE',
  })
  const shifts = { xian80: [100, -100, 50] }
  const work = { db: registry().db, actor: SYSTEM, dryRun: false, folder: at, shifts }
  expect((await importGrids(file, mapping, work)).outcome).toMatchObject({ new: 1, refused: 0 })
  const [stored] = await rows<{ lon: number; lat: number; crs: string }>(
    registry().db,
    `select st_x(st_startpoint(st_exteriorring(st_geometryn(g.geom, 1)))) as lon,
            st_y(st_startpoint(st_exteriorring(st_geometryn(g.geom, 1)))) as lat
       from grid_version as g
      where g.code = '320508003'`,
  )
  const [lon = 0, lat = 0] = toLonLat('EPSG:2364', [E0 - 100, N0 - 100], shifts) ?? []
  expect(stored).toEqual({ lon: expect.closeTo(lon, 9), lat: expect.closeTo(lat, 9) })
})
