import { copyFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findLayers } from '../../server/readers/find-layers.ts'
import { listTables } from '../../server/readers/geopackage-layers.ts'
import { openGeoPackage } from '../../server/readers/geopackage-source.ts'
import type { OpenOptions } from '../../server/readers/source.ts'
import { hasGdal, runOgr2ogr } from '../support/gdal.ts'
import { makeGeoPackage, pointBlob } from '../support/make-geopackage.ts'
import { layerOf, readLayer } from '../support/read-layer.ts'
import { ALL_SHAPES } from '../support/shapes.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-gpkg-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

let made = 0
const newFile = () => path.join(folder, `${made++}.gpkg`)
const read = (file: string, part: string | null = null, options?: OpenOptions) =>
  readLayer(openGeoPackage, layerOf(file, 'geopackage', part), options)
const codes = (row: { notes?: readonly { code: string; field: string | null }[] } | undefined) =>
  row?.notes?.map(({ code, field }) => [code, field])

test('values stand as they are: long whole numbers, dates, truth, codes that were fractions; binary columns are left out', async () => {
  const file = makeGeoPackage(
    newFile(),
    (db) =>
      db.run('insert into t values (?,?,?,?,?,?,?,?,?)', [
        7,
        '井盖',
        32050601001000123n,
        3.2050601001000124e16,
        1,
        '2024-05-01',
        Buffer.from([1]),
        Buffer.from([2]),
        pointBlob(120.5, 31.5),
      ]),
    { columns: 'code text, whole integer, half real, ok boolean, day date, photo blob, loose text' },
  )
  const { source, rows } = await read(file)
  expect(source).toMatchObject({ count: 1, fields: ['fid', 'code', 'whole', 'half', 'ok', 'day', 'loose'] })
  expect(source.crs).toMatchObject({ crs: 'EPSG:4326', confidence: 'certain' })
  expect(source.warnings).toEqual([[expect.stringContaining('photo'), expect.stringContaining('photo')]])
  expect(rows).toEqual([
    {
      rowNo: 1,
      fields: {
        fid: 7,
        code: '井盖',
        whole: '32050601001000123',
        half: 3.2050601001000124e16,
        ok: true,
        day: '2024-05-01',
        loose: null,
      },
      geometry: { type: 'Point', coordinates: [120.5, 31.5] },
      notes: [expect.anything(), expect.anything()],
    },
  ])
  expect(codes(rows[0])).toEqual([
    ['code_as_number', 'half'],
    ['note_binary_dropped', 'loose'],
  ])
})

test('geometries lose heights with a note, may be missing or empty, and bad ones are bad rows between good ones', async () => {
  const cut = pointBlob(1, 2).subarray(0, 20)
  const circular = pointBlob(1, 2)
  circular.writeUInt32LE(8, 9)
  const file = makeGeoPackage(newFile(), (db) => {
    for (const blob of [
      pointBlob(1, 2, { z: 3 }),
      null,
      pointBlob(Number.NaN, Number.NaN),
      cut,
      circular,
      Buffer.from('no'),
      pointBlob(1, 2, { srid: 4528 }),
    ])
      db.run('insert into t (geom) values (?)', [blob])
  })
  const { rows } = await read(file)
  const point = { type: 'Point', coordinates: [1, 2] }
  expect(rows.map((r) => r.problem?.code ?? r.geometry)).toEqual([
    point,
    null,
    null,
    'geometry_unreadable',
    'geometry_unreadable',
    'geometry_unreadable',
    point,
  ])
  expect(rows.map((r) => r.problem?.en.split(': ')[1]).slice(3, 6)).toEqual([
    'its bytes end too early',
    'shapes of type 8 are not read',
    'it does not begin with GP',
  ])
  expect([codes(rows[0]), codes(rows[6])]).toEqual([
    [['note_z_dropped', 'geom']],
    [['note_srid_other', 'geom']],
  ])
})

test.each([
  [4528, { crs: 'EPSG:4528' }],
  [9001, { refused: 'xian80' }],
  [9002, { refused: 'local', said: 'GDAL:9002 (own)' }],
  [9003, { crs: '+proj=tmerc +lat_0=0 +lon_0=120.5 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs' }],
  [77, { refused: 'unknown' }],
  [-1, null],
  [0, null],
])('the system %i is %j', async (srid, crs) => {
  const { source } = await read(makeGeoPackage(newFile(), () => undefined, { srid }))
  if (crs === null) expect(source.crs).toBeNull()
  else expect(source.crs).toMatchObject(crs)
})

test('only tables that gpkg_contents names are layers: no views, whatever they would run', async () => {
  const file = makeGeoPackage(newFile(), (db) =>
    db.exec(`
      create table "a ""b" (x text); insert into "a ""b" values ('1');
      create table hidden (x text);
      create view v as select 1 as x;
      create virtual table f using fts5(x);
      create trigger g after insert on hidden begin select 1; end;
      insert into gpkg_contents values ('a "b', 'attributes', 'a', null), ('v', 'features', 'v', 4326), ('f', 'attributes', 'f', null),
        ('raster', 'tiles', 'r', 4326), ('gone', 'features', 'x', 4326);`),
  )
  expect(await listTables(file)).toEqual(['a "b', 't'])
  expect((await findLayers(file)).layers.map(({ name, part }) => [name, part])).toEqual([
    [`${path.basename(file)}/a "b`, 'a "b'],
    [`${path.basename(file)}/t`, 't'],
  ])
  const { source, rows } = await read(file, 'a "b')
  expect(source.crs).toBeNull()
  expect(rows).toEqual([{ rowNo: 1, fields: { x: '1' }, geometry: null }])
  for (const part of ['v', 'f', 'hidden', 'gone'])
    await expect(read(file, part)).rejects.toMatchObject({ code: 'layer_choice' })
})

