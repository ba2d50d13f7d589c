/** One database server for the whole run: TEST_DATABASE_URL where it is set, else an embedded one in a temporary folder. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../server/db/embedded.ts'

export const setup = async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const url = process.env.TEST_DATABASE_URL
  if (url) {
    project.provide('databaseAddress', { connectionString: url })
    return undefined
  }
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'gridbook-test-'))
  const embedded = await startEmbedded(dataDir, 'test', { share: false })
  project.provide('databaseAddress', {
    host: embedded.socketDir,
    port: 5432,
    user: 'postgres',
    database: 'postgres',
  })
  return async () => {
    await embedded.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
