/** Inserts rows for a test and gives their identities. */
import { type Connection, rows } from '../../server/db/database.ts'

export const insertIds = async (
  db: Connection,
  sql: string,
  bindings: Record<string, unknown>,
): Promise<number[]> => (await rows<{ id: number }>(db, sql, bindings)).map((row) => row.id)
