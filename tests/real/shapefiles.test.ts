/** Shapefiles as survey firms deliver them, and a corpus of DBF files in many encodings: read as GDAL reads them where it can, and asked or refused where not. */
import { existsSync, readdirSync } from 'node:fs'
import { copyFile, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Geometry, Position } from 'geojson'
import { expect, test, vi } from 'vitest'
import { crsFromPrj } from '../../server/readers/crs-from-wkt.ts'
import { FileRefused } from '../../server/readers/file-refused.ts'
import type { SourceRow } from '../../server/readers/source.ts'
import { type LonLat, toLonLat } from '../../server/shared/crs.ts'
import { writeZip } from '../support/archive.ts'
import { hasOgr, readByOgr } from '../support/ogr.ts'
import { readAll, useFolder } from '../support/read-source.ts'

const SHARED = fileURLToPath(new URL('../../../shared/data/', import.meta.url))
const BEIJING = `${SHARED}beijing/gbk/`
const CORPUS = `${SHARED}encodings/`
const present = existsSync(SHARED)
vi.setConfig({ testTimeout: 300_000 })
if (!present) console.warn(`skipped: ${SHARED} is not there`)

const folder = useFolder()
const SYSTEMS = ['bj_cgcs2000_gk39', 'bj_cgcs2000_cm117', 'bj_xian80_gk39'] as const

/** The fields, the structure of the shape, and all its numbers one after the other; GDAL writes numbers with fewer digits than the file has. */
const taken = (geometry: Geometry | null, fields: object) => {
  const numbers: number[] = []
  const shape = JSON.stringify(geometry, (_, value) => {
    if (typeof value !== 'number') return value
    numbers.push(value)
    return 0
  })
  const said = Object.entries(fields).map(([name, value]) => [
    name,
    name === '标注经度' ? Number(value) : value,
  ])
  return { shape, said: Object.fromEntries(said), numbers }
}

test.skipIf(!present || !hasOgr).each(SYSTEMS)(
  '%s: every row and every vertex is that of ogr2ogr, zipped or not',
  async (stem) => {
    const at = await folder()
    const { rows, source, error } = await readAll(`${BEIJING}${stem}.shp`)
    expect(error).toBeNull()
    expect(source.encoding).toMatchObject({ name: 'gb18030', confidence: 'certain' })
    const { features } = await readByOgr(`${BEIJING}${stem}.shp`, 'GB18030')
    expect(rows).toHaveLength(343)
    expect(features).toHaveLength(343)
    let farthestApart = 0
    for (const [i, { geometry, properties }] of features.entries()) {
      const [ours, theirs] = [rows[i], taken(geometry, properties ?? {})]
      const { numbers, ...read } = taken(ours?.geometry ?? null, ours?.fields ?? {})
      expect(read.said).toEqual(theirs.said)
      // As a truth: a difference of a million brackets tells nobody anything.
      expect(read.shape === theirs.shape, JSON.stringify(read.said)).toBe(true)
      for (const [k, number] of numbers.entries())
        farthestApart = Math.max(farthestApart, Math.abs(number - (theirs.numbers[k] ?? Number.NaN)))
    }
    expect(farthestApart).toBeLessThan(1e-7)

    const entries = await Promise.all(
      ['shp', 'shx', 'dbf', 'prj'].map(async (extension) => ({
        name: `${stem}/街道.${extension.toUpperCase()}`,
        bytes: await readFile(`${BEIJING}${stem}.${extension}`),
      })),
    )
    const zipped = await readAll(await writeZip(path.join(at, '街道.zip'), entries), { folder: at })
    expect(JSON.stringify(zipped.rows) === JSON.stringify(rows)).toBe(true)
  },
)

const corners = (geometry: Geometry | null): Position[] =>
  geometry?.type === 'Polygon'
    ? geometry.coordinates.flat()
    : geometry?.type === 'MultiPolygon'
      ? geometry.coordinates.flat(2)
      : []
const metresApart = ([aLon, aLat]: LonLat, [bLon, bLat]: LonLat): number =>
  Math.hypot((aLon - bLon) * 111_320 * Math.cos((aLat * Math.PI) / 180), (aLat - bLat) * 110_950)

/** The largest distance between vertices of the same rows read in two systems. */
const farthest = (
  a: readonly SourceRow[],
  b: readonly SourceRow[],
  place: (p: Position, other: boolean) => LonLat | null,
): number => {
  let largest = 0
  for (const [i, row] of a.entries()) {
    const [ours, theirs] = [corners(row.geometry), corners(b[i]?.geometry ?? null)]
    expect(theirs).toHaveLength(ours.length)
    for (const [k, corner] of ours.entries()) {
      const [one, two] = [place(corner, false), place(theirs[k] ?? [], true)]
      largest = Math.max(largest, one && two ? metresApart(one, two) : Number.POSITIVE_INFINITY)
    }
  }
  return largest
}
const at = (crs: string, p: Position, shifts = {}) =>
  toLonLat(crs, [p[0] ?? Number.NaN, p[1] ?? Number.NaN], shifts)

