/** Answers that are dear to make and stay true until certain entities are touched: kept in memory, made once however many ask at a time. */
import type { Connection } from './database.ts'
import { one } from './database.ts'
import type { Touched } from './end-write.ts'

type Kept<T> = { version: number; readonly answer: Promise<T> }

const touchedSince = async (
  db: Connection,
  version: number,
  entities: readonly Touched['entity'][],
): Promise<boolean> =>
  (
    await one<{ touched: boolean }>(
      db,
      `select exists (select
                        from change_log as c
                       where c.version > :version::bigint
                         and c.entity = any(:entities::text[])) as touched`,
      { version, entities },
    )
  ).touched

/**
 * `make` is called anew for a key once one of `until` was touched. Keeps the `most` keys made last, for each database apart. The caller gives the
 * registry version that it read before; the answer is of that version or a later one.
 */
export const remember = <K, T>(
  { most, until }: { most: number; until: readonly Touched['entity'][] },
  make: (db: Connection, key: K) => Promise<T>,
): ((db: Connection, version: number, key: K) => Promise<T>) => {
  const memories = new WeakMap<Connection, Map<K, Kept<T>>>()
  const memoryOf = (db: Connection): Map<K, Kept<T>> => {
    const memory = memories.get(db) ?? new Map<K, Kept<T>>()
    memories.set(db, memory)
    return memory
  }
  return async (db, version, key) => {
    const memory = memoryOf(db)
    const known = memory.get(key)
    if (known && known.version < version && !(await touchedSince(db, known.version, until)))
      known.version = version
    const kept = memory.get(key)
    if (kept && kept.version >= version) return kept.answer
    const made: Kept<T> = { version, answer: make(db, key) }
    memory.delete(key)
    memory.set(key, made)
    for (const oldest of [...memory.keys()].slice(0, Math.max(0, memory.size - most))) memory.delete(oldest)
    made.answer.catch(() => {
      if (memory.get(key) === made) memory.delete(key)
    })
    return made.answer
  }
}
