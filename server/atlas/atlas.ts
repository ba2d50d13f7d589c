/**
 * The registry in memory, one a server: loaded at start, kept true by following the registry's versions. `NOTIFY` is a hint where there is `LISTEN`;
 * the poll is what it stands on. The atlas never decides what is stored.
 */
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { Unavailable } from '../errors.ts'
import { REGISTRY } from '../shared/endpoint.ts'
import { followRegistry, type Moved } from './apply-changes.ts'
import { listenForCommits } from './listen-for-commits.ts'
import { type AtlasState, loadAtlas } from './load.ts'

export type AtlasListener = { moved(moved: Moved): void; closed(): void }

export type Atlas = {
  /** Throws Unavailable until it is loaded. */
  readonly now: AtlasState
  /** The state once it is loaded and of this version or a later one; throws Unavailable where that takes longer than some seconds, or as long as told. */
  atLeast(version: number, longestMs?: number): Promise<AtlasState>
  /** How long ago it was last known to be what the registry is, in milliseconds; null until it is loaded. */
  lagMs(): number | null
  /** Told in the same turn of the event loop in which the state has moved. Gives the function that ends it. */
  listen(listener: AtlasListener): () => void
  close(): Promise<void>
}

/** Each poll is one short statement; with `LISTEN` it only finds what a lost connection hid. */
const POLL_MS = { listening: 1_000, polling: 200 }
const RETRY_MS = 1_000
const LONGEST_WAIT_MS = 5_000

const notLoaded = () =>
  new Unavailable('atlas_not_loaded', 'The registry is still being loaded; ask again in a moment.')
const behind = (wanted: number, version: number) =>
  new Unavailable('atlas_behind', `Version ${wanted} was asked for; this server has version ${version} yet.`)

export const openAtlas = (database: Database, log: Logger): Atlas => {
  let state: AtlasState | undefined
  let seenAt: number | null = null
  let timer: NodeJS.Timeout | undefined
  let step: Promise<void> | undefined
  let closed = false
  let again = false
  const listeners = new Set<AtlasListener>()
  const waiting = new Set<() => void>()

  const tell = (moved: Moved): void => {
    for (const listener of [...listeners]) listener.moved(moved)
  }
  const take = async (): Promise<void> => {
    const asked = performance.now()
    if (state === undefined) {
      state = await loadAtlas(database)
      tell({ version: state.version, entities: new Set(REGISTRY), accounts: [], tiles: null })
    } else {
      const followed = await followRegistry(database, state)
      if (followed) {
        state = followed.state
        tell(followed.moved)
      }
    }
    seenAt = asked
    for (const check of [...waiting]) check()
  }
  const look = (): void => {
    if (closed) return
    if (step) {
      again = true
      return
    }
    clearTimeout(timer)
    again = false
    let pause = hints.listening() ? POLL_MS.listening : POLL_MS.polling
    step = take()
      .catch((error) => {
        pause = RETRY_MS
        if (!closed) log.warn({ err: error }, 'the registry could not be followed')
      })
      .finally(() => {
        step = undefined
        if (closed) return
        if (again) look()
        else timer = setTimeout(look, pause)
      })
  }
  const hints = listenForCommits(database, look)
  look()

  const wait = (version: number, longestMs: number): Promise<AtlasState> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(check)
        reject(state ? behind(version, state.version) : notLoaded())
      }, longestMs)
      const check = (): void => {
        if (!closed && (state === undefined || state.version < version)) return
        waiting.delete(check)
        clearTimeout(late)
        if (state && state.version >= version) resolve(state)
        else reject(notLoaded())
      }
      waiting.add(check)
      look()
    })

  return {
    get now() {
      if (state === undefined) throw notLoaded()
      return state
    },
    atLeast(version, longestMs = LONGEST_WAIT_MS) {
      return state && state.version >= version ? Promise.resolve(state) : wait(version, longestMs)
    },
    lagMs: () => (seenAt === null ? null : Math.round(performance.now() - seenAt)),
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      closed = true
      clearTimeout(timer)
      for (const listener of [...listeners]) listener.closed()
      listeners.clear()
      for (const check of [...waiting]) check()
      await hints.close()
      await step
    },
  }
}
