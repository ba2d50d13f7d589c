import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { serialize } from 'flatgeobuf/lib/mjs/geojson.js'
import type { Feature, Geometry } from 'geojson'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFlatGeobuf } from '../../server/readers/flatgeobuf-source.ts'
import type { OpenOptions } from '../../server/readers/source.ts'
import { hasGdal, runOgr2ogr } from '../support/gdal.ts'
import { layerOf, readLayer } from '../support/read-layer.ts'
import { ALL_SHAPES } from '../support/shapes.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-fgb-'))
})
afterAll(() => rm(folder, { recursive: true }))

const read = async (bytes: Uint8Array, options?: OpenOptions) => {
  const file = path.join(folder, 'given.fgb')
  await writeFile(file, bytes)
  return readLayer(openFlatGeobuf, layerOf(file, 'flatgeobuf'), options)
}
const feature = (geometry: Geometry, properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  properties,
  geometry,
})
const point = (n: number): Geometry => ({ type: 'Point', coordinates: [n, n] })
const file = (features: Feature[], crs = 0) => serialize({ type: 'FeatureCollection', features }, crs)

test("every kind of shape and value that the format's own library writes is read the same", async () => {
  const features = ALL_SHAPES.map((shape, i) =>
    feature(shape, { 名称: `第${i}`, whole: i, half: i + 0.5, code: 3.2050601001000124e16, ok: i % 2 === 0 }),
  )
  const { source, rows } = await read(file(features, 4528))
  expect(source).toMatchObject({ count: 7, fields: ['名称', 'whole', 'half', 'code', 'ok'] })
  expect(source.crs).toMatchObject({ crs: 'EPSG:4528', confidence: 'certain' })
  expect(rows.map((r) => r.geometry)).toEqual(ALL_SHAPES)
  expect(rows.map((r) => r.fields)).toEqual(features.map(({ properties }) => properties))
  expect(rows.map((r) => r.notes?.map(({ code, field }) => [code, field]))).toEqual(
    rows.map(() => [['code_as_number', 'code']]),
  )
})

test('heights are left out with a note, and a system without a code is none', async () => {
  const { source, rows } = await read(file([feature({ type: 'Point', coordinates: [1, 2, 3] }, { a: 'x' })]))
  expect(source.crs).toBeNull()
  expect(rows).toMatchObject([
    { geometry: { type: 'Point', coordinates: [1, 2] }, notes: [{ code: 'note_z_dropped' }] },
  ])
})

test('features are found wherever the stream is cut, and one beyond the limit is passed over', async () => {
  const features = Array.from({ length: 4_000 }, (_, i) =>
    feature(point(i), { n: i, pad: 'x'.repeat(i === 1_500 ? 700_000 : i % 500) }),
  )
  const whole = await read(file(features))
  expect(whole.rows.map((r) => r.fields.n)).toEqual(features.map((_, i) => i))
  const limited = await read(file(features), { recordLimit: 100_000 })
  expect(limited.rows.filter((r) => r.problem).map((r) => [r.rowNo, r.problem?.code])).toEqual([
    [1_501, 'record_too_large'],
  ])
  expect(limited.rows[1_501]?.fields.n).toBe(1_501)
})

test('a feature whose bytes contradict themselves is a bad row between good ones', async () => {
  const bytes = file([1, 2, 3].map((n) => feature(point(n), { text: `text ${n}`, n })))
  const at = Buffer.from(bytes).indexOf('text 2')
  const spoil = (offset: number, value: number) => {
    const copy = Buffer.from(bytes)
    copy.writeUInt32LE(value, at + offset)
    return copy
  }
  const long = await read(spoil(-4, 1_000_000))
  expect(long.rows.map((r) => r.problem?.en ?? r.fields.n)).toEqual([
    1,
    expect.stringContaining('values end too early'),
    3,
  ])
  const copy = Buffer.from(bytes)
  copy[at] = 0xff
  expect((await read(copy)).rows.map((r) => r.problem?.code ?? r.fields.n)).toEqual([
    1,
    'text_undecodable',
    3,
  ])
})

test('features that are missing are missed, whole and in part', async () => {
  const bytes = file([1, 2, 3].map((n) => feature(point(n), { text: `text ${n}` })))
  await expect(read(bytes.subarray(0, bytes.length - 1))).rejects.toMatchObject({ code: 'file_cut_off' })
  const third = Buffer.from(bytes).indexOf('text 3')
  for (const end of [4, 11, 60, third]) {
    const refused = expect(read(bytes.subarray(0, end))).rejects
    await refused.toMatchObject({ code: expect.stringMatching(/file_cut_off|flatgeobuf_broken/) })
  }
  // Cut between two features, where only the header knows of a third.
  let boundary = 12 + Buffer.from(bytes).readUInt32LE(8)
  for (let n = 0; n < 2; n++) boundary += 4 + Buffer.from(bytes).readUInt32LE(boundary)
  await expect(read(bytes.subarray(0, boundary))).rejects.toThrow('has 3 features and holds 2')
  await expect(read(Buffer.concat([bytes, Buffer.alloc(3)]))).rejects.toMatchObject({ code: 'file_cut_off' })
})

test.skipIf(!hasGdal)('what GDAL writes, with an index and without, is read the same', async () => {
  const features = Array.from({ length: 300 }, (_, i) =>
    feature(point(i % 17), { n: i, 名称: `第${i}`, day: '2024-05-01' }),
  )
  const from = path.join(folder, 'from.geojson')
  await writeFile(from, JSON.stringify({ type: 'FeatureCollection', features }))
  for (const index of ['YES', 'NO']) {
    const to = path.join(folder, `${index}.fgb`)
    runOgr2ogr('-f', 'FlatGeobuf', '-lco', `SPATIAL_INDEX=${index}`, to, from)
    const { source, rows } = await read(await readFile(to))
    expect(source.crs).toMatchObject({ crs: 'EPSG:4326' })
    const sorted = rows.toSorted((a, b) => Number(a.fields.n) - Number(b.fields.n))
    expect(sorted.map((r) => [r.fields.名称, r.geometry])).toEqual(
      features.map(({ properties, geometry }) => [properties?.名称, geometry]),
    )
  }
})
