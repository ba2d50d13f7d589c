import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import gcoord from 'gcoord'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inspectLayer } from '../../server/census/inspection/inspect-layer.ts'
import { one, rows } from '../../server/db/database.ts'
import type { Layer } from '../../server/readers/source.ts'
import { sameCrs } from '../../server/shared/crs.ts'
import { useDatabase } from '../support/database.ts'
import { makeRegistry } from '../support/registry-fixture.ts'

const registry = useDatabase()
type Place = { readonly code: string; readonly lon: number; readonly lat: number }
let folder = ''
let places: Place[] = []

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inspect-'))
  const { levelIds } = await makeRegistry(registry().db, 400)
  places = await rows<Place>(
    registry().db,
    `select g.code as code, st_x(st_pointonsurface(g.geom)) as lon, st_y(st_pointonsurface(g.geom)) as lat
       from grid_version as g
      where g.valid_to is null and g.level_id = :level::int
      order by g.code`,
    { level: levelIds[2] },
  )
}, 120_000)
afterAll(() => rm(folder, { recursive: true }))

const deliver = async (name: string, text: string): Promise<Layer> => {
  const file = path.join(folder, name)
  await writeFile(file, text)
  return { name, format: name.endsWith('.csv') ? 'csv' : 'geojson', file, part: null }
}
const csv = (header: readonly string[], lines: readonly (readonly unknown[])[]): string =>
  [header, ...lines].map((line) => line.join(',')).join('\n')
const inspect = (layer: Layer) =>
  inspectLayer(layer, null, { db: registry().db, edition: null, shifts: {}, surveyor: null })

/** By PostGIS, so that our own formulas are not judged by themselves. */
const projected = async (srid: number): Promise<[number, number][]> => {
  const { points } = await one<{ points: [number, number][] }>(
    registry().db,
    `select jsonb_agg(jsonb_build_array(st_x(t.geom), st_y(t.geom)) order by t.n) as points
       from unnest(:lon::float8[], :lat::float8[]) with ordinality as p (lon, lat, n)
      cross join lateral (
        select p.n as n, st_transform(st_setsrid(st_point(p.lon, p.lat), 4490), :srid::int) as geom) as t`,
    { srid, lon: places.map(({ lon }) => lon), lat: places.map(({ lat }) => lat) },
  )
  return points
}
const SHIFT = { 'GCJ-02': gcoord.GCJ02, 'BD-09': gcoord.BD09 } as const
const shifted = (crs: keyof typeof SHIFT): number[][] =>
  places.map(({ lon, lat }) => gcoord.transform([lon, lat], gcoord.WGS84, SHIFT[crs]))

/** 3° zones 39 to 41 and 6° zones 20 and 21, with the zone's number and without. */
test.each([4527, 4528, 4529, 4548, 4549, 4550, 4498, 4499, 4509, 4510])(
  'numbers of EPSG:%i come first as what they are, X being the north',
  async (srid) => {
    const points = await projected(srid)
    const layer = await deliver(
      `zone-${srid}.csv`,
      csv(
        ['标识码', '单元网格', 'X坐标', 'Y坐标'],
        points.map(([x, y], i) => [i, places[i]?.code, y, x]),
      ),
    )
    const { candidates, proposed, sample } = await inspect(layer)
    const [best, second] = candidates
    expect(sameCrs(best?.crs ?? '', `EPSG:${srid}`), best?.crs).toBe(true)
    expect(best).toMatchObject({ inDistrict: 1, inStatedGrid: 1 })
    expect(second?.inStatedGrid ?? 0).toBeLessThan(0.5)
    expect(proposed).toMatchObject({ crs: best?.crs, geometry: { x: 'Y坐标', y: 'X坐标' } })
    expect(sample[0]?.point?.[0]).toBeCloseTo(places[0]?.lon ?? 0, 7)
  },
)

test.each(['GCJ-02', 'BD-09'] as const)(
  '%s is told from degrees by the grids that rows state',
  async (crs) => {
    const lines = shifted(crs).map(([lon, lat], i) => [i, places[i]?.code, lon, lat])
    const { candidates, proposed } = await inspect(
      await deliver(`${crs}.csv`, csv(['编号', '网格编码', '经度', '纬度'], lines)),
    )
    expect(candidates[0]).toMatchObject({ crs, inStatedGrid: 1 })
    expect(candidates.map((candidate) => candidate.crs).sort()).toEqual(['BD-09', 'EPSG:4490', 'GCJ-02'])
    expect(proposed.crs).toBe(crs)
  },
)

