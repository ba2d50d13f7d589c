import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { geoJsonScanner } from '../../server/readers/geojson-scan.ts'
import { openSource } from '../../server/readers/open-layer.ts'
import type { OpenOptions, SourceRow } from '../../server/readers/source.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-geojson-'))
})
afterAll(() => rm(folder, { recursive: true }))

const write = async (content: string | Uint8Array): Promise<string> => {
  const file = path.join(folder, 'given.geojson')
  await writeFile(file, content)
  return file
}
const readAll = async (content: string | Uint8Array, options?: OpenOptions) => {
  const source = await openSource(await write(content), options)
  const rows: SourceRow[] = []
  for await (const batch of source.rows()) rows.push(...batch)
  return { source, rows }
}
const feature = (n: number, extra = '') =>
  `{"type":"Feature","id":${n},"properties":{"n":${n},"text":"a }],{ \\" b"${extra}},"geometry":{"type":"Point","coordinates":[120.5,31.5]}}`
const collection = (features: string[], before = '', after = '') =>
  `{"type":"FeatureCollection",${before}"features":[${features.join(',\n')}]${after}}`

test('finds every feature, whatever stands before and after, and the CRS behind them', async () => {
  const crs = `,"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4528"}},"more":[{"features":[1]}]`
  const { source, rows } = await readAll(
    `\ufeff ${collection([feature(1), feature(2)], '"name":"a]}","x":{"features":[]},', crs)}\n`,
  )
  expect(source.crs).toMatchObject({ crs: 'EPSG:4528', confidence: 'certain' })
  expect(rows.map((r) => [r.rowNo, r.fields.$id, r.fields.text])).toEqual([
    [1, 1, 'a }],{ " b'],
    [2, 2, 'a }],{ " b'],
  ])
})

test('reads a bare feature, one feature a line, and a text sequence', async () => {
  expect((await readAll(feature(7))).rows).toMatchObject([{ rowNo: 1, fields: { n: 7 } }])
  expect((await readAll(`${feature(1)}\n${feature(2)}\n`)).rows.map((r) => r.fields.n)).toEqual([1, 2])
  expect((await readAll(`\u001e${feature(1)}\n\u001e${feature(2)}\n`)).rows.map((r) => r.fields.n)).toEqual([
    1, 2,
  ])
})

test('what is found does not depend on where the chunks are cut', () => {
  const text = Buffer.from(
    collection([feature(1), feature(2, ',"deep":{"a":[[1,"\\\\"]]}'), feature(3)], '"a":1,', ',"z":null'),
  )
  const scan = (cuts: number[]) => {
    const scanner = geoJsonScanner({ recordLimit: 1e6, keep: true })
    const at = [0, ...cuts.map((c) => c % text.length).sort((a, b) => a - b), text.length]
    const found = at.slice(1).flatMap((to, i) => scanner.push(text.subarray(at[i], to)))
    scanner.end()
    return found.map((f) => (f.kind === 'feature' ? f.bytes.toString() : f.kind))
  }
  const whole = scan([])
  expect(whole).toHaveLength(3)
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 20 }), (cuts) => {
      expect(scan(cuts)).toEqual(whole)
    }),
  )
})

test('a text cut anywhere is refused as a whole', async () => {
  const text = collection([feature(1), feature(2)])
  for (let end = 1; end < text.length; end += 7) {
    await expect(openSource(await write(text.slice(0, end))), text.slice(0, end)).rejects.toMatchObject({
      code: 'geojson_cut_off',
    })
  }
})

test.each([
  ['', 'file_empty'],
  ['hello', 'geojson_malformed'],
  ['[1,2]', 'geojson_malformed'],
  ['{"type":"FeatureCollection","features":[}', 'geojson_malformed'],
  ['{"features":[]} {}', 'geojson_malformed'],
  ['{"features":[],"features":[]}', 'geojson_malformed'],
  ['{"features" [', 'geojson_malformed'],
  [Buffer.from('\ufeff{"a":1}', 'utf16le'), 'file_format'],
  [collection([feature(1)], '"crs":{"properties":{"name":"EPSG:27700"}},'), 'crs_unknown'],
])('%j is refused with %s', async (content, code) => {
  await expect(openSource(await write(content))).rejects.toMatchObject({ code })
})

test('a bare geometry, another object and another encoding are refused on reading', async () => {
  await expect(readAll('{"type":"Point","coordinates":[1,2]}')).rejects.toMatchObject({
    code: 'geojson_no_features',
  })
  await expect(readAll('{"a":1}')).rejects.toMatchObject({ code: 'geojson_no_features' })
  const gbk = Buffer.concat([
    Buffer.from('{"features":[{"type":"Feature","properties":{"a":"'),
    Buffer.from([0xc2, 0xb7]),
    Buffer.from([0xb5, 0xc6]),
    Buffer.from('"}}]}'),
  ])
  await expect(readAll(gbk)).rejects.toMatchObject({
    code: 'not_utf8',
    message: expect.stringContaining('Feature 1'),
  })
})

test('a bad feature is a bad row between good ones', async () => {
  const deep = `{"type":"Feature","properties":{"d":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`
  const large = `{"type":"Feature","properties":{"d":"${'x'.repeat(2_000_000)}"}}`
  const { rows } = await readAll(
    collection([feature(1), deep, '{"a":01}', large, '17', '{"type":"Point"}', feature(7)]),
    {
      recordLimit: 1_000_000,
    },
  )
  expect(rows.map((r) => r.problem?.code ?? 'good')).toEqual([
    'good',
    'record_too_deep',
    'record_unreadable',
    'record_too_large',
    'record_unreadable',
    'record_unreadable',
    'good',
  ])
})

test('a hundred and more megabytes are read in bounded memory; two gigabytes of nothing are refused at once', async () => {
  const file = path.join(folder, 'large.geojson')
  const one = `${feature(1, `,"pad":"${'y'.repeat(2_000)}"`)},\n`
  const block = one.repeat(500)
  await pipeline(
    Readable.from(
      (function* () {
        yield '{"features":['
        for (let i = 0; i < 120; i++) yield block
        yield `${feature(2)}]}`
      })(),
    ),
    createWriteStream(file),
  )
  const source = await openSource(file)
  let rows = 0
  let peak = 0
  const before = process.memoryUsage().rss
  for await (const batch of source.rows()) {
    rows += batch.length
    peak = Math.max(peak, process.memoryUsage().rss - before)
  }
  expect(rows).toBe(60_001)
  expect(source.bytes).toBeGreaterThan(120_000_000)
  expect(peak).toBeLessThan(100_000_000)
  await truncate(file, 0)
  await truncate(file, 2 * 1024 ** 3)
  await expect(openSource(file)).rejects.toMatchObject({ code: 'file_format' })
}, 60_000)
