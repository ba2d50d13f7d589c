/** Whole coverages as a city publishes them, proven, and the figures compared with plain PostGIS: Cambridge's census geography and its police districts. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { establishDistrict } from '../../server/district/establish-district.ts'
import { readMappingFile } from '../../server/imports/mapping.ts'
import { DATA, expectAsPlain, load, proveScheme } from '../support/coverage-as-published.ts'
import { useDatabase } from '../support/database.ts'

const MAPPINGS = fileURLToPath(new URL('../../data/cambridge/', import.meta.url))
const present = existsSync(DATA)
vi.setConfig({ testTimeout: 600_000 })
if (!present) console.warn(`skipped: ${DATA} is not there`)

const registry = useDatabase()

test.skipIf(!present)('Cambridge: blocks in block groups in tracts in the city', async () => {
  const { db } = registry()
  await establishDistrict(db)
  for (const [mapping, file] of [
    ['grids-city', 'BOUNDARY_CityBoundary'],
    ['grids-tract', 'DEMOGRAPHICS_AdjustedTracts2020'],
    ['grids-group', 'DEMOGRAPHICS_AdjustedBlockGroups2020'],
    ['grids-block', 'DEMOGRAPHICS_AdjustedBlocks2020'],
  ] as const)
    await load(db, `cambridge/grids/${file}.geojson`, await readMappingFile(`${MAPPINGS}${mapping}.json`))
  const proof = await proveScheme(db, 'census', 32619)
  for (const depth of [2, 3, 4]) await expectAsPlain(db, proof, 'census', depth, 32619)
  expect(proof.levels[3]).toMatchObject({ grids: 1_044, undivided: 0 })
  expect(proof.blocking).toBe(0)
})

const POLICE = {
  scheme: {
    code: 'police',
    nameZh: '警务区',
    nameEn: 'Police',
    levels: [
      { code: 'city', nameZh: '市', nameEn: 'City' },
      { code: 'district', nameZh: '警区', nameEn: 'Response district' },
    ],
  },
}

test.skipIf(!present)('Cambridge: police districts as a second scheme over the same ground', async () => {
  const { db } = registry()
  await load(db, 'cambridge/grids/BOUNDARY_CityBoundary.geojson', {
    ...POLICE,
    level: 'city',
    code: { value: 'C' },
  })
  await load(db, 'cambridge/grids/PUBLICSAFETY_PoliceResponseDistricts.geojson', {
    ...POLICE,
    level: 'district',
    code: 'CADRA',
    parent: 'auto',
  })
  const proof = await proveScheme(db, 'police', 32619)
  expect(proof.levels[1]).toMatchObject({ grids: 117 })
  await expectAsPlain(db, proof, 'police', 2, 32619)
})