test('GCJ-02 is told by grids even where every candidate lies in the district', async () => {
  const middle = shifted('GCJ-02').flatMap(([lon, lat], i) => {
    const place = places[i]
    return place && Math.hypot(place.lon - 120.62, place.lat - 31.27) < 0.004
      ? [[i, place.code, lon, lat]]
      : []
  })
  const { candidates } = await inspect(
    await deliver('middle.csv', csv(['编号', '网格编码', '经度', '纬度'], middle)),
  )
  expect(candidates[0]?.crs).toBe('GCJ-02')
  expect(candidates.find(({ crs }) => crs === 'EPSG:4490')).toMatchObject({ inDistrict: 1, inStatedGrid: 0 })
})

test('degrees without grids are not told from shifted ones: nobody but the surveyor can say', async () => {
  const lines = shifted('GCJ-02').map(([lon, lat], i) => [i, lon, lat])
  const { candidates, proposed, sample } = await inspect(
    await deliver('no-grids.csv', csv(['编号', '经度', '纬度'], lines)),
  )
  expect(candidates).toHaveLength(3)
  expect(candidates.every(({ inStatedGrid }) => inStatedGrid === null)).toBe(true)
  expect(proposed.crs).toBeUndefined()
  expect(sample.every(({ point }) => point === null)).toBe(true)
})

test('columns that are turned round are read the right way round', async () => {
  const lines = places.map(({ code, lon, lat }, i) => [i, code, lat, lon])
  const { proposed, candidates } = await inspect(
    await deliver('turned.csv', csv(['编号', '网格编码', '经度', '纬度'], lines)),
  )
  expect(proposed).toMatchObject({ crs: 'EPSG:4490', geometry: { x: '纬度', y: '经度' } })
  expect(candidates[0]?.inStatedGrid).toBe(1)
})

const features = (points: readonly (readonly number[])[]): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: points.map((coordinates, i) => ({
      type: 'Feature',
      properties: { BGID: places[i]?.code },
      geometry: { type: 'Point', coordinates },
    })),
  })

test('a file that says WGS 84 and holds GCJ-02 is contradicted by its own grids', async () => {
  const { candidates, warnings, proposed } = await inspect(
    await deliver('phone.geojson', features(shifted('GCJ-02'))),
  )
  expect(candidates[0]?.crs).toBe('GCJ-02')
  expect(warnings[0]?.en).toContain('The file says EPSG:4326')
  // It is said, and left to the surveyor: what a file says is not overruled by itself.
  expect(proposed.crs).toBeUndefined()
})

test('a file that says what it holds is believed, and nothing is said against it', async () => {
  const { candidates, warnings } = await inspect(
    await deliver('right.geojson', features(places.map(({ lon, lat }) => [lon, lat]))),
  )
  expect(candidates[0]).toMatchObject({ crs: 'EPSG:4326', inDistrict: 1, inStatedGrid: 1 })
  expect(warnings).toEqual([])
})

test('shapes with the latitude first are said', async () => {
  const { warnings, candidates } = await inspect(
    await deliver('shapes.geojson', features(places.map(({ lon, lat }) => [lat, lon]))),
  )
  expect(warnings.map(({ en }) => en)).toContainEqual(expect.stringContaining('north first'))
  expect(
    candidates.map(({ crs }) => crs),
    'no system turns them round',
  ).toEqual(['EPSG:4326'])
})

test('a long file is judged by its first thousand rows, and fifty are shown', async () => {
  const lines = Array.from({ length: 3_000 }, (_, i) => [
    i,
    places[i % places.length]?.lon,
    places[i % places.length]?.lat,
  ])
  const { sample, warnings, fields } = await inspect(
    await deliver('long.csv', csv(['编号', '经度', '纬度'], lines)),
  )
  expect(sample).toHaveLength(50)
  expect(fields.map(({ name }) => name)).toEqual(['编号', '经度', '纬度'])
  expect(warnings.map(({ en }) => en)).toContain('All this was judged by the first 1000 rows.')
})
