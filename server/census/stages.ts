/** The stages of a census behind its staging, each a transaction that can be done again: judged, compared, committed. */
import type { Connection } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { loadClasses } from '../imports/catalogue.ts'
import type { Said } from '../readers/source.ts'
import { type CensusSettings, getSettings, setState } from './census.queries.ts'
import { type Committed, commitCensus } from './commit-census.ts'
import { compare } from './compare.ts'
import { findMissing } from './find-missing.ts'
import { findWrongSetting, judge } from './judge.ts'

const judgeBy = (trx: Connection, censusId: number, { edition, units, unitList, edgeM }: CensusSettings) =>
  judge(trx, censusId, { edition, edgeM, units: { create: units === 'create', declared: unitList } })

/** Gives the sentence where a setting is wrong; the census is then stopped. */
export const judgeCensus = (db: Connection, censusId: number): Promise<Said | null> =>
  db.transaction(async (trx) => {
    await judgeBy(trx, censusId, await getSettings(trx, censusId))
    const wrong = await findWrongSetting(trx, censusId)
    await setState(trx, censusId, wrong === null ? 'judged' : 'stopped', wrong)
    return wrong
  })

const compareBy = async (trx: Connection, censusId: number, { edition, declared }: CensusSettings) => {
  const { editionId } = await loadClasses(trx, edition)
  await compare(trx, censusId, editionId)
  await findMissing(trx, censusId, declared)
}

export const compareCensus = (db: Connection, censusId: number): Promise<void> =>
  db.transaction(async (trx) => compareBy(trx, censusId, await getSettings(trx, censusId)))

/** What was edited since the comparison is judged and compared anew in the same transaction. */
export const commit = (db: Connection, censusId: number, actor: Actor): Promise<Committed> =>
  db.transaction(async (trx) => {
    const settings = await getSettings(trx, censusId)
    return commitCensus(trx, censusId, actor, async () => {
      await judgeBy(trx, censusId, settings)
      await compareBy(trx, censusId, settings)
    })
  })
