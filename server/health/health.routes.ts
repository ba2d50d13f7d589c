/** Whether the process lives and the database answers. */
import { readVersion } from '../db/end-write.ts'
import { Unavailable } from '../errors.ts'
import { open } from '../http/route.ts'
import { health, ready } from '../shared/health.contract.ts'
import { PROGRAM_VERSION } from '../version.ts'

export const healthRoute = open(health, async () => ({ status: 'ok' as const, version: PROGRAM_VERSION }))

export const readyRoute = open(ready, async ({ db }) => {
  const registryVersion = await readVersion(db).catch((cause) => {
    throw new Unavailable('database_unreachable', 'The database does not answer.', { cause })
  })
  return { status: 'ready' as const, registryVersion }
})
