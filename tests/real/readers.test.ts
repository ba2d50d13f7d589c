/** Readers on real files: GeoPackages without a CRS or with several, JSON that is none, Beijing's communities in two encodings, and Cambridge's hydrants through every format. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { listTables } from '../../server/readers/geopackage-layers.ts'
import { openLayer } from '../../server/readers/open-layer.ts'
import type { Format, OpenOptions } from '../../server/readers/source.ts'
import { hasGdal, runOgr2ogr } from '../support/gdal.ts'
import { layerOf, readLayer } from '../support/read-layer.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
const present = existsSync(DATA)
const real = test.skipIf(!present)
vi.setConfig({ testTimeout: 120_000 })
if (!present) console.warn(`skipped: ${DATA} is not there`)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-real-'))
})
afterAll(() => rm(folder, { recursive: true }))

const read = (name: string, format: Format, part: string | null = null, options?: OpenOptions) =>
  readLayer(openLayer, layerOf(path.resolve(DATA, name), format, part), options)
/** GDAL writes what looks like 0.42 as 0.42, whatever its last bits. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, v: unknown) =>
    typeof v === 'number' ? Math.round(v * 1e9) / 1e9 : v,
  )
const asGeoJson = (file: string, layer: string): { features: { geometry: unknown; properties: unknown }[] } =>
  JSON.parse(runOgr2ogr('-f', 'GeoJSON', '/vsistdout/', file, layer, '-lco', 'COORDINATE_PRECISION=15'))

real.each([
  ['null_crs_gdal', { land: { refused: 'local', said: 'GDAL:99999 (Undefined SRS)' } }],
  ['mixed_crs', { oregon_2269: { refused: 'unknown' }, oregon_4326: { crs: 'EPSG:4326' } }],
  ['same_crs_points', { oregon_cities: { crs: 'EPSG:4326' }, washington_cities: { crs: 'EPSG:4326' } }],
  ['data_only_tables', { oregon_cities: { crs: 'EPSG:4326' }, washington_cities: { crs: 'EPSG:4326' } }],
])('the tables of %s.gpkg have their own systems', async (name, tables) => {
  const file = `encodings/geopackage/${name}.gpkg`
  expect(await listTables(path.resolve(DATA, file))).toEqual(Object.keys(tables))
  for (const [table, crs] of Object.entries(tables)) {
    const { source, rows } = await read(file, 'geopackage', table)
    expect(source.crs).toMatchObject(crs)
    expect(rows).toHaveLength(source.count ?? -1)
    if (!hasGdal || name === 'mixed_crs') continue
    const { features } = asGeoJson(path.resolve(DATA, file), table)
    expect(rounded(rows.map((r) => r.geometry))).toEqual(rounded(features.map(({ geometry }) => geometry)))
    expect(rows.map(({ fields: { fid: _, ...fields } }) => fields)).toEqual(
      features.map(({ properties }) => properties),
    )
  }
})

real('a number that is none spoils its own feature, a missing comma the file', async () => {
  const good = await read('encodings/384_invalid_json/ex2.json', 'geojson')
  expect(good.rows.map((r) => r.problem)).toEqual(good.rows.map(() => undefined))
  const number = await read('encodings/384_invalid_json/sample1.json', 'geojson')
  expect(number.rows.map((r) => r.problem?.code)).toEqual(['record_unreadable', 'record_unreadable'])
  await expect(read('encodings/384_invalid_json/sample.json', 'geojson')).rejects.toMatchObject({
    code: 'geojson_malformed',
    message: expect.stringContaining('after feature 1'),
  })
})

real('a bare polygon is refused, and coordinates beyond all range are read as they stand', async () => {
  await expect(read('encodings/125/openring.json', 'geojson')).rejects.toMatchObject({
    code: 'geojson_no_features',
  })
  const { rows } = await read('encodings/invalid_coords/invalid_coordinates.json', 'geojson')
  expect(rows[0]?.geometry).toEqual({
    type: 'Point',
    coordinates: [-Number.MAX_VALUE, -Number.MAX_VALUE],
  })
})

real('the communities of Beijing are the same 2,585 rows in GB18030 and in UTF-8', async () => {
  const gbk = await read('beijing/gbk/beijing_communities_gbk.csv', 'csv')
  const utf8 = await read('beijing/gbk/beijing_communities_utf8bom.csv', 'csv')
  expect([gbk.source.encoding, utf8.source.encoding]).toMatchObject([
    { name: 'gb18030', confidence: 'certain' },
    { name: 'utf-8', confidence: 'certain' },
  ])
  expect(gbk.rows).toHaveLength(2_585)
  expect(gbk.rows).toEqual(utf8.rows)
  expect(gbk.rows[0]).toEqual({
    rowNo: 2,
    fields: {
      编码: '110101001000',
      名称: '东华门街道办事处',
      级别: 'town',
      所属街道: '东华门街道办事处',
      经度: '116.407239',
      纬度: '39.916094',
    },
    geometry: { type: 'Point', coordinates: [116.407239, 39.916094] },
  })
})

/** `apart`: degrees, by the digits that the writer gives. */
type Written = {
  readonly format: Format
  readonly driver: string
  readonly name: string
  readonly options: readonly string[]
  readonly apart: number
}
const FORMATS: readonly Written[] = [
  { format: 'geopackage', driver: 'GPKG', name: 'a.gpkg', apart: 1e-12, options: [] },
  {
    format: 'flatgeobuf',
    driver: 'FlatGeobuf',
    name: 'a.fgb',
    apart: 1e-12,
    options: ['-lco', 'SPATIAL_INDEX=NO'],
  },
  {
    format: 'geojson',
    driver: 'GeoJSONSeq',
    name: 'a.geojsons',
    apart: 1e-12,
    options: ['-lco', 'COORDINATE_PRECISION=15'],
  },
  { format: 'csv', driver: 'CSV', name: 'a.csv', apart: 1e-12, options: ['-lco', 'GEOMETRY=AS_WKT'] },
  {
    format: 'xlsx',
    driver: 'XLSX',
    name: 'a.xlsx',
    // The text of the sqlite dialect has six decimals.
    apart: 1e-6,
    options: ['-dialect', 'sqlite', '-sql', 'select *, st_astext(geometry) as wkt from INFRA_Hydrants'],
  },
]
/** XML has one kind of line end. */
const asText = (value: unknown): string =>
  value === null || value === undefined ? '' : String(value).replaceAll('\r\n', '\n')

