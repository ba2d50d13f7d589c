/** The database servers of a run: TEST_DATABASE_URL where it is set, else an embedded one in a temporary folder for each worker. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../server/db/embedded.ts'
import type { TestAddress } from './database.ts'

const openEmbedded = async (): Promise<{ address: TestAddress; close(): Promise<void> }> => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'gridbook-test-'))
  const embedded = await startEmbedded(dataDir, 'test', { share: false })
  return {
    address: { host: embedded.socketDir, port: 5432, user: 'postgres', database: 'postgres' },
    async close() {
      await embedded.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export const setup = async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const url = process.env.TEST_DATABASE_URL
  if (url) {
    project.provide('databaseAddresses', [{ connectionString: url }])
    return undefined
  }
  const workers = Number(project.config.maxWorkers)
  const opened = await Promise.all(Array.from({ length: workers }, openEmbedded))
  project.provide(
    'databaseAddresses',
    opened.map(({ address }) => address),
  )
  return async () => {
    await Promise.all(opened.map(({ close }) => close()))
  }
}
