/** Exports of grids through the client's functions: what an answer says, as of an instant, and that an import makes the same coverage of it, bit for bit. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { MultiPolygon, Polygon } from 'geojson'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, one, rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { runExport } from '../../server/exports/export.cli.ts'
import { COORDINATE_STEP } from '../../server/grids/coordinate-step.ts'
import { importGrids } from '../../server/imports/import-grids.ts'
import { gridMapping, parseMapping } from '../../server/imports/mapping.ts'
import { hasOgr, readByOgr } from '../support/ogr.ts'
import { useReader } from '../support/reader.ts'

const reader = useReader(50)
const FORMATS = ['geojson', 'geopackage', 'shapefile'] as const
const LEVELS = ['town', 'village', 'grid']
let folder: string
let holedId: number

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-grids-'))
  const { fixture, server } = reader()
  holedId = fixture.grids[7]?.id ?? 0
  // Two parts, one of them with a hole: what no grid of the fixture has.
  await server.db.raw(
    `update grid_version as v
        set geom = st_forcepolygonccw(st_multi(st_reduceprecision(st_union(
              st_difference(v.geom, st_buffer(st_pointonsurface(v.geom), 0.0003)),
              st_setsrid(st_makeenvelope(120.7, 31.3, 120.701, 31.301), 4490)), :step::float8)))
      where v.grid_id = :id::bigint
        and v.valid_to is null`,
    { id: holedId, step: COORDINATE_STEP },
  )
  await server.db.raw(
    `update grid_version as v set area_m2 = st_area(st_transform(v.geom, 4549)) where v.grid_id = :id::bigint and v.valid_to is null`,
    { id: holedId },
  )
})
afterAll(() => rm(folder, { recursive: true }))

/** What an import keeps: shapes as their bytes. */
const tell = (db: Connection) =>
  rows<{ code: string }>(
    db,
    `select v.code as code, v.name as name, l.code as level, p.code as parent, u.name as unit, v.area_m2 as area,
            encode(st_asbinary(v.geom, 'NDR'), 'hex') as shape
       from grid_version as v
       join level as l on l.id = v.level_id
       left join grid_version as p on p.grid_id = v.parent_id and p.valid_to is null
       left join grid_unit as gu on gu.grid_id = v.grid_id and gu.valid_to is null
       left join unit_version as u on u.unit_id = gu.unit_id and u.valid_to is null
      where v.valid_to is null
      order by l.depth, v.code`,
  )

const save = async (answer: Response, name: string): Promise<string> => {
  const file = path.join(folder, name)
  await writeFile(file, Buffer.from(await answer.arrayBuffer()))
  return file
}
const mappingOf = (level: string) =>
  parseMapping(gridMapping, {
    scheme: {
      code: 'responsibility',
      levels: LEVELS.map((code) => ({ code, nameZh: code, nameEn: code })),
    },
    level,
    code: 'code',
    name: 'name',
    ...(level === 'town' ? {} : { parent: 'parent' }),
    unit: 'unit_name',
    units: 'create',
  })

type Feature = {
  id: number
  properties: Record<string, unknown>
  geometry: MultiPolygon
}
const featuresOf = async (answer: Response): Promise<Feature[]> => (await answer.json()).features

test('every grid is told from the top down with its place in the scheme, its unit and the one that answers', async () => {
  const { api, fixture } = reader()
  const answer = await api.exportGrids({ query: { format: 'geojson', scheme: fixture.schemeId, lang: 'en' } })
  expect(answer.headers.get('export-rows')).toBe('44')
  expect(answer.headers.get('content-type')).toBe('application/geo+json')
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; filename="grids-Responsibility_grids-\d{4}-\d\d-\d\d\.geojson"/,
  )
  const features = await featuresOf(answer)
  expect(features.map(({ id }) => id)).toEqual(
    fixture.grids.toSorted((a, b) => a.depth - b.depth || (a.code < b.code ? -1 : 1)).map(({ id }) => id),
  )
  const [town] = features
  expect(town?.properties).toMatchObject({ code: '320506001', level: 'town', parent: null, unit_code: null })
  const own = features.find(({ properties }) => properties.level === 'grid')
  const below = features.find(({ properties }) => properties.code === '320506001001002')
  const village = features.find(({ properties }) => properties.code === '320506001001')
  expect(own?.properties.unit_code).toBe(own?.properties.answering_code)
  expect(own?.properties.unit_code).not.toBe(village?.properties.unit_code)
  expect(below?.properties.unit_code).toBeUndefined()
  expect(below?.properties).toMatchObject({
    parent: '320506001001',
    scheme: 'responsibility',
    answering_code: village?.properties.unit_code,
    answering_name: village?.properties.unit_name,
    valid_from: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
  })
  const { area } = await one<{ area: number }>(
    reader().server.db,
    `select v.area_m2 as area from grid_version as v where v.grid_id = :id::bigint and v.valid_to is null`,
    { id: below?.id },
  )
  expect(below?.properties.area_m2).toBe(area)
})

