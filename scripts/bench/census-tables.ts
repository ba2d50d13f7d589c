/** What the bench of a delivery says. */
import type { WatchedJob } from './census-watch.ts'
import type { CensusWorkDone } from './census-work.ts'
import { figure, type Goal, ms, type Section, times } from './table.ts'

const STAGES = ['inspect', 'read', 'judge', 'compare', 'commit'] as const
const WANTED = { whole: 3, read: 0.6, memoryMb: 300, blockedMs: 50 }

/** `ogr`: the seconds that ogr2ogr took. */
export const besideOgrSection = (ogr: number, { seconds, peakMb }: CensusWorkDone): Section => {
  const of = (stage: string): number => seconds[stage] ?? Number.NaN
  const whole = STAGES.reduce((sum, stage) => sum + of(stage), 0)
  const line = (what: string, s: number): string[] => [what, `${figure(s)} s`, times(s / ogr)]
  return {
    title: 'A delivery from file to registry',
    columns: ['', 'seconds', 'against ogr2ogr'],
    rows: [
      line('ogr2ogr, COPY, new table, spatial index and three b-trees', ogr),
      ...[...STAGES, 'undo'].map((stage) => line(stage, of(stage))),
      line('inspect to commit', whole),
    ],
    notes: [
      '`read` reads, converts and stages; `commit` writes versions, roles, places and the audit, all of them new.',
    ],
    goals: [
      {
        what: 'inspect to commit',
        wanted: `${WANTED.whole} × ogr2ogr`,
        got: times(whole / ogr),
        met: whole <= WANTED.whole * ogr,
      },
      {
        what: 'reading and loading',
        wanted: `${WANTED.read} × ogr2ogr`,
        got: times(of('read') / ogr),
        met: of('read') <= WANTED.read * ogr,
      },
      {
        what: 'greatest memory of the process that works',
        wanted: `${WANTED.memoryMb} MB`,
        got: `${figure(peakMb)} MB`,
        met: peakMb <= WANTED.memoryMb,
      },
    ],
  }
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)

/** `wantedS`: within how many seconds it is to be from inspection to commit; null where that is not asked. */
export const watchedSection = (jobs: readonly WatchedJob[], wantedS: number | null): Section => {
  const wholeS = jobs
    .filter(({ kind }) => kind !== 'idle' && kind !== 'undo')
    .reduce((sum, { seconds }) => sum + seconds, 0)
  const blockedMs = Math.max(...jobs.filter(({ kind }) => kind !== 'idle').map((job) => job.blockedMs))
  const goals: Goal[] = [
    {
      what: "longest block of a server's loop meanwhile",
      wanted: ms(WANTED.blockedMs),
      got: ms(blockedMs),
      met: blockedMs <= WANTED.blockedMs,
    },
  ]
  if (wantedS !== null)
    goals.unshift({
      what: 'inspect to commit in a server',
      wanted: `${wantedS} s`,
      got: `${figure(wholeS)} s`,
      met: wholeS <= wantedS,
    })
  return {
    title: 'The same in a server that answers lookups meanwhile',
    columns: ['', 'seconds', 'longest block of the loop', 'lookups', 'median', 'longest'],
    rows: jobs.map(({ kind, seconds, blockedMs: blocked, lookupsMs }) => {
      const taken = sorted(lookupsMs)
      return [
        kind,
        `${figure(seconds)} s`,
        ms(blocked),
        String(taken.length),
        ms(taken[Math.floor(taken.length / 2)] ?? Number.NaN),
        ms(taken.at(-1) ?? Number.NaN),
      ]
    }),
    notes: [
      '`stage` reads, judges and compares. Lookups come one after the other, a fifth of a second apart.',
    ],
    goals,
  }
}
