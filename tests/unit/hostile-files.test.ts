/** Files that were cut off or spoilt on their way: refused in words, or read with what is right of them; never another error, and never silence about what is missing. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { serialize } from 'flatgeobuf/lib/mjs/geojson.js'
import type { Feature } from 'geojson'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openCsv } from '../../server/readers/csv-source.ts'
import { FileRefused } from '../../server/readers/file-refused.ts'
import { openFlatGeobuf } from '../../server/readers/flatgeobuf-source.ts'
import { openGeoJson } from '../../server/readers/geojson-source.ts'
import { openGeoPackage } from '../../server/readers/geopackage-source.ts'
import type { Format, SourceRow } from '../../server/readers/source.ts'
import { openXlsx } from '../../server/readers/xlsx-source.ts'
import { makeGeoPackage, pointBlob } from '../support/make-geopackage.ts'
import { makeXlsx, textRows } from '../support/make-xlsx.ts'
import { layerOf, type Opener } from '../support/read-layer.ts'

vi.setConfig({ testTimeout: 120_000 })
const RUNS = Number(process.env.HOSTILE_RUNS ?? 60)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-hostile-'))
})
afterAll(() => rm(folder, { recursive: true }))

const ROWS = Array.from({ length: 120 }, (_, i) => ({
  code: `32050601010000${String(i).padStart(2, '0')}`,
  name: i % 3 === 0 ? '"雨水"井盖' : `上水井盖，第 ${i} 个`,
  value: i * 1.5,
  x: 120 + i / 1000,
  y: 31 + i / 1000,
}))
const FEATURES: Feature[] = ROWS.map(({ x, y, ...properties }) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: [x, y] },
}))
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

type Case = {
  readonly format: Format
  readonly open: Opener
  readonly make: (file: string) => Promise<Uint8Array>
}
const CASES: Record<string, Case> = {
  CSV: {
    format: 'csv',
    open: openCsv,
    make: async () =>
      Buffer.from(
        `code,name,value,lon,lat\n${ROWS.map((r) => `${r.code},${quoted(r.name)},${r.value},${r.x},${r.y}\n`).join('')}`,
      ),
  },
  GeoJSON: {
    format: 'geojson',
    open: openGeoJson,
    make: async () =>
      Buffer.from(
        `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4490"}},"features":[${FEATURES.map((f) => JSON.stringify(f)).join(',\n')}]}`,
      ),
  },
  'GeoJSON text sequence': {
    format: 'geojson',
    open: openGeoJson,
    make: async () => Buffer.from(FEATURES.map((f) => `${JSON.stringify(f)}\n`).join('')),
  },
  FlatGeobuf: {
    format: 'flatgeobuf',
    open: openFlatGeobuf,
    make: async () => serialize({ type: 'FeatureCollection', features: FEATURES }, 4490),
  },
  GeoPackage: {
    format: 'geopackage',
    open: openGeoPackage,
    make: (file) =>
      readFile(
        makeGeoPackage(
          file,
          (db) => {
            for (const r of ROWS)
              db.run('insert into t (code, name, value, geom) values (?,?,?,?)', [
                r.code,
                r.name,
                r.value,
                pointBlob(r.x, r.y),
              ])
          },
          { columns: 'code text, name text, value real' },
        ),
      ),
  },
  XLSX: {
    format: 'xlsx',
    open: openXlsx,
    make: async (file) => {
      const table = ROWS.map((r) => [r.code, r.name, r.value, r.x, r.y])
      const sheet = {
        name: 'S',
        rows: textRows([['code', 'name', 'value', 'lon', 'lat'], ...table]),
        after: '<mergeCells><mergeCell ref="B5:B9"/></mergeCells>',
      }
      return readFile(await makeXlsx(file, { sheets: [sheet], strings: ['<t>unused</t>'] }))
    },
  },
}
/** These have lines and nothing that says how many: what ends between two of them is whole. */
const OPEN_ENDED = ['CSV', 'GeoJSON text sequence']

