/** Every format as GDAL reads it, row by row beside what plain SQL tells of the registry. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rows } from '../../server/db/database.ts'
import { crsWkt } from '../../server/exports/crs-wkt.ts'
import { STANDARD_STATES } from '../../server/shared/words.ts'
import { useDatabase } from '../support/database.ts'
import {
  AWKWARD,
  exportTo,
  LONG_NOTE,
  makeExportRegistry,
  type Told,
  tellComponents,
} from '../support/exports.ts'

const OGR2OGR = '/usr/bin/ogr2ogr'
const run = promisify(execFile)
const COUNT = 300
const SHAPE_FILES = ['point', 'line', 'polygon'].map((kind) => `components_${kind}.shp`)

const registry = useDatabase()
let folder: string
let told: Told[]
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-formats-'))
  await makeExportRegistry(registry().db, COUNT)
  told = await tellComponents(registry().db)
})
afterAll(() => rm(folder, { recursive: true }))

type Read = { properties: Record<string, unknown>; geometry: { type: string; coordinates: unknown } | null }

const asGdalReads = async (
  file: string,
  layers: readonly string[],
  env: Record<string, string> = {},
): Promise<Read[]> => {
  const read: Read[] = []
  for (const layer of layers) {
    const { stdout } = await run(
      OGR2OGR,
      [
        '-f',
        'GeoJSON',
        '/vsistdout/',
        file,
        ...(layer === '' ? [] : [layer]),
        '-lco',
        'COORDINATE_PRECISION=15',
        '-lco',
        'WRITE_NAME=NO',
      ],
      { maxBuffer: 2 ** 28, env: { ...process.env, ...env } },
    )
    read.push(...(JSON.parse(stdout).features as Read[]))
  }
  return read
}

/** GDAL writes days with slashes in some formats, empty cells as empty texts, and JSON as what it says. */
const plain = (value: unknown): unknown => {
  if (value === '' || value === undefined || value === null) return null
  if (typeof value === 'object') return JSON.stringify(value)
  const text = String(value).replace(/^(\d{4})\/(\d\d)\/(\d\d)$/, '$1-$2-$3')
  return /^[[{]/.test(text) ? JSON.stringify(JSON.parse(text)) : text
}

const OWN = [
  'code',
  'edition',
  'class_code',
  'class_name',
  'name',
  ...['competent', 'owner', 'maintainer'].flatMap((role) =>
    ['code', 'name', 'confirmation', 'until', 'basis'].map((part) => `${role}_${part}`),
  ),
  'grid_responsibility',
  'state',
  'surveyed_on',
  'changed_on',
  'data_source',
  'note',
  'location',
  'extra',
]

/** What a DBF calls them, in the same order. */
const SHORT =
  'code edition class_code class_name name comp_code comp_name comp_conf comp_until comp_basis own_code own_name own_conf own_until own_basis mnt_code mnt_name mnt_conf mnt_until mnt_basis grid_respo state surveyed changed source note location extra'.split(
    ' ',
  )

const lastingJson = (value: unknown): unknown =>
  typeof value === 'string' && /^[[{]/.test(value) ? JSON.stringify(sorted(JSON.parse(value))) : value
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort()
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : value

const byCode = (list: readonly unknown[][]): unknown[][] =>
  [...list].sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))

const expected = (fields: readonly string[], over: (told: Told) => Record<string, unknown> = () => ({})) =>
  byCode(
    told.map((one) => {
      const said: Record<string, unknown> = { ...one, ...over(one) }
      return fields.map((field) => lastingJson(plain(said[field])))
    }),
  )
/** What a feature does not say it has not. */
const found = (read: readonly Read[], fields: readonly string[] = OWN) =>
  byCode(read.map(({ properties }) => fields.map((field) => lastingJson(plain(properties[field])))))

const shapes = (read: readonly Read[]) =>
  Object.fromEntries(read.map(({ properties, geometry }) => [Object.values(properties)[0], geometry]))
const toldShapes = () => Object.fromEntries(told.map(({ code, shape }) => [code, shape]))

type Case = {
  question: Record<string, string>
  file: string
  layers?: readonly string[]
  inside?: boolean
  env?: Record<string, string>
}
/** The first and the last of each, and the zones of the delta. */
const KINDS_OF_SYSTEM = [
  4326, 4490, 3857, 4491, 4501, 4502, 4512, 4513, 4528, 4533, 4534, 4549, 4554, 32_601, 32_660, 32_701,
  32_760,
].map((code) => `EPSG:${code}`)
const SPREADSHEET = { OGR_XLSX_HEADERS: 'FORCE', OGR_XLSX_FIELD_TYPES: 'STRING' }
const CASES: Record<string, Case> = {
  geojson: { question: { format: 'geojson' }, file: 'x.geojson' },
  geopackage: { question: { format: 'geopackage' }, file: 'x.gpkg' },
  'csv, utf-8': { question: { format: 'csv', geometry: 'wkt' }, file: 'x.csv' },
  xlsx: { question: { format: 'xlsx', geometry: 'wkt' }, file: 'x.xlsx', env: SPREADSHEET },
}

/** What no DBF can hold: the long note is cut at a character. */
const cutTo = (encoding: string, text: unknown): string | null => {
  if (typeof text !== 'string') return null
  const widths = [...text].map((c) =>
    encoding === 'utf-8' ? Buffer.byteLength(c) : (c.codePointAt(0) ?? 0) > 0xffff ? 4 : c > '\x7f' ? 2 : 1,
  )
  const ends = widths.map((_, n) => widths.slice(0, n + 1).reduce((sum, width) => sum + width, 0))
  const kept = [...text].filter((_, n) => (ends[n] ?? 0) <= 254)
  return kept.join('')
}

describe.runIf(existsSync(OGR2OGR))('as GDAL reads it', () => {
  test.each(Object.entries(CASES))('%s: every row, every attribute', async (_, { question, file, env }) => {
    const target = path.join(folder, file)
    await exportTo(registry(), target, question)
    const read = await asGdalReads(target, [''], env)
    // GDAL does not read back the escape of what looks like one (ECMA-376, 22.9.2.19).
    const escaped = ({ note }: Told) =>
      question.format === 'xlsx' ? { note: (note as string | null)?.replace('_x0041_', '_x005F_x0041_') } : {}
    expect(found(read)).toEqual(expected(OWN, escaped))
    if (read[0]?.geometry) expect(shapes(read)).toEqual(toldShapes())
  })

  test.each(['utf-8', 'gb18030'])(
    'shapefile in %s: a layer a kind, short names, texts cut at a character and said',
    async (encoding) => {
      const target = path.join(folder, `${encoding}.zip`)
      await exportTo(registry(), target, { format: 'shapefile', encoding })
      const read = await asGdalReads(
        `/vsizip/${target}`,
        SHAPE_FILES.map((name) => name.replace('.shp', '')),
      )
      expect(found(read, SHORT)).toEqual(expected(OWN, ({ note }) => ({ note: cutTo(encoding, note) })))
      expect(told.some(({ note }) => note === AWKWARD)).toBe(true)
      const cut = told.filter(
        ({ note, shape }) => note === LONG_NOTE && (shape as { type: string }).type === 'Point',
      ).length
      const { stdout: readme } = await run('unzip', ['-p', target, 'readme.txt'])
      expect(readme).toContain(`point note: ${cut} 个文本超过 254 字节`)
      expect(readme).toContain('grid_respo = grid_responsibility')
    },
  )

  test('a Shapefile’s shapes are the registry’s', async () => {
    const target = path.join(folder, 'shapes.zip')
    await exportTo(registry(), target, { format: 'shapefile' })
    const read = await asGdalReads(
      `/vsizip/${target}`,
      SHAPE_FILES.map((name) => name.replace('.shp', '')),
    )
    const [points, others] = [
      read.filter((r) => r.geometry?.type === 'Point'),
      read.filter((r) => r.geometry?.type !== 'Point'),
    ]
    expect(shapes(points)).toEqual(
      Object.fromEntries(
        Object.entries(toldShapes()).filter(([, shape]) => (shape as { type: string }).type === 'Point'),
      ),
    )
    expect(others.length).toBeGreaterThan(10)
    const same = await rows<{ same: boolean }>(
      registry().db,
      `select st_equals(v.geom, st_setsrid(st_geomfromgeojson(w.shape), 4490)) as same
         from unnest(:codes::text[], :shapes::text[]) as w (code, shape)
         join component_version as v on v.code = w.code and v.valid_to is null`,
      {
        codes: others.map((r) => Object.values(r.properties)[0]),
        shapes: others.map((r) => JSON.stringify(r.geometry)),
      },
    )
    expect(same).toHaveLength(others.length)
    expect(same.every((r) => r.same)).toBe(true)
  })

  test.each(['2013', '2026'])(
    'the fields of %s stand first, in its order and with its words',
    async (names) => {
      const target = path.join(folder, `names-${names}.geojson`)
      await exportTo(registry(), target, { format: 'geojson', names })
      const read = await asGdalReads(target, [''])
      // The first feature of a GeoJSON names every field.
      const [first] = (JSON.parse(await readFile(target, 'utf8')) as { features: Read[] }).features
      const standard =
        names === '2013'
          ? 'ObjID ObjName DeptCode1 DeptName1 DeptCode2 DeptName2 DeptCode3 DeptName3 BGID ObjState ORDate CHDate DataSource Note'
          : 'GLBJBSM GLBJMC ZGBMDM ZGBMMC QSDWDM QSDWMC YHDWDM YHDWMC SZDYWGBSM GLBJZT CSRQ BGRQ SJLY BZ'
      const own =
        'code class_name competent_code competent_name owner_code owner_name maintainer_code maintainer_name grid_responsibility state surveyed_on changed_on data_source note'
      expect(
        Object.keys(first?.properties ?? {})
          .slice(0, 14)
          .join(' '),
      ).toBe(standard)
      expect(found(read, standard.split(' '))).toEqual(
        expected(own.split(' '), ({ state }) => ({ state: STANDARD_STATES[state as 'intact'] })),
      )
    },
  )

  test.each(['shapefile', 'geopackage', 'geojson'])(
    '%s in zone 40: metres as PostGIS has them, the system named',
    async (format) => {
      const target = path.join(folder, `zone.${format === 'shapefile' ? 'zip' : format}`)
      await exportTo(registry(), target, { format, crs: 'EPSG:4528' })
      const source = format === 'shapefile' ? `/vsizip/${target}` : target
      const layers =
        format === 'shapefile' ? SHAPE_FILES.map((name) => name.replace('.shp', '')) : ['components']
      const read = await asGdalReads(source, layers)
      const { stdout } = await run('/usr/bin/ogrinfo', ['-so', source, layers[0] ?? ''])
      expect(stdout).toMatch(/CGCS2000[ _/]+3[- _][Dd]egree[ _]G.*[ _][Zz]one[ _]40/)
      const [{ farthest } = { farthest: Infinity }] = await rows<{ farthest: number }>(
        registry().db,
        `select max(st_hausdorffdistance(st_transform(v.geom, 4528), st_setsrid(st_geomfromgeojson(w.shape), 4528))) as farthest
         from unnest(:codes::text[], :shapes::text[]) as w (code, shape)
         join component_version as v on v.code = w.code and v.valid_to is null`,
        {
          codes: read.map((r) => Object.values(r.properties)[0]),
          shapes: read.map((r) => JSON.stringify(r.geometry)),
        },
      )
      expect(read).toHaveLength(COUNT - 1)
      expect(farthest).toBeLessThan(0.001)
    },
  )

  test('systems of every kind are known again by their texts', async () => {
    const file = path.join(folder, 'system.prj')
    for (const crs of KINDS_OF_SYSTEM) {
      for (const dialect of ['esri', 'ogc'] as const) {
        await writeFile(file, crsWkt(crs, dialect) ?? 'none')
        const { stdout } = await run('/usr/bin/gdalsrsinfo', ['-e', '-o', 'epsg', file])
        expect([dialect, stdout.trim()]).toEqual([dialect, expect.stringMatching(new RegExp(`${crs}$`))])
      }
    }
  }, 240_000)
})
