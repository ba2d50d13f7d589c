/** A process that does the jobs of one census as the server's worker thread does them, and tells its parent the seconds of each stage and its own greatest memory. */
import { carryOutJob } from '../../server/census/jobs/carry-out-job.ts'
import type { JobKind } from '../../server/census/jobs/jobs.queries.ts'
import { openDelivered } from '../../server/census/staging/delivered-files.ts'
import { openPool } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'

export type CensusWork = {
  readonly url: string
  readonly schema: string
  readonly spool: string
  readonly censusId: number
}
/** `peaksMb`: the greatest memory of the process at the end of each stage. */
export type CensusWorkDone = {
  readonly seconds: Readonly<Record<string, number>>
  readonly peaksMb: Readonly<Record<string, number>>
  readonly peakMb: number
}

const peakMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024)

const JOBS: readonly JobKind[] = ['inspect', 'stage', 'commit', 'undo']

const run = async ({ url, schema, spool, censusId }: CensusWork): Promise<CensusWorkDone> => {
  const db = openPool({ connectionString: url }, schema, 2)
  const delivered = openDelivered(spool)
  const seconds: Record<string, number> = {}
  const peaksMb: Record<string, number> = { start: peakMb() }
  let [stage, since] = ['', performance.now()]
  const next = (name: string): void => {
    const now = performance.now()
    if (stage !== '') {
      seconds[stage] = (seconds[stage] ?? 0) + (now - since) / 1000
      peaksMb[stage] = peakMb()
    }
    ;[stage, since] = [name, now]
  }
  const work = {
    db,
    embedded: false,
    delivered,
    keepDays: 1,
    step: (step: { readonly stage: string }) => {
      if (step.stage !== stage) next(step.stage)
    },
    warn: (what: string, detail: string) => console.error(what, detail),
    stopIfWanted: () => {},
  }
  for (const kind of JOBS) {
    await carryOutJob(work, { id: 0, censusId, kind, attempt: 1, actor: SYSTEM })
    next('')
  }
  await delivered.close()
  await db.destroy()
  return { seconds, peaksMb, peakMb: peakMb() }
}

process.once('message', (work: CensusWork) => {
  run(work).then(
    (done) => process.send?.(done, () => process.disconnect()),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
