/**
 * Changes take effect by themselves when they are due: every server looks once a second, the row's lock lets one of them do it, and what a dead server left undone the next
 * one finds. Reports that were ticked are decided anew afterwards, each once, because an assignment names the version that it was decided on.
 */
import type { Logger } from 'pino'
import type { Connection, Database } from '../../db/database.ts'
import { first, one, rows } from '../../db/database.ts'
import { type Actor, endWrite, SYSTEM } from '../../db/end-write.ts'
import { GridbookError } from '../../errors.ts'
import { decideAnew } from '../../reports/decide-anew.ts'
import { type Draft, getDraft } from '../draft.ts'
import { takeEffect } from './take-effect.ts'

const POLL_MS = 1_000
/** One short statement while nothing is to be done. */
const DUE = `
  select exists (select from change as c
                  where c.state = 'approved' and c.problem is null and c.effect_at <= clock_timestamp()) as effects,
         exists (select from change as c
                  where c.state = 'in_force' and c.reevaluated_at is null and c.reevaluate <> '{}') as reports`
/** Reports decided in one transaction. */
const REPORTS_A_TURN = 50

const lockDue = async (trx: Connection, id: number | null): Promise<Draft | null> => {
  const due = await first<{ id: number }>(
    trx,
    `select c.id as id
       from change as c
      where c.state = 'approved'
        and c.problem is null
        and c.effect_at <= clock_timestamp()
        and (:id::bigint is null or c.id = :id::bigint)
      order by c.effect_at, c.id
      limit 1
        for update skip locked`,
    { id },
  )
  return due ? getDraft(trx, due.id) : null
}

/** What no other try would change: a rule of Gridbook, or a constraint of the register (class 23). A lost connection is none. */
const isRefusal = (error: unknown): error is Error & { code: string } =>
  error instanceof GridbookError ||
  (error instanceof Error && 'code' in error && /^23[0-9A-Z]{3}$/.test(String(error.code)))

const PROBLEMS: Readonly<Record<string, string>> = {
  stale_faces: '生效时发现：所涉网格已被其他变更修改，请退回草稿，在现状上重做各项操作。',
  proof_failed: '生效时证明未通过，请退回草稿，查看问题清单。',
}

const problemOf = (error: Error & { code: string }): { code: string; zh: string; en: string } =>
  error instanceof GridbookError
    ? { code: error.code, zh: PROBLEMS[error.code] ?? error.message, en: error.message }
    : {
        code: 'register_refused',
        zh: `生效时登记库拒绝写入：${error.message}`,
        en: `The register refused it: ${error.message}`,
      }

/** In a transaction of its own, because the one that failed is rolled back. A change that others overtook waits for somebody to look at it. */
const recordProblem = (db: Connection, id: number, error: Error & { code: string }): Promise<void> =>
  db.transaction(async (trx) => {
    await rows(
      trx,
      `update change as c set problem = :problem::jsonb, revision = c.revision + 1
        where c.id = :id::bigint and c.state = 'approved'`,
      {
        id,
        problem: JSON.stringify(problemOf(error)),
      },
    )
    await endWrite(trx, SYSTEM, {
      action: 'change.effect_failed',
      entity: 'change',
      entityId: id,
      after: { code: error.code, message: error.message },
    })
  })

/** One due change, if there is one, or the one asked for. Gives its identity. */
export const effectOneDue = async (
  db: Connection,
  { actor = SYSTEM, id = null }: { actor?: Actor; id?: number | null } = {},
): Promise<number | null> => {
  let taken: Draft | null = null
  try {
    await db.transaction(async (trx) => {
      taken = await lockDue(trx, id)
      if (taken) await takeEffect(trx, actor, taken)
    })
  } catch (error) {
    const failed = taken as Draft | null
    if (!failed || !isRefusal(error)) throw error
    await recordProblem(db, failed.id, error)
  }
  return (taken as Draft | null)?.id ?? null
}

/** Gives how many reports were decided. */
export const reevaluateSome = (db: Connection): Promise<number> =>
  db.transaction(
    async (trx) => {
      const change = await first<{ id: number; reports: number[] }>(
        trx,
        `select c.id as id, c.reevaluate as reports
           from change as c
          where c.state = 'in_force' and c.reevaluated_at is null and c.reevaluate <> '{}'
          order by c.id
          limit 1
            for update skip locked`,
      )
      if (!change) return 0
      const now = change.reports.slice(0, REPORTS_A_TURN)
      const left = change.reports.slice(REPORTS_A_TURN)
      const decided = []
      for (const report of now) decided.push({ report, ...(await decideAnew(trx, report)) })
      await rows(
        trx,
        `update change as c
            set reevaluate = :left::bigint[],
                reevaluated_at = case when cardinality(:left::bigint[]) = 0 then clock_timestamp() end
          where c.id = :id::bigint`,
        { id: change.id, left },
      )
      await endWrite(trx, SYSTEM, {
        action: 'change.reevaluate',
        entity: 'change',
        entityId: change.id,
        after: decided.filter(({ before, after }) => before !== after),
      })
      return now.length
    },
    { isolationLevel: 'repeatable read' },
  )

export type EffectWatch = { close(): Promise<void> }

export const watchEffects = ({ db }: Pick<Database, 'db'>, log: Logger): EffectWatch => {
  let closed = false
  let timer: NodeJS.Timeout | undefined
  const look = async (): Promise<void> => {
    const due = await one<{ effects: boolean; reports: boolean }>(db, DUE)
    if (!due.effects && !due.reports) return
    for (let id = await effectOneDue(db); id !== null && !closed; id = await effectOneDue(db))
      log.info({ change: id }, 'a change that was due was taken up')
    while (!closed && (await reevaluateSome(db)) > 0);
  }
  let looking: Promise<void> = Promise.resolve()
  const schedule = (): void => {
    if (closed) return
    timer = setTimeout(() => {
      looking = look()
        .catch((error) => log.warn({ err: error }, 'changes that are due could not be looked for'))
        .finally(schedule)
    }, POLL_MS)
  }
  schedule()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await looking
    },
  }
}
