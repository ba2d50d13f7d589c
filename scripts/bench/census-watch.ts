/** A server that does the jobs of a delivery in its thread, watched from outside: how long its loop is blocked, and how soon it answers lookups meanwhile. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findJob, type JobKind, queueJob } from '../../server/census/jobs/jobs.queries.ts'
import type { Connection } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { SCHEMA } from './census-registry.ts'
import { bytesOf, openClient } from './http.ts'

type Child = ReturnType<typeof fork>

export const start = (script: string, env: Readonly<Record<string, string>> = {}): Child =>
  fork(fileURLToPath(new URL(script, import.meta.url)), [], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...env },
  })
export const answer = <T>(child: Child): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (said) => resolve(said as T))
    child.once('exit', (code) => reject(new Error(`the process ended with ${code}`)))
  })

export type Watched = { readonly url: string; lag(): Promise<number>; stop(): Promise<void> }

/** `env` says where its database is. */
export const startWatched = async (env: Readonly<Record<string, string>>): Promise<Watched> => {
  const server = start('./census-server.ts', {
    ...env,
    DB_SCHEMA: SCHEMA,
    PORT: '0',
    DEMO: 'false',
    LOG_LEVEL: 'warn',
  })
  const { url } = await answer<{ url: string }>(server)
  return {
    url: url.replace(/\/$/, ''),
    async lag() {
      server.send('lag')
      return (await answer<{ blockedMs: number }>(server)).blockedMs
    },
    async stop() {
      server.send('end')
      await new Promise((resolve) => server.once('exit', resolve))
    },
  }
}

const BETWEEN_LOOKUPS_MS = 200

/** Milliseconds of lookups asked one after the other, a fifth of a second between them, until `over`. */
const lookUp = async (url: string, bearer: string, over: () => boolean): Promise<number[]> => {
  const client = openClient(1, bearer)
  const taken: number[] = []
  for (let n = 0; !over(); n++) {
    const began = performance.now()
    const path = `/api/lookup?lon=${120.6 + (n % 40) * 1e-3}&lat=31.28&crs=EPSG:4490`
    bytesOf(path, await client.get(url + path))
    taken.push(performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKUPS_MS))
  }
  client.close()
  return taken
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const workOff = async (db: Connection, censusId: number, kind: JobKind): Promise<number> => {
  const began = performance.now()
  await db.transaction((trx) => queueJob(trx, { censusId, kind, actor: SYSTEM }))
  while (/queued|running/.test((await findJob(db, censusId))?.state ?? '')) await pause(200)
  const job = await findJob(db, censusId)
  if (job?.state !== 'done') throw new Error(`${kind} ended as ${JSON.stringify(job)}`)
  return (performance.now() - began) / 1000
}

/** Of one job: its seconds, the longest block of the server's loop, and the milliseconds of the lookups asked meanwhile. */
export type WatchedJob = {
  readonly kind: JobKind | 'idle'
  readonly seconds: number
  readonly blockedMs: number
  readonly lookupsMs: readonly number[]
}

const IDLE_MS = 5_000

export const watchJobs = async (
  db: Connection,
  server: Watched,
  { censusId, bearer, say }: { censusId: number; bearer: string; say: (line: string) => void },
): Promise<WatchedJob[]> => {
  const watch = async (kind: WatchedJob['kind'], work: Promise<number>): Promise<WatchedJob> => {
    let over = false
    const looking = lookUp(server.url, bearer, () => over)
    const seconds = await work.finally(() => {
      over = true
    })
    const lookupsMs = await looking
    say(`${kind} done by the server`)
    return { kind, seconds, lookupsMs, blockedMs: await server.lag() }
  }
  await server.lag()
  const watched = [
    await watch(
      'idle',
      pause(IDLE_MS).then(() => IDLE_MS / 1000),
    ),
  ]
  for (const kind of ['inspect', 'stage', 'commit', 'undo'] as const)
    watched.push(await watch(kind, workOff(db, censusId, kind)))
  return watched
}
