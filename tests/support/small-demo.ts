/** A sixth of the demo district, built and loaded by the same code in seconds: both schemes, with orphan strips between the villages. */
import type { Database } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { prepareDatabase } from '../../server/db/prepare.ts'
import { loadDemo } from '../../server/demo/load.ts'
import { type DistrictParameters, readDistrictParameters } from '../../server/demo/parameters.ts'

export const smallDemo: DistrictParameters = {
  ...readDistrictParameters(),
  areaM2: 8_000_000,
  villages: 12,
  responsibilityGrids: 48,
  communities: 6,
  orphanStrips: { count: 3, shareOfArea: 0.012 },
  components: 7000,
}

export const loadSmallDemo = async (
  { db, schema, embedded }: Pick<Database, 'db' | 'schema' | 'embedded'>,
  components: number,
): Promise<void> => {
  await prepareDatabase(db, schema, () => undefined)
  await loadDemo({ db, embedded }, { actor: SYSTEM, components, parameters: smallDemo })
}
