/**
 * A small registry, the same each time: one scheme (2 towns, 6 villages, 36 grids) around 120.62 E 31.27 N with shared, jittered, noded borders
 * (EPSG:4490), and 2,000 components on a lattice of chance, some of them on borders, on vertices, on tile edges, outside, lines and areas.
 */
import type { Connection } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { insertCatalogue } from './fixture-catalogue.ts'
import {
  componentsToMake,
  type FixtureComponent,
  insertComponents,
  placeComponents,
} from './fixture-components.ts'
import { type FixtureGrid, insertGrids, insertResponsibility, insertScheme } from './fixture-grids.ts'
import { makeHistory } from './fixture-history.ts'
import { insertAllRoles } from './fixture-roles.ts'
import { insertAllUnits } from './fixture-units.ts'

export type RegistryFixture = {
  readonly editionId: number
  readonly classIds: number[]
  readonly eventClassId: number
  readonly centreUnitId: number
  readonly departmentIds: number[]
  readonly companyIds: number[]
  /** One committee a village answers for it; towns and grids have no unit of their own, but the first grid of all does. */
  readonly committeeIds: number[]
  readonly schemeId: number
  readonly levelIds: [number, number, number]
  readonly grids: FixtureGrid[]
  readonly components: FixtureComponent[]
  /** Shape, state and maintainer differed before SECOND. */
  readonly changedId: number
  /** Existed from FIRST to SECOND only. */
  readonly removedId: number
}

/** Reproducible chance in [0, 1): a linear congruential generator of 32 bits. */
const chanceFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Fills an empty, migrated registry in one transaction that ends as every write does. */
export const makeRegistry = (db: Connection, count = 2_000): Promise<RegistryFixture> =>
  db.transaction(async (trx) => {
    const chance = chanceFrom(20_261_122)
    const catalogue = await insertCatalogue(trx)
    const units = await insertAllUnits(trx)
    const { centreUnitId, departmentIds, companyIds, committeeIds } = units
    await trx.raw(
      `insert into district (code, name, metric_srid, centre_unit_id, synthetic) values ('320506', '吴中区', 4549, :centreUnitId::bigint, true)`,
      { centreUnitId },
    )
    const { schemeId, levelIds } = await insertScheme(trx)
    const grids = await insertGrids(trx, schemeId, levelIds, chance)
    await insertResponsibility(trx, grids, committeeIds, companyIds[0] ?? 0)
    const made = componentsToMake(grids, chance, count)
    const components = await insertComponents(trx, catalogue.editionId, catalogue.classIds, made)
    await insertAllRoles(trx, components, departmentIds, companyIds, chance)
    await placeComponents(trx, schemeId, levelIds[2])
    const points = components.filter((_, n) => made[n]?.wkt.startsWith('POINT') && n % 50 > 10)
    const [changedId = 0, removedId = 0] = points.map((c) => c.id)
    await makeHistory(trx, changedId, removedId, companyIds)
    await endWrite(trx, SYSTEM, {
      action: 'test.fixture',
      entity: 'district',
      touched: [
        { entity: 'grid', ids: grids.map((g) => g.id) },
        { entity: 'component', ids: components.map((c) => c.id) },
      ],
    })
    return {
      ...catalogue,
      ...units,
      schemeId,
      levelIds,
      grids,
      components,
      changedId,
      removedId,
    }
  })
