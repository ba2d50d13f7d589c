/** A re-census: Cambridge's hydrants as exported in four years, known again by HYDRANT_ID, against differences counted by a plain script; then taken back in reverse. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { addLayer, censusSettings, openCensus } from '../../server/census/census.queries.ts'
import { countCensus, summariseFindings } from '../../server/census/census-report.ts'
import { undoBatch } from '../../server/census/commit/undo-batch.ts'
import { commit, compareCensus, judgeCensus } from '../../server/census/jobs/stages.ts'
import { stageLayer } from '../../server/census/staging/stage-layer.ts'
import { rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { establishDistrict } from '../../server/district/establish-district.ts'
import { settleClasses } from '../../server/imports/declare.ts'
import { componentMapping, parseMapping } from '../../server/imports/mapping.ts'
import { positionReader } from '../../server/imports/position.ts'
import { openSource } from '../../server/readers/open-layer.ts'
import { useDatabase } from '../support/database.ts'

const FOLDER = fileURLToPath(new URL('../../../shared/data/cambridge/history/', import.meta.url))
const present = existsSync(FOLDER)
if (!present) console.info('skipped: ../shared/data/cambridge/history is not there')
const YEARS = ['2013-10-30', '2016-03-15', '2025-07-08', '2026-01-06']

const MAPPING = parseMapping(componentMapping, {
  edition: 'Hydrants',
  declare: {
    edition: { code: 'Hydrants', nameZh: '消火栓', nameEn: 'Hydrants' },
    classes: [{ code: 'HYDRANT', nameZh: '消火栓', nameEn: 'Hydrant', majorZh: '给水', majorEn: 'Water' }],
  },
  crs: 'EPSG:4326',
  class: { value: 'HYDRANT' },
  code: 'HY-{HYDRANT_ID}',
})

type Hydrant = { readonly at: [number, number]; readonly said: string }

/** New in every export, or the editor's own bookkeeping. */
const RECORD_IDS = ['GlobalID', 'last_edited_date', 'last_edited_user']

/** The file by JSON.parse: good hydrants by code, and how many rows have no code or repeat one. */
const readPlainly = async (year: string) => {
  const { features } = JSON.parse(await readFile(`${FOLDER}hydrants-${year}.geojson`, 'utf8'))
  const [hydrants, refused] = [new Map<string, Hydrant>(), { code_missing: 0, code_repeated: 0 }]
  for (const { properties, geometry } of features) {
    const id = String(properties.HYDRANT_ID ?? '').trim()
    if (id === '') refused.code_missing++
    else if (hydrants.has(id)) refused.code_repeated++
    else {
      const said = Object.entries(properties)
        .filter(([name, value]) => !RECORD_IDS.includes(name) && value !== null && value !== '')
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
      hydrants.set(id, { at: geometry.coordinates, said: JSON.stringify(said) })
    }
  }
  return { hydrants, refused, total: features.length }
}

const metres = ([a, b]: [number, number], [c, d]: [number, number]): number =>
  111_200 * Math.hypot((c - a) * Math.cos((b * Math.PI) / 180), d - b)
const same = (a: Hydrant, b: Hydrant): boolean => Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]) <= 1e-8

/** `ever`: all codes that were once in the registry. */
const differencesPlainly = (
  standing: ReadonlyMap<string, Hydrant>,
  brought: ReadonlyMap<string, Hydrant>,
  ever: ReadonlySet<string>,
) => {
  const counted = { new: 0, returned: 0, suspect: 0, same: 0, changed: 0, moved: 0, conflict: 0, missing: 0 }
  const leaving = [...standing].filter(([code]) => !brought.has(code)).map(([, hydrant]) => hydrant)
  for (const [code, hydrant] of brought) {
    const former = standing.get(code)
    if (former === undefined) {
      if (ever.has(code)) counted.returned++
      else if (leaving.some(({ at }) => metres(at, hydrant.at) < 1)) counted.suspect++
      else counted.new++
    } else if (!same(former, hydrant)) counted.moved++
    else if (former.said !== hydrant.said) counted.changed++
    else counted.same++
  }
  return { ...counted, missing: leaving.length }
}

const registry = useDatabase()
let classId: number
beforeAll(async () => {
  const { db } = registry()
  await establishDistrict(db)
  if (MAPPING.declare) await settleClasses(db, MAPPING.declare, SYSTEM)
  const [hydrant] = await rows<{ id: number }>(
    db,
    `select c.id as id from class as c where c.code = 'HYDRANT'`,
  )
  classId = hydrant?.id ?? 0
})

const compareYear = async (year: string): Promise<number> => {
  const { db, embedded } = registry()
  const source = await openSource(`${FOLDER}hydrants-${year}.geojson`, MAPPING)
  const settings = censusSettings.parse({
    edition: 'Hydrants',
    declared: { grids: null, classes: [classId] },
  })
  const censusId = await openCensus(db, { title: year, settings, actor: 'test', accountId: null })
  const layerNo = await addLayer(db, { censusId, fileId: null, name: year, format: source.format })
  await stageLayer(
    { db, embedded, tell: () => {} },
    { censusId, layerNo, rowsBefore: 0 },
    { source, mapping: MAPPING, crs: 'EPSG:4326', toPlace: positionReader('EPSG:4326', null) },
  )
  await rows(
    db,
    `update census as z set accepted = '{"missing": true, "suspect": true}' where z.id = :censusId::bigint`,
    { censusId },
  )
  expect(await judgeCensus(db, censusId)).toBeNull()
  await compareCensus(db, censusId)
  return censusId
}

const standing = () =>
  rows(
    registry().db,
    `select v.component_id, v.code, st_asbinary(v.geom) as geom, v.extra
       from component_version as v
      where v.valid_to is null
      order by v.component_id`,
  )

const states: unknown[] = []
const batches: number[] = []

test.skipIf(!present)('each year differs from the one before as a plain script counts it', async () => {
  const { db } = registry()
  let former: ReadonlyMap<string, Hydrant> = new Map()
  const ever = new Set<string>()
  for (const year of YEARS) {
    states.push(await standing())
    const { hydrants, refused, total } = await readPlainly(year)
    const censusId = await compareYear(year)
    const counts = await countCensus(db, censusId)
    console.info(year, counts)
    expect(counts, year).toEqual({
      total,
      refused: refused.code_missing + refused.code_repeated,
      ...differencesPlainly(former, hydrants, ever),
    })
    const findings = await summariseFindings(db, censusId)
    const errors = findings.filter(({ severity }) => severity === 'error')
    expect(Object.fromEntries(errors.map(({ code, count }) => [code, count])), year).toEqual(refused)
    batches.push((await commit(db, censusId, SYSTEM)).batchId)
    former = hydrants
    for (const code of hydrants.keys()) ever.add(code)
  }
})

test.skipIf(!present)(
  'taken back in reverse, each year stands again as it was, down to nothing',
  async () => {
    for (const batchId of batches.toReversed()) {
      const { kept } = await registry().db.transaction((trx) => undoBatch(trx, batchId, SYSTEM))
      expect(kept).toBe(0)
      expect(await standing()).toEqual(states.pop())
    }
    expect(states).toEqual([])
  },
)
