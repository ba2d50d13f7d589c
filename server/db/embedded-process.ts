/** The process of the embedded database: PostgreSQL and PostGIS as WebAssembly behind a Unix socket. Started by `embedded.ts`, ends with its parent. */
import { unlink } from 'node:fs/promises'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { postgis } from '@electric-sql/pglite-postgis'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { type HolderState, socketDirOf, takeDataDir } from './data-dir-lock.ts'
import { withWholeRequests } from './whole-requests.ts'

export type EmbeddedMessage = { ready: true } | { taken: true } | { failed: string }

const tell = (message: EmbeddedMessage): void => {
  process.send?.(message)
}

const run = async (dataDir: string, schema: string): Promise<void> => {
  let state: HolderState['state'] = 'starting'
  const lock = await takeDataDir(dataDir, schema, () => state)
  if (lock === null) {
    tell({ taken: true })
    process.disconnect?.()
    return
  }
  const pglite = await PGlite.create({
    dataDir: path.join(dataDir, 'db'),
    extensions: { postgis, btree_gist },
  })
  const socketFile = path.join(await socketDirOf(dataDir), '.s.PGSQL.5432')
  await unlink(socketFile).catch(() => undefined)
  const server = new PGLiteSocketServer({
    db: withWholeRequests(pglite),
    path: socketFile,
    maxConnections: 100,
  })
  await server.start()

  const close = async (): Promise<void> => {
    if (state === 'closing') return
    state = 'closing'
    await server.stop()
    await pglite.close()
    lock.close()
    process.exit(0)
  }
  // A terminal's Ctrl-C reaches the whole group; the parent ends its requests first and disconnects when they are done.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', close)
  process.on('disconnect', close)
  state = 'ready'
  tell({ ready: true })
  if (!process.connected) await close()
}

run(process.argv[2] ?? '', process.argv[3] ?? '').catch((error: Error) => {
  tell({ failed: error.message })
  process.exit(1)
})
