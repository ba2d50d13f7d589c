import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findLayers } from '../../server/readers/find-layers.ts'
import { writeZip } from '../support/archive.ts'
import { hasOgr, ogr2ogr } from '../support/ogr.ts'
import { readAll, useFolder } from '../support/read-source.ts'

const folder = useFolder()
const present = existsSync(
  path.join(path.dirname(createRequire(import.meta.url).resolve('tsx')), '../../gdal3.js'),
)
if (!present) console.warn('skipped: the optional package gdal3.js is not installed')

/** Compiling GDAL for each file takes seconds on a busy machine. */
const PATIENCE = 120_000

const dxf = (version: string, name: string | Buffer): Buffer => {
  const lines = (text: string) => Buffer.from(`${text.split(' ').join('\r\n')}\r\n`)
  return Buffer.concat([
    lines(`0 SECTION 2 HEADER 9 $ACADVER 1 ${version} 9 $DWGCODEPAGE 3 ANSI_936 0 ENDSEC`),
    lines('0 SECTION 2 BLOCKS 0 BLOCK 8 0 2'),
    Buffer.from(name),
    lines(' 70 0 10 0 20 0 30 0 0 LINE 8 0 10 0 20 0 11 1 21 1 0 ENDBLK 8 0 0 ENDSEC 0 SECTION 2 ENTITIES'),
    lines('0 INSERT 8 PIPE 2'),
    Buffer.from(name),
    lines(' 10 559045.69 20 3461075.54 30 0 0 ENDSEC 0 EOF'),
  ])
}

test.skipIf(!present)(
  'blocks of an old GBK drawing are points with the names of their blocks',
  async () => {
    const at = await folder()
    const file = path.join(at, '井盖.dxf')
    // 路灯 in GBK.
    await writeFile(file, dxf('AC1015', Buffer.from('c2b7b5c6', 'hex')))
    const { rows, source, error } = await readAll(file, { folder: at, encoding: 'gb18030' })
    expect({ error, crs: source.crs }).toEqual({ error: null, crs: null })
    expect(rows).toMatchObject([
      {
        fields: { Layer: 'PIPE', BlockName: '路灯' },
        geometry: { type: 'Point', coordinates: [559_045.69, 3_461_075.54, 0] },
      },
    ])
  },
  PATIENCE,
)

test.skipIf(!present)('a binary drawing says what to do', async () => {
  const at = await folder()
  const file = path.join(at, 'x.dxf')
  await writeFile(file, 'AutoCAD Binary DXF\r\n\x1a\0')
  await expect(readAll(file, { folder: at })).rejects.toMatchObject({ code: 'dxf_binary' })
})

test.skipIf(!present || !hasOgr)(
  'layers of a FileGDB, zipped or not, in the system that each names',
  async () => {
    const at = await folder()
    const point = (code: string, coordinates: number[]) => ({
      type: 'Feature',
      properties: { 编码: code },
      geometry: { type: 'Point', coordinates },
    })
    const features = [
      point('3205080102000001', [40_559_045.69, 3_461_075.54]),
      point('3205080102000002', [40_559_100, 3_461_100]),
    ]
    await writeFile(path.join(at, 'in.json'), JSON.stringify({ type: 'FeatureCollection', features }))
    const gdb = path.join(at, '普查.gdb')
    const add = (layer: string, srs: string, ...more: string[]) =>
      ogr2ogr('-f', 'OpenFileGDB', ...more, gdb, path.join(at, 'in.json'), '-nln', layer, '-a_srs', srs)
    await add('井盖', 'EPSG:4528')
    await add('路灯', 'EPSG:2364', '-update')
    const { layers } = await findLayers(gdb)
    expect(layers.map(({ name, part }) => [name, part])).toEqual([
      ['普查.gdb/井盖', '井盖'],
      ['普查.gdb/路灯', '路灯'],
    ])
    const { rows, source } = await readAll(gdb, { folder: at, layer: '普查.gdb/井盖' })
    expect(source).toMatchObject({ format: 'filegdb', crs: { crs: 'EPSG:4528' }, fields: ['编码'], count: 2 })
    expect(rows.map((r) => r.fields.编码)).toEqual(['3205080102000001', '3205080102000002'])
    const [x = 0, y = 0] = rows[0]?.geometry?.type === 'Point' ? rows[0].geometry.coordinates : []
    expect([x, y]).toEqual([expect.closeTo(40_559_045.69, 3), expect.closeTo(3_461_075.54, 3)])
    const entries = await Promise.all(
      (await readdir(gdb)).map(async (name) => ({
        name: `a/普查.gdb/${name}`,
        bytes: await readFile(path.join(gdb, name)),
      })),
    )
    const zip = await writeZip(path.join(at, 'x.zip'), entries)
    const other = await readAll(zip, { folder: at, layer: 'a/普查.gdb/路灯' })
    expect(other.rows.map((r) => r.fields.编码)).toEqual(['3205080102000001', '3205080102000002'])
    expect(other.source.crs).toMatchObject({ refused: 'xian80' })
  },
  PATIENCE,
)

test.skipIf(!present)(
  'what is no FileGDB is refused',
  async () => {
    const at = await folder()
    await writeFile(path.join(at, 'x.dxf'), '  0\r\nSECTION\r\n  2\r\nHEADER\r\n')
    await expect(readAll(path.join(at, 'x.dxf'), { folder: at })).rejects.toMatchObject({
      code: 'gdal_failed',
    })
  },
  PATIENCE,
)