test('as of an instant names and shapes are those of then, and the file is called by its day', async () => {
  const { api, fixture } = reader()
  const asked = { format: 'geojson', level: fixture.levelIds[2] } as const
  const answer = await api.exportGrids({ query: { ...asked, at: '2025-06-01' } })
  const name = /UTF-8''(\S+)$/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? ''
  expect(decodeURIComponent(name)).toBe('网格-网格-2025-06-01.geojson')
  const [then, now] = [await featuresOf(answer), await featuresOf(await api.exportGrids({ query: asked }))]
  expect(then.map(({ id }) => id)).toEqual(now.map(({ id }) => id))
  for (const [n, { properties }] of then.entries())
    expect(properties.name).toBe(`${now[n]?.properties.name}（旧）`)
  const partsOf = (features: Feature[]) =>
    features.find(({ id }) => id === holedId)?.geometry.coordinates.length
  expect([partsOf(then), partsOf(now)]).toEqual([1, 2])
})

test.skipIf(!hasOgr)('GDAL reads the Shapefile: every position, two parts, the hole a hole', async () => {
  const { api, fixture, server } = reader()
  const asked = { format: 'shapefile', level: fixture.levelIds[2], encoding: 'gb18030' } as const
  const file = await save(await api.exportGrids({ query: asked }), 'ogr.zip')
  const { features } = await readByOgr(`/vsizip/${file}`)
  const stored = await rows<{ code: string; name: string; geometry: MultiPolygon }>(
    server.db,
    `select v.code as code, v.name as name, st_asgeojson(v.geom, 15, 0)::json as geometry
       from grid_version as v
      where v.valid_to is null and v.level_id = :level::int`,
    { level: fixture.levelIds[2] },
  )
  expect(features).toHaveLength(stored.length)
  for (const { code, name, geometry } of stored) {
    const found = features.find(({ properties }) => properties?.code === code)
    const shape = found?.geometry as Polygon | MultiPolygon
    const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates
    expect(found?.properties?.name).toBe(name)
    expect(polygons.map((rings) => rings.length).sort()).toEqual(
      geometry.coordinates.map((rings) => rings.length).sort(),
    )
    expect(new Set(polygons.flat(2).map(String))).toEqual(new Set(geometry.coordinates.flat(2).map(String)))
  }
})

test('what is not there, or not understood, is said; taking grids out is written down', async () => {
  const { api, server } = reader()
  await expect(api.exportGrids({ query: { format: 'geojson', level: 999 } })).rejects.toMatchObject({
    status: 404,
    code: 'no_such_level',
  })
  await expect(api.exportGrids({ query: { format: 'csv' } as never })).rejects.toMatchObject({ status: 400 })
  const audit = await rows<{ after: object }>(
    server.db,
    `select a.after as after from audit as a where a.action = 'grid.export' order by a.id desc limit 1`,
  )
  expect(audit).toMatchObject([{ after: { rows: 36, format: 'shapefile', encoding: 'gb18030' } }])
})

test('from the command line by codes, and unknown ones are named', async () => {
  const { server } = reader()
  const heard: string[] = []
  const hear = (line: string): void => void heard.push(line)
  const run = (...argv: string[]) =>
    runExport(['grids', '--format', 'geojson', '--out', path.join(folder, 'cli.geojson'), ...argv], {
      db: server.db,
      embedded: server.database.embedded,
      actor: { ...SYSTEM, via: 'cli' },
      language: 'en',
      print: hear,
      say: hear,
    })
  expect(await run('--scheme', 'responsibility', '--level', 'village')).toBe(0)
  expect(heard.at(-1)).toMatch(/^6 grids written to .*, EPSG:4326$/)
  await expect(run('--scheme', 'responsibility', '--level', 'street')).rejects.toThrow(/town, village, grid/)
  await expect(run('--scheme', 'none')).rejects.toThrow(/none/)
  await expect(run('--level', 'village')).rejects.toThrow(/scheme/)
})

describe('a round trip, the last because it empties the registry', () => {
  let original: Awaited<ReturnType<typeof tell>>
  beforeAll(async () => {
    const { api, fixture, server } = reader()
    original = await tell(server.db)
    expect(original).toHaveLength(44)
    for (const format of FORMATS)
      for (const [n, level] of LEVELS.entries()) {
        const asked = { format, level: fixture.levelIds[n], crs: 'EPSG:4490' } as const
        await save(await api.exportGrids({ query: asked }), `${format}-${level}`)
      }
  })

  test.each(FORMATS)('%s: an emptied registry makes the same coverage of it', async (format) => {
    const { fixture, server } = reader()
    const { db } = server
    await db.raw('truncate grid cascade')
    expect(await tell(db)).toEqual([])
    for (const [n, level] of LEVELS.entries()) {
      const { outcome } = await importGrids(path.join(folder, `${format}-${level}`), mappingOf(level), {
        db,
        actor: SYSTEM,
        dryRun: false,
        folder,
      })
      expect(outcome).toMatchObject({ refused: 0, changed: 0 })
      expect(outcome.new).toBe(fixture.grids.filter(({ depth }) => depth === n + 1).length)
    }
    expect(await tell(db)).toEqual(original)
  })
})
