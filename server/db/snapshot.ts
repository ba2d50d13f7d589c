/** One snapshot of the registry: what its statements see is one version, whatever is committed meanwhile, on one connection or on several at a time. */
import type { Knex } from 'knex'
import { type Connection, one } from './database.ts'

export const inSnapshot = <T>(db: Connection, read: (trx: Knex.Transaction) => Promise<T>): Promise<T> =>
  db.transaction(read, { isolationLevel: 'repeatable read', readOnly: true })

/**
 * Opens `readers` connections on one snapshot. The embedded database has one for all: 1 there. An engine that spreads tables over machines may give each
 * connection a snapshot of its own all the same, so that the caller should compare what must be equal.
 */
export const inSharedSnapshot = <T>(
  db: Connection,
  readers: number,
  read: (opened: [Connection, ...Connection[]]) => Promise<T>,
): Promise<T> =>
  inSnapshot(db, async (trx) => {
    if (readers <= 1) return read([trx])
    const { snapshot } = await one<{ snapshot: string }>(trx, 'select pg_export_snapshot() as snapshot')
    const openMore = (opened: [Connection, ...Connection[]]): Promise<T> =>
      opened.length >= readers
        ? read(opened)
        : inSnapshot(db, async (other) => {
            // Its name is of digits and dashes; the statement takes no bindings.
            await other.raw(`set transaction snapshot '${snapshot}'`)
            return openMore([...opened, other])
          })
    return openMore([trx])
  })

/** Asks the database, and gives what is to be done with the answer. */
export type Step = (reader: Connection) => Promise<() => void>

/** Shares steps out among readers, in no order. While what one step read is taken, the database is at work on the next. Settles when no reader is at work. */
export const takeSteps = async (readers: readonly Connection[], steps: readonly Step[]): Promise<void> => {
  let begun = 0
  const begin = (reader: Connection): Promise<() => void> | undefined => {
    const started = steps[begun++]?.(reader)
    // Told when it is awaited; where the step before it fails, its error counts for nothing.
    started?.catch(() => {})
    return started
  }
  const work = async (reader: Connection): Promise<void> => {
    for (let started = begin(reader); started !== undefined; ) {
      const take = await started
      started = begin(reader)
      take()
    }
  }
  const stopAll = (error: unknown): never => {
    begun = steps.length
    throw error
  }
  const worked = await Promise.allSettled(readers.map((reader) => work(reader).catch(stopAll)))
  const failed = worked.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}
