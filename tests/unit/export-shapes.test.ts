/** Shapes of every kind in the binary formats: as their bytes say, and as GDAL reads them. */
import { execFile } from 'node:child_process'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Box, EMPTY_BOX, shpRecord } from '../../server/exports/shp-record.ts'
import type { Row, Table } from '../../server/exports/table.ts'
import { wktOf } from '../../server/exports/wkt.ts'
import { writeGeoPackage } from '../../server/exports/write-geopackage.ts'
import { writeShapefile } from '../../server/exports/write-shapefile.ts'
import type { PlanarGeometry } from '../../server/imports/ewkb.ts'
import { parseWkt } from '../../server/readers/wkt.ts'

const ring = (x: number, y: number, side: number): [number, number][] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
]
const hole = (x: number, y: number, side: number) => ring(x, y, side).reverse()
const SHAPES: PlanarGeometry[] = [
  { type: 'Point', coordinates: [120.5, 31.25] },
  {
    type: 'MultiPoint',
    coordinates: [
      [120, 31],
      [121, 32],
    ],
  },
  {
    type: 'LineString',
    coordinates: [
      [120, 31],
      [121, 32],
      [122, 31.5],
    ],
  },
  {
    type: 'MultiLineString',
    coordinates: [
      [
        [120, 31],
        [121, 32],
      ],
      [
        [122, 31],
        [123, 33],
        [124, 30],
      ],
    ],
  },
  { type: 'Polygon', coordinates: [ring(120, 31, 1), hole(120.25, 31.25, 0.5)] },
  { type: 'MultiPolygon', coordinates: [[ring(120, 31, 1), hole(120.25, 31.25, 0.25)], [ring(125, 31, 2)]] },
]
const DAY = new Date('2026-11-22T00:00:00Z')

const tableOf = (shapes: readonly (PlanarGeometry | null)[]): Table => {
  async function* rows(): AsyncGenerator<Row[]> {
    yield shapes.map((geometry, n) => ({ id: n + 1, values: [`r${n}`], geometry }))
  }
  return { name: 't', columns: [{ name: 'code', kind: 'text', width: 4 }], rows: rows() }
}

const turn = (positions: readonly (readonly [number, number])[]): number =>
  positions.reduce((sum, [x, y], n) => {
    const [nextX, nextY] = positions[(n + 1) % positions.length] ?? [x, y]
    return sum + (x - 120) * (nextY - 31) - (nextX - 120) * (y - 31)
  }, 0)

test('a Shapefile’s exteriors are clockwise and its holes anticlockwise, whatever came', () => {
  for (const given of [
    SHAPES[5],
    { ...SHAPES[5], coordinates: [[hole(120, 31, 1), ring(120.25, 31.25, 0.25)], [hole(125, 31, 2)]] },
  ]) {
    const box: Box = [...EMPTY_BOX]
    const record = shpRecord(7, given as PlanarGeometry, box)
    expect([record.readUInt32BE(0), record.readUInt32BE(4) * 2 + 8]).toEqual([7, record.length])
    expect([record.readUInt32LE(8), record.readUInt32LE(44), record.readUInt32LE(48)]).toEqual([5, 3, 15])
    expect([0, 1, 2].map((n) => record.readUInt32LE(52 + 4 * n))).toEqual([0, 5, 10])
    const positions = Array.from({ length: 15 }, (_, n): [number, number] => [
      record.readDoubleLE(64 + 16 * n),
      record.readDoubleLE(72 + 16 * n),
    ])
    const turns = [0, 5, 10].map((from) => Math.sign(turn(positions.slice(from, from + 4))))
    expect(turns).toEqual([-1, 1, -1])
    expect(box).toEqual([120, 31, 127, 33])
  }
})

test('well-known text is read back the same by our own reader', () => {
  for (const shape of SHAPES) {
    const read = parseWkt(wktOf(shape))
    expect(typeof read === 'string' ? read : read.geometry).toEqual(shape)
  }
})

const OGR2OGR = '/usr/bin/ogr2ogr'
const run = promisify(execFile)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-shapes-'))
})
afterAll(() => rm(folder, { recursive: true }))

type Feature = { properties: { code: string }; geometry: PlanarGeometry | null }
const asGdalReads = async (file: string, layer: string): Promise<Feature[]> => {
  const { stdout } = await run(OGR2OGR, ['-f', 'GeoJSON', '/vsistdout/', file, layer])
  return JSON.parse(stdout).features
}
/** Kind, and each part by its corners: where a ring begins and which way it turns is the format's affair. */
const corners = (geometry: PlanarGeometry | null): unknown => {
  const part = (value: unknown): unknown =>
    Array.isArray(value) && typeof value[0] === 'number'
      ? value.join(' ')
      : Array.isArray(value) && Array.isArray(value[0]) && typeof value[0][0] === 'number'
        ? [...new Set(value.map(String))].sort()
        : (value as unknown[]).map(part)
  return geometry && { type: geometry.type, parts: part(geometry.coordinates) }
}
const expected = (shapes: readonly (PlanarGeometry | null)[], from = 0) =>
  shapes.map((shape, n) => ({ code: `r${n + from}`, shape: corners(shape) }))
const found = (features: readonly Feature[]) =>
  features.map(({ properties, geometry }) => ({ code: properties.code, shape: corners(geometry) }))

describe.runIf(existsSync(OGR2OGR))('as GDAL reads them', () => {
  test('GeoPackage, with a row that has none', async () => {
    const file = path.join(folder, 'shapes.gpkg')
    await writeGeoPackage(tableOf([...SHAPES, null]), { file, crs: 'EPSG:4490', day: DAY })
    expect(found(await asGdalReads(file, 't'))).toEqual(expected([...SHAPES, null]))
  })

  test('Shapefiles, a kind each; a row that has none stands with the points', async () => {
    const file = path.join(folder, 'shapes.zip')
    const options = { folder, encoding: 'utf-8', crs: 'EPSG:4490', prj: null, day: DAY } as const
    await pipeline(writeShapefile(tableOf([...SHAPES, null]), options), createWriteStream(file))
    const layers: Feature[] = []
    for (const kind of ['point', 'multipoint', 'line', 'polygon'])
      layers.push(...(await asGdalReads(`/vsizip/${file}`, `t_${kind}`)))
    const order = (list: ReturnType<typeof found>) => [...list].sort((a, b) => (a.code < b.code ? -1 : 1))
    expect(order(found(layers))).toEqual(expected([...SHAPES, null]))
  })
})
