/**
 * Who holds a data directory. The holder of the embedded database listens on a socket beside its files from before it opens them until after it
 * has closed them, and tells whoever connects its state; the kernel drops the socket with the process, so a kill -9 leaves no lock behind.
 */
import { createHash } from 'node:crypto'
import { chmod, mkdir, unlink } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

/** `schema`: the one district that its only session stands on. */
export type HolderState = {
  readonly state: 'starting' | 'ready' | 'closing'
  readonly pid: number
  readonly schema: string
}

/** Socket paths are cut at 104 bytes on macOS and 108 on Linux: a deep data directory keeps its sockets in the temporary folder. */
const LONGEST_SOCKET_PATH = 100

/** The folder of a data directory's sockets, readable by its owner alone. */
export const socketDirOf = async (dataDir: string): Promise<string> => {
  const beside = path.join(dataDir, 'run')
  const short =
    path.join(beside, '.s.PGSQL.5432').length <= LONGEST_SOCKET_PATH
      ? beside
      : path.join(os.tmpdir(), `gridbook-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`)
  await mkdir(short, { recursive: true, mode: 0o700 })
  await chmod(short, 0o700)
  return short
}

const lockPath = (socketDir: string): string => path.join(socketDir, 'lock')

/** The state of the process that holds the directory, or null where nobody does. */
export const askHolder = async (dataDir: string): Promise<HolderState | null> => {
  const socket = net.connect(lockPath(await socketDirOf(dataDir)))
  const said: Buffer[] = []
  return new Promise((resolve) => {
    socket.on('data', (chunk) => said.push(chunk))
    socket.on('error', () => resolve(null))
    socket.on('end', () =>
      resolve(said.length > 0 ? (JSON.parse(Buffer.concat(said).toString()) as HolderState) : null),
    )
  })
}

/** Takes the directory; null where a living process has it. `state` is asked anew for each caller. */
export const takeDataDir = async (
  dataDir: string,
  schema: string,
  state: () => HolderState['state'],
): Promise<net.Server | null> => {
  const file = lockPath(await socketDirOf(dataDir))
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end(JSON.stringify({ state: state(), pid: process.pid, schema } satisfies HolderState))
  })
  const listen = (): Promise<boolean> =>
    new Promise((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(file, () => resolve(true))
    })
  if (await listen()) return server
  if ((await askHolder(dataDir)) !== null) return null
  await unlink(file).catch(() => undefined)
  return (await listen()) ? server : null
}
