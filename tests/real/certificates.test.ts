/** The City of Cambridge's own grids, certified: each level covers the one above it whole, and the same figures come out of plain PostGIS. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { one } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { establishDistrict } from '../../server/district/establish-district.ts'
import { importGrids } from '../../server/imports/import-grids.ts'
import { gridMapping, parseMapping, readMappingFile } from '../../server/imports/mapping.ts'
import { createApi } from '../../web/api.ts'
import { useServer } from '../support/server.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/cambridge/grids/', import.meta.url))
const MAPPINGS = fileURLToPath(new URL('../../data/cambridge/', import.meta.url))
const present = existsSync(DATA)
vi.setConfig({ testTimeout: 300_000 })
if (!present) console.warn(`skipped: ${DATA} is not there`)

const GRIDS = [
  ['grids-city', 'BOUNDARY_CityBoundary'],
  ['grids-tract', 'DEMOGRAPHICS_AdjustedTracts2020'],
  ['grids-group', 'DEMOGRAPHICS_AdjustedBlockGroups2020'],
  ['grids-block', 'DEMOGRAPHICS_AdjustedBlocks2020'],
] as const

const registry = useServer()

test.skipIf(!present)('1,044 blocks cover their groups whole', async () => {
  const { db, base } = registry()
  await establishDistrict(db)
  for (const [mapping, file] of GRIDS)
    await importGrids(
      `${DATA}${file}.geojson`,
      parseMapping(gridMapping, await readMappingFile(`${MAPPINGS}${mapping}.json`)),
      { db, actor: SYSTEM, dryRun: false },
    )
  await registry().followed()
  const api = createApi({ base, bearer: (await registry().as('reviewer')).bearer })
  const { schemeId } = await one<{ schemeId: number }>(db, 'select s.id as "schemeId" from scheme as s')
  const certificate = await api.createCertificate({ body: { scheme: schemeId, depth: 4 } })
  expect(certificate).toMatchObject({
    clean: true,
    metricSrid: 32619,
    figures: { grids: 1_044, gaps: 0, overlaps: 0, invalid: 0, undivided: 0, rates: { geometric: 1 } },
  })
  const plain = await one<{ parents: number; blocks: number }>(
    db,
    `select sum(g.area_m2) filter (where l.depth = 3) as parents, sum(g.area_m2) filter (where l.depth = 4) as blocks
       from grid_version as g
       join level as l on l.id = g.level_id`,
  )
  expect(certificate.figures.parentAreaM2 / plain.parents).toBeCloseTo(1, 9)
  expect(certificate.figures.unionAreaM2 / plain.blocks).toBeCloseTo(1, 6)
  expect(await api.recomputeCertificate({ params: { id: certificate.id } })).toMatchObject({ same: true })
  expect(await api.findParcels({ body: { scheme: schemeId, depth: 4 } })).toMatchObject({ found: [] })
})
