/** Whether the process lives and the database answers. */
import { readVersion } from '../db/end-write.ts'
import { Unavailable } from '../errors.ts'
import type { OpenHandler } from '../http/route.ts'
import type { health, ready } from '../shared/health.contract.ts'
import { PROGRAM_VERSION } from '../version.ts'

export const answerHealth: OpenHandler<typeof health> = async () => ({
  status: 'ok' as const,
  version: PROGRAM_VERSION,
})

export const answerReady: OpenHandler<typeof ready> = async ({ db }) => {
  const registryVersion = await readVersion(db).catch((cause) => {
    throw new Unavailable('database_unreachable', 'The database does not answer.', { cause })
  })
  return { status: 'ready' as const, registryVersion }
}
