/** Starts the embedded database in a process of its own, or joins the one that already runs on the data directory. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { StartupError } from '../errors.ts'
import { askHolder, socketDirOf } from './data-dir-lock.ts'
import type { EmbeddedMessage } from './embedded-process.ts'

export type Embedded = {
  /** Folder of the socket that PostgreSQL clients connect to. */
  readonly socketDir: string
  /** Settles when the process has ended without being asked to. */
  readonly lost: Promise<string>
  stop(): Promise<void>
}

/** By path, because vitest's modules cannot resolve by URL. */
const TYPESCRIPT_LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

const exitOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`)))

const spawn = async (dataDir: string, schema: string): Promise<Embedded | 'taken'> => {
  const child = fork(new URL('./embedded-process.ts', import.meta.url), [dataDir, schema], {
    execArgv: ['--import', TYPESCRIPT_LOADER, '--max-old-space-size=512'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = exitOf(child)
  const message = await Promise.race([
    new Promise<EmbeddedMessage>((resolve) => child.once('message', (m) => resolve(m as EmbeddedMessage))),
    exited.then((how): EmbeddedMessage => ({ failed: `it ended with ${how}` })),
  ])
  if ('taken' in message) return 'taken'
  if ('failed' in message) {
    throw new StartupError(
      `The embedded database in ${dataDir} did not start (${message.failed}); if its files are damaged, restore them from a backup or choose another DATA_DIR.`,
    )
  }
  let stopping = false
  return {
    socketDir: await socketDirOf(dataDir),
    lost: new Promise((resolve) => exited.then((how) => !stopping && resolve(how))),
    async stop() {
      stopping = true
      child.disconnect()
      await exited
    },
  }
}

const makeDataDir = async (dataDir: string): Promise<void> => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
    throw new StartupError(
      `The data directory ${dataDir} cannot be made (${cause.code}); set DATA_DIR to a folder that you may write to.`,
    )
  })
}

/**
 * Starts it for a server (`share` false: a directory in use is an error) or for a command (`share` true: joins a running server's database).
 * A holder that is just closing is waited for, so that a restart needs no patience.
 */
export const startEmbedded = async (
  dataDir: string,
  schema: string,
  { share }: { share: boolean },
): Promise<Embedded> => {
  await makeDataDir(dataDir)
  for (;;) {
    const holder = await askHolder(dataDir)
    if (holder === null) {
      const started = await spawn(dataDir, schema)
      if (started !== 'taken') return started
    } else if (share && holder.schema !== schema) {
      throw new StartupError(
        `The server on ${dataDir} stands on the schema ${holder.schema} and the embedded database has one session for all; set DB_SCHEMA to that, or stop the server.`,
      )
    } else if (holder.state === 'ready' && share) {
      return {
        socketDir: await socketDirOf(dataDir),
        lost: new Promise(() => undefined),
        stop: async () => undefined,
      }
    } else if (holder.state !== 'closing' && !share) {
      throw new StartupError(
        `The data directory ${dataDir} is in use by process ${holder.pid}; stop that server, or set DATA_DIR to another folder.`,
      )
    }
    await pause(100)
  }
}