test('a copy taken while its log was open is read with what the log holds, and nothing is left beside the file', async () => {
  const [open, copy] = [newFile(), path.join(folder, 'copy', 'x.gpkg')]
  await mkdir(path.dirname(copy))
  makeGeoPackage(open, (db) => db.exec(`insert into t (code) values ('first')`))
  const db = new sqlite.Database(open)
  db.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma wal_autocheckpoint = 0')
  db.exec(`insert into t (code) values ('second')`)
  copyFileSync(open, copy)
  expect((await read(copy)).rows.map((r) => r.fields.code)).toEqual(['first'])
  copyFileSync(`${open}-wal`, `${copy}-wal`)
  const before = await readFile(copy)
  db.close()
  expect((await read(copy)).rows.map((r) => r.fields.code)).toEqual(['first', 'second'])
  expect(await readdir(path.dirname(copy))).toEqual(['x.gpkg', 'x.gpkg-wal'])
  expect(before.equals(await readFile(copy))).toBe(true)
})

test('a file that may not be written is read, twice at a time, and ends early without a trace', async () => {
  const file = makeGeoPackage(newFile(), (db) => {
    for (let i = 0; i < 3_000; i++) db.run('insert into t (code) values (?)', [`c${i}`])
  })
  await chmod(file, 0o444)
  const folders = async () =>
    (await readdir(os.tmpdir())).filter((name) => name.startsWith('gridbook-geopackage-'))
  const before = await folders()
  const [first, second] = await Promise.all([read(file), read(file)])
  expect([first.rows.length, second.rows.length]).toEqual([3_000, 3_000])
  const source = await openGeoPackage(layerOf(file, 'geopackage'), {})
  for await (const batch of source.rows()) {
    expect(batch).toHaveLength(1_000)
    break
  }
  expect(await folders()).toEqual(before)
})

test('a row beyond the limit is a bad row, and its bytes are never taken', async () => {
  const file = makeGeoPackage(newFile(), (db) => {
    db.run('insert into t (code) values (?)', ['x'.repeat(5_000)])
    db.run('insert into t (code) values (?)', ['y'])
  })
  const { rows } = await read(file, null, { recordLimit: 1_000 })
  expect(rows.map((r) => r.problem?.code ?? r.fields.code)).toEqual(['record_too_large', 'y'])
  expect(rows[0]?.fields.code).toBeNull()
})

test('text that is no UTF-8 is a bad row, and text behind a zero is not lost', async () => {
  const file = makeGeoPackage(newFile(), (db) =>
    db.exec(`insert into t (code) values (cast(x'bea9b8c7' as text)), (cast(x'61006200' as text))`),
  )
  const { rows } = await read(file)
  expect(rows.map((r) => r.problem?.code ?? r.fields.code)).toEqual(['text_undecodable', 'a\0b\0'])
})

test('what is no GeoPackage, is cut off or damaged, is refused', async () => {
  const file = makeGeoPackage(newFile(), (db) => {
    for (let i = 0; i < 2_000; i++) db.run('insert into t (code) values (?)', [`c${i}`.repeat(20)])
  })
  const whole = await readFile(file)
  const middle = Buffer.from(whole)
  middle.fill(0xa5, 5 * 4096, 6 * 4096)
  await writeFile(file, middle)
  await expect(read(file)).rejects.toMatchObject({ code: 'geopackage_broken' })
  // A page that says it holds one row less: every count agrees, and only its bytes do not add up.
  const less = Buffer.from(whole)
  const leaf = Array.from({ length: whole.length / 4096 }, (_, page) => page * 4096).findLast(
    (at) => less[at] === 0x0d,
  )
  less.writeUInt16BE(less.readUInt16BE((leaf ?? 0) + 3) - 1, (leaf ?? 0) + 3)
  await writeFile(file, less)
  await expect(read(file)).rejects.toMatchObject({ code: 'geopackage_broken' })
  await writeFile(file, whole)
  await truncate(file, whole.length - 4096)
  await expect(read(file)).rejects.toMatchObject({ code: 'file_cut_off' })
  const plain = newFile()
  const db = new sqlite.Database(plain)
  db.exec('create table t (x)')
  db.close()
  await expect(read(plain)).rejects.toMatchObject({ code: 'geopackage_broken' })
  await writeFile(plain, 'SQLite format 3, they said')
  await expect(read(plain)).rejects.toMatchObject({ code: 'geopackage_broken' })
})

test.skipIf(!hasGdal)('every kind of shape that GDAL writes is read the same', async () => {
  const features = ALL_SHAPES.map((geometry, i) => ({
    type: 'Feature',
    properties: { 名称: `第${i}`, n: i },
    geometry,
  }))
  const [json, file] = [path.join(folder, 'shapes.geojson'), newFile()]
  await writeFile(json, JSON.stringify({ type: 'FeatureCollection', features }))
  runOgr2ogr('-f', 'GPKG', file, json, '-nln', '图层')
  expect(await listTables(file)).toEqual(['图层'])
  const { source, rows } = await read(file)
  expect(source.crs).toMatchObject({ crs: 'EPSG:4326' })
  expect(rows.map((r) => r.geometry)).toEqual(ALL_SHAPES)
  expect(rows.map((r) => r.fields.名称)).toEqual(features.map(({ properties }) => properties.名称))
})
