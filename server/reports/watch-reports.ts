/**
 * Follows the reports that come in, for whoever listens in this process. A report takes no version: it reads one snapshot to be decided by, in which the
 * next number cannot be taken.
 */
import { type Connection, one, rows } from '../db/database.ts'
import { pollForListeners } from '../events/poll-for-listeners.ts'

export type NewReport = { readonly id: number; readonly number: string }
export type ReportListener = { came(reports: readonly NewReport[]): void; closed(): void }
export type ReportWatch = {
  /** Gives the function that ends it. */
  listen(listener: ReportListener): Promise<() => void>
  /** Tells every listener, stops polling, and waits for the poll under way. */
  close(): Promise<void>
}

/** How far back a first poll looks for reports whose neighbours may still be uncommitted. */
const LOOK_BACK = 1_000

/** Numbers are given out before their transactions commit, and may commit in another order: a report is settled a minute after it came. */
type Told = { readonly settled: number; readonly reports: ReadonlySet<number> }

const readSince = async (db: Connection, settled: number): Promise<{ told: Told; reports: NewReport[] }> => {
  const found = await rows<NewReport & { settled: boolean }>(
    db,
    `select r.id as id, r.number as number, r.received_at < now() - interval '1 minute' as settled
       from report as r
      where r.id > :settled::bigint
      order by r.id`,
    { settled },
  )
  return {
    told: {
      settled: found.reduce((last, report) => (report.settled ? report.id : last), settled),
      reports: new Set(found.map((report) => report.id)),
    },
    reports: found.map(({ id, number }) => ({ id, number })),
  }
}

/** What is there already is nobody's news. */
const readBeginning = async (db: Connection): Promise<Told> => {
  const { last } = await one<{ last: number }>(db, `select coalesce(max(r.id), 0) as last from report as r`)
  return (await readSince(db, last - LOOK_BACK)).told
}

export const watchReports = (db: Connection, lost: (error: unknown) => void): ReportWatch => {
  let told: Promise<Told> | undefined

  const begin = (): Promise<Told> => {
    told ??= readBeginning(db)
    told.catch(() => {
      told = undefined
    })
    return told
  }
  const poll = async (): Promise<void> => {
    const before = await begin()
    const { told: after, reports } = await readSince(db, before.settled)
    told = Promise.resolve(after)
    const came = reports.filter(({ id }) => !before.reports.has(id))
    if (came.length === 0) return
    for (const listener of heard.list()) listener.came(came)
  }
  const rest = (): void => {
    told = undefined
  }
  const heard = pollForListeners<ReportListener>({ poll, rest, lost })
  return {
    async listen(listener) {
      await begin()
      return heard.listen(listener)
    },
    close: heard.close,
  }
}
