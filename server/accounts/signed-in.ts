/**
 * Who a session or an API key stands for, remembered for a minute: whoever asked just now is known without a query. While the database is busy with
 * something else, as the embedded one is for minutes with a large commit, the last answer stands. Whoever takes something away makes it forget.
 */
import { setTimeout } from 'node:timers/promises'
import type { Connection } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { findByKey, findBySession, noteKeyUse, renewSession } from './authenticate.queries.ts'

export type Caller = Pick<Actor, 'name' | 'grants'> & {
  readonly accountId: number
  readonly via: 'web' | 'key'
}

export type SignedIn = {
  /** Undefined for a session that is over or was never there, or whose account is closed. */
  bySession(sid: string): Promise<Caller | undefined>
  /** Undefined for a key that is not known, expired or revoked, or whose account is closed. */
  byKey(secretHash: string): Promise<Caller | undefined>
  /**
   * For what was written by others: another server or a command. Called when the version that touched the accounts is followed, so what they
   * took away ends here a fraction of a second after their commit, and after a minute at most where versions cannot be followed.
   * Null: everybody, where it is not known whom the versions touched, as when following begins or begins anew.
   */
  forgetAccounts(accountIds: readonly number[] | null): void
  /** Every write of this server that takes rights away or ends a session runs in here: what it took away has ended when it answers. */
  forgetAfter<T>(accountId: number, write: () => Promise<T>): Promise<T>
}

/** `leftMs`: until this ends by itself; `againMs`: until use must be written down once more (a session renewed, a key's use noted). */
type Found = { readonly caller: Caller; readonly leftMs: number; readonly againMs: number }
/** Moments of this process's own clock. Between `until` and `ends` it stands only while the database does not say otherwise. */
type Kept = {
  readonly caller: Caller
  readonly again: number
  readonly until: number
  readonly ends: number
}

const LONGEST_MS = 60_000
/** From then on the first to come makes it ask anew without waiting for it, so that who keeps coming never waits. */
const AGAIN_MS = 30_000
/** So long a caller waits for a database that is busy, before the last answer stands. */
const PATIENCE_MS = 500
/** And so long an answer may stand. */
const BUSY_MS = 900_000
/** Half a kilobyte each. */
const MOST = 10_000

const NOTE_USE_MS = 60_000

const askBySession = async (db: Connection, sid: string, hours: number): Promise<Found | undefined> => {
  const found = await findBySession(db, sid)
  if (found === undefined) return undefined
  const { leftMs, ...signed } = found
  const caller = { ...signed, via: 'web' } as const
  const fullMs = hours * 3_600_000
  // A write for a twelfth of the session's time, not for each request.
  const againMs = leftMs - (fullMs * 11) / 12
  if (againMs >= 0) return { caller, leftMs, againMs }
  await renewSession(db, sid, hours)
  return { caller, leftMs: fullMs, againMs: fullMs / 12 }
}

const askByKey = async (db: Connection, secretHash: string): Promise<Found | undefined> => {
  const found = await findByKey(db, secretHash)
  if (found === undefined) return undefined
  const { keyId, leftMs, unnotedMs, ...signed } = found
  const kept = { caller: { ...signed, via: 'key' } as const, leftMs: leftMs ?? Number.POSITIVE_INFINITY }
  if (unnotedMs !== null && unnotedMs <= NOTE_USE_MS) return { ...kept, againMs: NOTE_USE_MS - unnotedMs }
  await noteKeyUse(db, keyId)
  return { ...kept, againMs: NOTE_USE_MS }
}

/** One for each server process. `most`: how many callers it remembers; whom it asked about longest ago goes first. */
export const rememberSignedIn = (db: Connection, sessionHours: number, most = MOST): SignedIn => {
  const kept = new Map<string, Kept>()
  const asking = new Map<string, Promise<Caller | undefined>>()

  /** Times count from before the question: what is answered was true then or later. */
  const keep = (name: string, asked: number, { caller, leftMs, againMs }: Found): void => {
    kept.set(name, {
      caller,
      again: asked + Math.min(againMs, AGAIN_MS),
      until: asked + Math.min(leftMs, LONGEST_MS),
      ends: asked + Math.min(leftMs, BUSY_MS),
    })
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break
      kept.delete(oldest)
    }
  }
  const ask = (name: string, find: () => Promise<Found | undefined>): Promise<Caller | undefined> => {
    const asked = performance.now()
    const answer: Promise<Caller | undefined> = find()
      .then((found) => {
        // Else it was forgotten while it was asked, and the answer may be of before the write.
        if (asking.get(name) === answer) {
          kept.delete(name)
          if (found) keep(name, asked, found)
        }
        return found?.caller
      })
      .finally(() => {
        if (asking.get(name) === answer) asking.delete(name)
      })
    asking.set(name, answer)
    return answer
  }
  /** What was known stands where the answer is late; where it was forgotten meanwhile, only the answer counts. */
  const unlessLate = (name: string, known: Kept, answer: Promise<Caller | undefined>) =>
    Promise.race([
      answer,
      setTimeout(PATIENCE_MS).then(() => (kept.get(name) === known ? known.caller : answer)),
    ])
  const callerOf = async (name: string, find: () => Promise<Found | undefined>) => {
    const known = kept.get(name)
    const now = performance.now()
    if (known === undefined || now >= known.ends) return asking.get(name) ?? ask(name, find)
    if (now >= known.until) return unlessLate(name, known, asking.get(name) ?? ask(name, find))
    // Where that fails, whoever comes after `until` asks again and is told.
    if (now >= known.again && !asking.has(name)) ask(name, find).catch(() => undefined)
    return known.caller
  }
  /** With all that is being asked at the moment: whose that is will be known only when it is answered. */
  const forgetAccounts = (accountIds: readonly number[] | null): void => {
    asking.clear()
    const touched = accountIds && new Set(accountIds)
    for (const [name, { caller }] of kept) {
      if (touched === null || touched.has(caller.accountId)) kept.delete(name)
    }
  }

  return {
    bySession: (sid) => callerOf(`session ${sid}`, () => askBySession(db, sid, sessionHours)),
    byKey: (secretHash) => callerOf(`key ${secretHash}`, () => askByKey(db, secretHash)),
    forgetAccounts,
    async forgetAfter(accountId, write) {
      try {
        return await write()
      } finally {
        // Also where it failed: a commit whose answer was lost is a commit.
        forgetAccounts([accountId])
      }
    },
  }
}
