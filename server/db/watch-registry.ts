/** Follows the registry's version and the reports that come in, for whoever listens in this process: one poll a second for all, none while nobody listens. */
import { type Connection, one, rows } from './database.ts'
import { readVersion } from './end-write.ts'

export type NewReport = { readonly id: number; readonly number: string }
/** `version` only where it moved on. */
export type News = { readonly version: number | null; readonly reports: readonly NewReport[] }
export type Listener = { news(news: News): void; closed(): void }
export type RegistryWatch = {
  /** Gives the version from which on the listener is told, and the function that ends it. */
  listen(listener: Listener): Promise<{ version: number; leave(): void }>
  /** Tells every listener, stops polling, and waits for the poll under way. */
  close(): Promise<void>
}

const POLL_MS = 1_000
/** How far back a first poll looks for reports whose neighbours may still be uncommitted. */
const LOOK_BACK = 1_000

/** Numbers are given out before their transactions commit, and may commit in another order: a report is settled a minute after it came. */
type Told = { readonly version: number; readonly settled: number; readonly reports: ReadonlySet<number> }

const readSince = async (
  db: Connection,
  settled: number,
  version: number,
): Promise<{ told: Told; reports: NewReport[] }> => {
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
      version,
      settled: found.reduce((last, report) => (report.settled ? report.id : last), settled),
      reports: new Set(found.map((report) => report.id)),
    },
    reports: found.map(({ id, number }) => ({ id, number })),
  }
}

/** What is there already is nobody's news. */
const readBeginning = async (db: Connection): Promise<Told> => {
  const version = await readVersion(db)
  const { last } = await one<{ last: number }>(db, `select coalesce(max(r.id), 0) as last from report as r`)
  return (await readSince(db, last - LOOK_BACK, version)).told
}

export const watchRegistry = (db: Connection, lost: (error: unknown) => void): RegistryWatch => {
  const listeners = new Set<Listener>()
  let told: Promise<Told> | undefined
  let timer: NodeJS.Timeout | undefined
  let polling: Promise<void> = Promise.resolve()
  let closed = false

  const begin = (): Promise<Told> => {
    told ??= readBeginning(db)
    told.catch(() => {
      told = undefined
    })
    return told
  }
  const poll = async (): Promise<void> => {
    const before = await begin()
    const version = await readVersion(db)
    const { told: after, reports } = await readSince(db, before.settled, version)
    told = Promise.resolve(after)
    const news: News = {
      version: version === before.version ? null : version,
      reports: reports.filter(({ id }) => !before.reports.has(id)),
    }
    if (news.version === null && news.reports.length === 0) return
    for (const listener of [...listeners]) listener.news(news)
  }
  const schedule = (): void => {
    if (closed || timer !== undefined || listeners.size === 0) return
    timer = setTimeout(() => {
      polling = poll()
        .catch(lost)
        .finally(() => {
          timer = undefined
          if (listeners.size === 0) told = undefined
          schedule()
        })
    }, POLL_MS)
  }

  return {
    async listen(listener) {
      const { version } = await begin()
      if (closed) listener.closed()
      else listeners.add(listener)
      schedule()
      return { version, leave: () => void listeners.delete(listener) }
    },
    async close() {
      closed = true
      clearTimeout(timer)
      for (const listener of listeners) listener.closed()
      listeners.clear()
      await polling
    },
  }
}
