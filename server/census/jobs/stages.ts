/** The stages of a census behind its staging, each a transaction that can be done again: judged, compared, committed. */
import type { Connection } from '../../db/database.ts'
import type { Actor } from '../../db/end-write.ts'
import { loadClasses } from '../../imports/catalogue.ts'
import type { Said } from '../../readers/source.ts'
import { type CensusSettings, type CensusState, getSettings, setState } from '../census.queries.ts'
import { keepCounts } from '../census-report.ts'
import { type Committed, commitCensus } from '../commit/commit-census.ts'
import { compare } from '../difference/compare.ts'
import { findMissing, listAbout } from '../difference/find-missing.ts'
import { findWrongSetting, judge } from '../verdicts/judge.ts'

const judgeBy = (
  trx: Connection,
  censusId: number,
  { edition, units, unitList, edgeM }: CensusSettings,
  only: readonly number[] | null = null,
) => judge(trx, censusId, { edition, edgeM, units: { create: units === 'create', declared: unitList } }, only)

/** Gives the sentence where a setting is wrong; the census is then stopped. */
export const judgeCensus = (db: Connection, censusId: number): Promise<Said | null> =>
  db.transaction(async (trx) => {
    await judgeBy(trx, censusId, await getSettings(trx, censusId))
    const wrong = await findWrongSetting(trx, censusId)
    await setState(trx, censusId, wrong === null ? 'judged' : 'stopped', wrong)
    await keepCounts(trx, censusId)
    return wrong
  })

const compareBy = async (trx: Connection, censusId: number, { edition, declared }: CensusSettings) => {
  const { editionId } = await loadClasses(trx, edition)
  await compare(trx, censusId, editionId)
  await findMissing(trx, censusId, declared)
  await keepCounts(trx, censusId)
}

export const compareCensus = (db: Connection, censusId: number): Promise<void> =>
  db.transaction(async (trx) => compareBy(trx, censusId, await getSettings(trx, censusId)))

/**
 * Judges corrected rows again, with all that share a code or key with them, and compares them where the delivery is compared; in the caller's transaction.
 * `aboutBefore`: components that they were about before they were corrected.
 */
export const judgeRowsAgain = async (
  trx: Connection,
  censusId: number,
  only: readonly number[],
  { state, aboutBefore }: { state: CensusState; aboutBefore: readonly number[] },
): Promise<void> => {
  const settings = await getSettings(trx, censusId)
  const before = [...aboutBefore, ...(await listAbout(trx, censusId, only))]
  await judgeBy(trx, censusId, settings, only)
  if (state === 'compared') {
    const { editionId } = await loadClasses(trx, settings.edition)
    await compare(trx, censusId, editionId, only)
    const about = [...before, ...(await listAbout(trx, censusId, only))]
    await findMissing(trx, censusId, settings.declared, about)
  }
  await keepCounts(trx, censusId)
}

/** What was edited since the comparison is judged and compared anew in the same transaction. */
export const commit = (db: Connection, censusId: number, actor: Actor): Promise<Committed> =>
  db.transaction(async (trx) => {
    const settings = await getSettings(trx, censusId)
    return commitCensus(trx, censusId, actor, async () => {
      await judgeBy(trx, censusId, settings)
      await compareBy(trx, censusId, settings)
    })
  })