test.skipIf(!present)(
  "the three systems are known by their parameters; Xi'an 1980 is refused, and taken with the city's",
  async () => {
    const [zone, meridian, xian] = await Promise.all(SYSTEMS.map((stem) => readAll(`${BEIJING}${stem}.shp`)))
    expect(zone?.source.crs).toMatchObject({ crs: 'EPSG:4527', confidence: 'certain' })
    expect(meridian?.source.crs).toMatchObject({ crs: 'EPSG:4548', confidence: 'certain' })
    expect(xian?.source.crs).toMatchObject({ refused: 'xian80' })
    const rows = zone?.rows ?? []
    expect(
      farthest(rows, meridian?.rows ?? [], (p, other) => at(other ? 'EPSG:4548' : 'EPSG:4527', p)),
    ).toBeLessThan(0.001)

    // The file was made without any shift: three zeros are the parameters that it was made with.
    const shifts = { xian80: [0, 0, 0] }
    const taken = await readAll(`${BEIJING}bj_xian80_gk39.shp`, { shifts })
    expect(taken.source.crs).toMatchObject({ crs: 'EPSG:2363', confidence: 'certain' })
    const apart = farthest(rows, taken.rows, (p, other) =>
      other ? at('EPSG:2363', p, shifts) : at('EPSG:4527', p),
    )
    const misread = farthest(rows, taken.rows, (p) => at('EPSG:4527', p))
    console.info({ apart, misread })
    expect(apart).toBeLessThan(2)
  },
)

test.skipIf(!present)(
  "the corpus's Gauss-Krüger file is Beijing 1954 and refused; other systems are named or refused",
  async () => {
    const crs = async (file: string) => crsFromPrj(await readFile(`${CORPUS}${file}`))
    expect(await crs('193/gauss_kruger.prj')).toMatchObject({ refused: 'beijing54' })
    expect(await crs('193/three_points.prj')).toMatchObject({ refused: 'unknown' })
    expect(await crs('518_519_shp_reading/max_callstack_error.prj')).toMatchObject({ refused: 'unknown' })
    expect(await crs('invalid_coords/invalid_coordinates.prj')).toMatchObject({ crs: 'EPSG:4326' })
  },
)

/** The first text of each table, as it must be read; null: nobody could know, so it is asked. */
const TEXTS: Record<string, readonly [name: string, text: string] | null> = {
  'gbk.dbf': ['gb18030', '简体国语'],
  'gb2312.dbf': ['gb18030', '简体国语'],
  'utf8.dbf': ['utf-8', '国语國語'],
  'ldid/chinese.dbf': ['gb18030', '简体'],
  'cpg/big5.dbf': ['big5', '國語'],
  'big5.dbf': null,
  'shiftjis.dbf': null,
  'eucjp.dbf': null,
  'latin1.dbf': null,
  'periphereies.dbf': null,
  'cpg/win1251.dbf': null,
  'cpg/koi8r.dbf': null,
}

test.skipIf(!present)('the corpus of encodings: Chinese tables read, the others asked about', async () => {
  for (const [file, expected] of Object.entries(TEXTS)) {
    const { source, rows } = await readAll(`${CORPUS}dbf/${file}`)
    const [field = ''] = source.fields ?? []
    console.info(file, source.encoding.name, source.encoding.confidence, rows[0]?.fields[field])
    if (expected === null) expect(source.encoding.confidence, file).toBe('guess')
    else expect([source.encoding.name, rows[0]?.fields[field]], file).toEqual(expected)
  }
  const said = await readAll(`${CORPUS}dbf/shiftjis.dbf`, { encoding: 'shift_jis' })
  expect(said.rows.map((r) => r.fields.NAME)).toEqual(['ひたちなか市', '西蒲原郡弥彦村'])
})

test.skipIf(!present)('every DBF and Shapefile of the corpus gives rows or a refusal in words', async () => {
  const files = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(dbf|shp)$/.test(file),
  )
  expect(files.length).toBeGreaterThan(20)
  for (const file of files) {
    const read = await readAll(`${CORPUS}${file}`).catch((error: unknown) => error)
    const refused = read instanceof FileRefused ? read.code : null
    const ended = refused ?? (read as Awaited<ReturnType<typeof readAll>>).error
    console.info(file, ended instanceof FileRefused ? ended.message : ended)
    expect(ended === null || typeof ended === 'string' || ended instanceof FileRefused, file).toBe(true)
  }
})

test.skipIf(!present)('repeated field names of the corpus are told apart', async () => {
  const file = path.join(await folder(), 'a.dbf')
  await copyFile(`${CORPUS}dbf/duplicate_fields.dbf`, file)
  const { source } = await readAll(file)
  expect(new Set(source.fields).size).toBe(source.fields?.length)
  expect(source.fields).toContain('unemployed_2')
})
