/** What every handler can use, opened over a prepared database: the registry in memory, the tiles made of it, the reports that come in, the work on deliveries, the changes that are due, who is signed in. */
import type { Logger } from 'pino'
import { rememberSignedIn } from './accounts/signed-in.ts'
import { openAtlas } from './atlas/atlas.ts'
import { watchEffects } from './boundaries/effect/effects-due.ts'
import { openCensusJobs } from './census/jobs/census-jobs.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { Services } from './http/route.ts'
import { watchReports } from './reports/watch-reports.ts'
import { openTileCache } from './tiles/tile-cache.ts'

export type OpenServices = { readonly services: Services; close(): Promise<void> }

/** Gives them at once: the atlas loads meanwhile. Closing ends what listens to them. */
export const openServices = (database: Database, config: Config, log: Logger): OpenServices => {
  const atlas = openAtlas(database, log)
  const reportWatch = watchReports(database.db, (error) =>
    log.warn({ err: error }, 'reports could not be watched'),
  )
  const censusJobs = openCensusJobs(database, config, log)
  const effects = watchEffects(database, log)
  const signedIn = rememberSignedIn(database.db, config.sessionHours)
  atlas.listen({
    moved: ({ accounts, tiles }) => signedIn.forgetAccounts(tiles === null ? null : accounts),
    closed: () => {},
  })
  const services = {
    db: database.db,
    database,
    config,
    log,
    atlas,
    tileCache: openTileCache(atlas),
    reportWatch,
    censusJobs,
    signedIn,
  }
  return {
    services,
    async close() {
      await effects.close()
      await censusJobs.close()
      await reportWatch.close()
      await atlas.close()
    },
  }
}