test.skipIf(!present || !hasGdal).each(FORMATS)(
  "Cambridge's hydrants are the same as $format",
  async ({ format, driver, name, options, apart: limit }) => {
    const from = path.resolve(DATA, 'cambridge/points/INFRA_Hydrants.geojson')
    const to = path.join(folder, name)
    runOgr2ogr('-f', driver, to, from, ...options)
    const [before, after] = [await read(from, 'geojson'), await read(to, format)]
    expect(after.rows).toHaveLength(1_960)
    expect(after.rows.filter(({ problem }) => problem)).toEqual([])
    for (const field of ['HYDRANT_ID', 'GlobalID', 'HYDRANT_MANF', 'INSTALLDATE', 'HYDRANT_GPM', 'Notes'])
      expect(after.rows.map((r) => asText(r.fields[field]))).toEqual(
        before.rows.map((r) => asText(r.fields[field])),
      )
    const apart = after.rows.map(({ geometry: a }, i) => {
      const b = before.rows[i]?.geometry
      if (a?.type !== 'Point' || b?.type !== 'Point') return Number.POSITIVE_INFINITY
      return Math.hypot(
        (a.coordinates[0] ?? 0) - (b.coordinates[0] ?? 0),
        (a.coordinates[1] ?? 0) - (b.coordinates[1] ?? 0),
      )
    })
    expect(Math.max(...apart)).toBeLessThan(limit)
  },
)
