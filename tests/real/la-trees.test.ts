/** 886,999 street trees of Los Angeles County from one CSV: staged in bounded memory and counted against a plain script; the trees of one city judged and compared. */
import { fork } from 'node:child_process'
import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countCensus } from '../../server/census/census-report.ts'
import { compareCensus, judgeCensus } from '../../server/census/jobs/stages.ts'
import { rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { establishDistrict } from '../../server/district/establish-district.ts'
import { settleClasses } from '../../server/imports/declare.ts'
import { componentMapping, parseMapping } from '../../server/imports/mapping.ts'
import { testAddress, useDatabase } from '../support/database.ts'
import type { Staged, ToStage } from '../support/stage-in-process.ts'

const PACKED = fileURLToPath(
  new URL('../../../shared/data/la-trees/la-trees-all-points.csv.gz', import.meta.url),
)
const present = existsSync(PACKED)
if (!present) console.info('skipped: ../shared/data/la-trees is not there')

const SLICE = 'culver-city'
/** A worker may take so much, whatever the size of the file. */
const MOST_BYTES = 300 * 2 ** 20

const MAPPING = {
  kind: 'components' as const,
  edition: 'Trees',
  declare: {
    edition: { code: 'Trees', nameZh: '树木', nameEn: 'Trees' },
    classes: [{ code: 'TREE', nameZh: '行道树', nameEn: 'Tree', majorZh: '绿化', majorEn: 'Greenery' }],
  },
  crs: 'EPSG:4326',
  geometry: { x: 'X', y: 'Y' },
  class: { value: 'TREE' },
  code: '{city}-{src_row}',
  name: 'city',
}

type City = { trees: number; west: number; east: number; south: number; north: number }

const registry = useDatabase()
let folder: string
let whole: string
let slice: string
const plainly = new Map<string, City>()

/** No field of this file holds a comma or a line end. */
const readPlainly = async (): Promise<void> => {
  const [all, some]: [string[], string[]] = [[], []]
  const lines = createInterface({ input: createReadStream(PACKED).pipe(createGunzip()) })
  for await (const line of lines) {
    all.push(line)
    const [x, y, name = ''] = line.split(',')
    if (x === 'X' || name === SLICE) some.push(line)
    if (x === 'X') continue
    const [lon, lat] = [Number(x), Number(y)]
    const city = plainly.get(name) ?? { trees: 0, west: lon, east: lon, south: lat, north: lat }
    city.trees++
    city.west = Math.min(city.west, lon)
    city.east = Math.max(city.east, lon)
    city.south = Math.min(city.south, lat)
    city.north = Math.max(city.north, lat)
    plainly.set(name, city)
  }
  await writeFile(whole, all.join('\n'))
  await writeFile(slice, some.join('\n'))
}

beforeAll(async () => {
  if (!present) return
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-trees-'))
  whole = path.join(folder, 'trees.csv')
  slice = path.join(folder, 'slice.csv')
  await readPlainly()
  const { db } = registry()
  await establishDistrict(db)
  const { declare } = parseMapping(componentMapping, MAPPING)
  if (declare) await settleClasses(db, declare, SYSTEM)
})
afterAll(async () => {
  if (present) await rm(folder, { recursive: true, force: true })
})

const stage = (file: string): Promise<Staged> => {
  const { address, schema, embedded } = registry()
  const script = fileURLToPath(new URL('../support/stage-in-process.ts', import.meta.url))
  const child = fork(script, [], { execArgv: ['--import', 'tsx'] })
  child.send({ address, schema, embedded, file, mapping: MAPPING } satisfies ToStage)
  return new Promise((resolve, reject) => {
    child.once('message', (staged) => resolve(staged as Staged))
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)))
  })
}

/** The embedded database takes minutes for them, and the reader, whose memory is in question, is the same. */
const onServer = 'connectionString' in testAddress()

test.skipIf(!present || !onServer)(
  'all trees are staged in bounded memory, as many in each city and where a plain script finds them',
  async () => {
    const began = performance.now()
    const { censusId, rows: count, peakBytes } = await stage(whole)
    console.info(
      `${count} rows in ${((performance.now() - began) / 1000).toFixed(0)} s, ${Math.round(peakBytes / 2 ** 20)} MB`,
    )
    expect(count).toBe(886_999)
    expect(peakBytes).toBeLessThan(MOST_BYTES)
    const staged = await rows<City & { name: string }>(
      registry().db,
      `select r.name as name, count(*) as trees, min(st_x(r.geom)) as west, max(st_x(r.geom)) as east,
              min(st_y(r.geom)) as south, max(st_y(r.geom)) as north
         from census_row as r
        where r.census_id = :censusId::bigint
        group by r.name`,
      { censusId },
    )
    expect(new Map(staged.map(({ name, ...city }) => [name, city]))).toEqual(plainly)
  },
  600_000,
)

test.skipIf(!present)(
  'the trees of one city are judged and are all new',
  async () => {
    const { db } = registry()
    const { censusId } = await stage(slice)
    expect(await judgeCensus(db, censusId)).toBeNull()
    await compareCensus(db, censusId)
    const trees = plainly.get(SLICE)?.trees ?? 0
    expect(await countCensus(db, censusId)).toMatchObject({ total: trees, refused: 0, new: trees })
  },
  300_000,
)
