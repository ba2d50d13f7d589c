/** Which of the files that are dropped go on their way together, and that the archive made of them is the one a reader takes apart. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findLayers } from '../../server/readers/find-layers.ts'
import { bundleFiles } from '../../web/ui/bundle-files.ts'
import type { Dropped } from '../../web/ui/dropped-files.ts'
import { packBundle } from '../../web/ui/pack-bundle.ts'
import { makeDbf, makeShp, partsShape } from '../support/shapefile.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-bundle-'))
})
afterAll(() => rm(folder, { recursive: true }))

const MOMENT = Date.UTC(2026, 0, 2)
const dropped = (at: string, bytes: Uint8Array = Buffer.from('x')): Dropped => ({
  path: at,
  file: new File([new Uint8Array(bytes)], path.basename(at), { lastModified: MOMENT }),
})
const together = (paths: readonly string[]) =>
  bundleFiles(paths.map((at) => dropped(at))).map(({ name, parts }) => [name, parts.map((one) => one.path)])

test('the parts of a Shapefile go together, in whatever case and order; all else goes alone', () => {
  expect(
    together([
      '井盖.SHP',
      '路灯.csv',
      '井盖.dbf',
      '路灯.xlsx',
      '井盖.shp.xml',
      '井盖.Prj',
      '井盖2.shp',
      '井盖2.dbf',
    ]),
  ).toEqual([
    ['井盖.zip', ['井盖.Prj', '井盖.SHP', '井盖.dbf', '井盖.shp.xml']],
    ['路灯.csv', ['路灯.csv']],
    ['路灯.xlsx', ['路灯.xlsx']],
    ['井盖2.zip', ['井盖2.dbf', '井盖2.shp']],
  ])
})

test('sets of two folders stay apart, and a FileGDB goes as its folder', () => {
  expect(
    together([
      '东/井盖.shp',
      '西/井盖.shp',
      '东/井盖.dbf',
      '西/井盖.dbf',
      '库/a.gdb/gdb',
      '库/a.gdb/a1.gdbtable',
    ]),
  ).toEqual([
    ['井盖.zip', ['东/井盖.dbf', '东/井盖.shp']],
    ['井盖.zip', ['西/井盖.dbf', '西/井盖.shp']],
    ['a.gdb.zip', ['库/a.gdb/a1.gdbtable', '库/a.gdb/gdb']],
  ])
})

test('parts without a table or shapes, and a table alone, go as they are: the server says what is missing', () => {
  expect(together(['a.prj', 'a.cpg', 'b.dbf'])).toEqual([
    ['a.prj', ['a.prj']],
    ['a.cpg', ['a.cpg']],
    ['b.dbf', ['b.dbf']],
  ])
})

test('what is packed is read as the Shapefile that it was, and packed again it is the same', async () => {
  const corners: [number, number][] = [
    [0, 0],
    [0, 5],
    [5, 5],
    [0, 0],
  ]
  const shapes = [partsShape(5, [corners])]
  const parts = {
    ...makeShp(5, shapes),
    dbf: makeDbf([{ name: 'N', type: 'N', length: 3 }], [{ values: ['1'] }]),
  }
  const files = Object.entries(parts).map(([extension, bytes]) => dropped(`普查/井盖.${extension}`, bytes))
  const [bundle] = bundleFiles(files)
  if (bundle === undefined) throw new Error('nothing to pack')
  const packed = await packBundle(bundle)
  expect(packed.name).toBe('井盖.zip')
  const bytes = Buffer.from(await packed.arrayBuffer())
  const file = path.join(folder, packed.name)
  await writeFile(file, bytes)
  const { layers, skipped } = await findLayers(file, folder)
  expect(layers.map(({ name, format }) => [name, format])).toEqual([['井盖.shp', 'shapefile']])
  expect(skipped).toEqual([])
  const again = await packBundle(bundleFiles(files.toReversed())[0] ?? bundle)
  expect(Buffer.from(await again.arrayBuffer()).equals(bytes)).toBe(true)
})
