/** Whether the process lives, and whether it can answer: the database does, and the registry is in memory. */
import type { Atlas } from '../atlas/atlas.ts'
import { readVersion } from '../db/end-write.ts'
import { Unavailable } from '../errors.ts'
import type { OpenHandler } from '../http/route.ts'
import type { health, ready } from '../shared/health.contract.ts'
import { PROGRAM_VERSION } from '../version.ts'

const followed = (atlas: Atlas) => {
  const lagMs = atlas.lagMs()
  if (lagMs === null) return null
  return { version: atlas.now.version, components: atlas.now.components.alive, lagMs }
}

export const answerHealth: OpenHandler<typeof health> = async ({ atlas }) => ({
  status: 'ok' as const,
  version: PROGRAM_VERSION,
  atlas: followed(atlas),
})

export const answerReady: OpenHandler<typeof ready> = async ({ db, atlas }) => {
  const registryVersion = await readVersion(db).catch((cause) => {
    throw new Unavailable('database_unreachable', 'The database does not answer.', { cause })
  })
  return { status: 'ready' as const, registryVersion, atlasVersion: atlas.now.version }
}
