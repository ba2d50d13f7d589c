import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openGeoJson } from '../../server/readers/geojson-source.ts'
import type { OpenOptions } from '../../server/readers/source.ts'
import { hasGdal, runOgr2ogr } from '../support/gdal.ts'
import { layerOf, readLayer } from '../support/read-layer.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-sequence-'))
})
afterAll(() => rm(folder, { recursive: true }))

const read = async (text: string | Uint8Array, options?: OpenOptions) => {
  const file = path.join(folder, 'given.geojsonl')
  await writeFile(file, text)
  return (await readLayer(openGeoJson, layerOf(file, 'geojson'), options)).rows.map(
    (r) => r.problem?.code ?? r.fields.n,
  )
}
const feature = (n: number, pad = '') =>
  `{"properties":{"n":${n},"名":"井\\n盖","pad":"${pad}"},"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}`

test.each([
  ['one a line', `${feature(1)}\n${feature(2)}\r\n\n${feature(3)}\n`],
  ['without a last line end', `${feature(1)}\n${feature(2)}\n${feature(3)}`],
  ['with a byte order mark', `\ufeff${feature(1)}\n${feature(2)}\n${feature(3)}\n`],
  ['behind record separators', `\u001e${feature(1)}\n\u001e${feature(2)}\n\u001e${feature(3)}\n`],
  [
    'spread over lines',
    `\u001e${feature(1).replaceAll(',"', ',\n"')}\n\u001e${feature(2)}\n\u001e${feature(3)}`,
  ],
  [
    'spread over lines without separators',
    [1, 2, 3].map((n) => feature(n).replaceAll(',"', ',\n"')).join('\n'),
  ],
])('features %s', async (_, text) => {
  expect(await read(text)).toEqual([1, 2, 3])
})

test.each(['', '\u001e'])(
  'a broken text between %j costs only itself, and the last one is said to be cut off',
  async (rs) => {
    const lines = [feature(1), '{"type":"Feature","properties":', '17', feature(4), feature(5).slice(0, 60)]
    expect(await read(lines.map((line) => rs + line).join('\n'))).toEqual([
      1,
      'record_unreadable',
      'record_unreadable',
      4,
      'record_cut_off',
    ])
  },
)

test('texts that are too large or too deep are bad rows between good ones, the first as well', async () => {
  const deep = `{"type":"Feature","properties":{"d":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`
  const large = feature(3, 'x'.repeat(900_000))
  expect(await read([feature(1), deep, large, feature(4)].join('\n'), { recordLimit: 200_000 })).toEqual([
    1,
    'record_too_deep',
    'record_too_large',
    4,
  ])
  const first = `{"type": "Feature", "properties": {"pad": "${'x'.repeat(900_000)}"}}`
  expect(await read(`${first}\n${feature(2)}`, { recordLimit: 200_000 })).toEqual(['record_too_large', 2])
})

test.skipIf(!hasGdal).each(['YES', 'NO'])('what GDAL writes with RS=%s is read', async (rs) => {
  const [from, to] = [path.join(folder, 'from.geojson'), path.join(folder, 'to.geojsons')]
  await writeFile(
    from,
    `{"type":"FeatureCollection","features":[${[1, 2, 3].map((n) => feature(n)).join(',')}]}`,
  )
  await rm(to, { force: true })
  runOgr2ogr('-f', 'GeoJSONSeq', '-lco', `RS=${rs}`, to, from)
  const { rows } = await readLayer(openGeoJson, layerOf(to, 'geojson'))
  expect(rows.map((r) => [r.fields.n, r.fields.名, r.geometry])).toEqual(
    [1, 2, 3].map((n) => [n, '井\n盖', { type: 'Point', coordinates: [1, 2] }]),
  )
})
