/** Runs something in a transaction that is taken back: what it found out stays, what it wrote does not. */
import type { Connection } from '../db/database.ts'

export const takeBack = async <T>(db: Connection, run: (trx: Connection) => Promise<T>): Promise<T> => {
  const trx = await db.transaction()
  try {
    return await run(trx)
  } finally {
    await trx.rollback()
  }
}