type Outcome = { rows: SourceRow[]; refused: FileRefused | null; warnings: number }

/** Whatever is no FileRefused fails the test. */
const outcomeOf = async ({ open, format }: Case, bytes: Uint8Array): Promise<Outcome> => {
  const file = path.join(folder, 'hostile')
  await writeFile(file, bytes)
  const rows: SourceRow[] = []
  try {
    const source = await open(layerOf(file, format), {})
    for await (const batch of source.rows()) rows.push(...batch)
    return { rows, refused: null, warnings: source.warnings.length }
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    return { rows, refused: error, warnings: 0 }
  }
}

const wellFormed = (rows: readonly SourceRow[]): void => {
  let last = 0
  for (const row of rows) {
    expect(row.rowNo).toBeGreaterThan(last)
    last = row.rowNo
    expect(typeof row.fields).toBe('object')
    if (row.problem) expect(row.problem.zh.length * row.problem.en.length).toBeGreaterThan(0)
  }
}

const validOf = async (name: string, hostile: Case) => {
  const valid = await hostile.make(path.join(folder, `valid-${hostile.format}`))
  const whole = await outcomeOf(hostile, valid)
  expect([name, whole.refused, whole.rows.length]).toEqual([name, null, ROWS.length])
  return { valid, whole }
}

test.each(Object.entries(CASES))('%s cut off anywhere', async (name, hostile) => {
  const { valid, whole } = await validOf(name, hostile)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: valid.length - 1 }), async (end) => {
      const { rows, refused, warnings } = await outcomeOf(hostile, valid.subarray(0, end))
      if (!OPEN_ENDED.includes(name)) expect(refused).toBeInstanceOf(FileRefused)
      const good = rows.filter(({ problem }) => problem === undefined)
      const ended = end === 0 || valid[end - 1] === 0x0a || (name !== 'CSV' && valid[end] === 0x0a)
      const said = warnings > 0 || refused !== null || rows.some(({ problem }) => problem !== undefined)
      if (!ended) expect(said).toBe(true)
      // The last row may have lost digits of its last value, which is what the warning is about.
      const right = warnings > 0 ? good.slice(0, -1) : good
      expect(right).toEqual(whole.rows.slice(0, right.length))
    }),
    { numRuns: RUNS },
  )
})

/** Anywhere, and as often in the first bytes, where headers stand. */
const flips = (length: number) =>
  fc.array(
    fc.tuple(
      fc.oneof(
        fc.integer({ min: 0, max: length - 1 }),
        fc.integer({ min: 0, max: Math.min(600, length - 1) }),
      ),
      fc.integer({ min: 1, max: 255 }),
    ),
    { minLength: 1, maxLength: Math.ceil(length / 100) },
  )

test.each(Object.entries(CASES))('%s with one byte in a hundred spoilt', async (name, hostile) => {
  const { valid, whole } = await validOf(name, hostile)
  await fc.assert(
    fc.asyncProperty(flips(valid.length), async (changes) => {
      const spoilt = Buffer.from(valid)
      for (const [at, mask] of changes) spoilt[at] = (spoilt[at] ?? 0) ^ mask
      const { rows, refused } = await outcomeOf(hostile, spoilt)
      wellFormed(rows)
      // A workbook has checksums: what is read of it is what was written.
      if (name === 'XLSX' && refused === null) expect(rows).toEqual(whole.rows)
    }),
    { numRuns: RUNS },
  )
})

test.each(Object.entries(CASES))('%s of nothing but chance behind its first bytes', async (name, hostile) => {
  const { valid } = await validOf(name, hostile)
  const noise = fc.uint8Array({ minLength: 1, maxLength: 4_000 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 200 }), noise, async (kept, chance) => {
      const { rows } = await outcomeOf(hostile, Buffer.concat([valid.subarray(0, kept), chance]))
      wellFormed(rows)
    }),
    { numRuns: RUNS },
  )
})
