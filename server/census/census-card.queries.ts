/** A delivery as the client shows it: its line in the list, and its card with files, layers, figures, reasons and the work in hand. */
import { type Connection, first, one, rows } from '../db/database.ts'
import { NotFound } from '../errors.ts'
import type { Census, CensusJob } from '../shared/census.ts'
import { DIFFERENCE_KINDS } from '../shared/census.ts'
import { censusLayers } from './census-layers.queries.ts'
import { type CensusCounts, summariseFindings } from './census-report.ts'
import { JOB } from './jobs/jobs.queries.ts'

type Head = {
  readonly id: number
  readonly title: string
  readonly state: Census['state']
  readonly actor: string
  readonly createdAt: string
  readonly counts: CensusCounts
  readonly job: CensusJob | null
  readonly acceptance: Census['acceptance']
}

const NO_COUNTS: CensusCounts = {
  total: 0,
  refused: 0,
  missing: 0,
  ...(Object.fromEntries(DIFFERENCE_KINDS.map((kind) => [kind, 0])) as Record<
    (typeof DIFFERENCE_KINDS)[number],
    number
  >),
}

const HEAD = `
  z.id as id, z.title as title, z.state as state, z.actor as actor, z.created_at as "createdAt", z.counts as counts,
  (select ${JOB} from census_job as j where j.census_id = z.id order by j.id desc limit 1) as job,
  (select coalesce(a.decision, 'open') from census_acceptance as a where a.census_id = z.id order by a.draw_no desc limit 1) as acceptance`

export type CensusItem = Head & {
  readonly files: number
  readonly committed: { readonly at: string; readonly actor: string; readonly undone: boolean } | null
}

/** The newest first. */
export const listCensusesBefore = async (
  db: Connection,
  { before, limit }: { before: number | null; limit: number },
): Promise<{ found: CensusItem[]; total: number }> => {
  const found = await rows<CensusItem>(
    db,
    `select ${HEAD}, (select count(*) from census_file as f where f.census_id = z.id) as files,
            (select json_build_object('at', b.applied_at, 'actor', b.actor, 'undone', b.state = 'undone')
               from batch as b
              where b.id = z.batch_id) as committed
       from census as z
      where :before::bigint is null or z.id < :before::bigint
      order by z.id desc
      limit :limit::int`,
    { before, limit },
  )
  const { total } = await one<{ total: number }>(db, `select count(*) as total from census as z`)
  return { found: found.map((item) => ({ ...item, counts: { ...NO_COUNTS, ...item.counts } })), total }
}

type Found = Head &
  Pick<Census, 'files' | 'accepted' | 'decided' | 'stopped' | 'batch'> & { settings: object }

/** What is decided for a kind as a whole is not among them. */
const DECIDED = `
  (select coalesce(json_object_agg(s.kind, json_build_object('taken', s.taken, 'left', s.left_out)), '{}')
     from (select o.kind as kind, count(*) filter (where o.accepted) as taken, count(*) filter (where not o.accepted) as left_out
             from (select d.kind, d.accepted from census_difference as d
                    where d.census_id = z.id and d.accepted is not null and d.kind <> 'same'
                    union all
                   select 'missing', x.accepted from census_missing as x
                    where x.census_id = z.id and x.accepted is not null) as o
            group by o.kind) as s)`

const BATCH = `
  (select json_build_object('id', b.id, 'appliedAt', b.applied_at, 'actor', b.actor, 'counts', b.counts,
            'undone', (select json_build_object('at', u.applied_at, 'actor', u.actor, 'takenBack', (u.counts->>'takenBack')::int,
                                                'kept', (u.counts->>'kept')::int)
                         from batch as u
                        where u.undoes = b.id and u.state in ('applied', 'undone')
                        order by u.id desc
                        limit 1))
     from batch as b
    where b.id = z.batch_id)`

/** Throws NotFound. */
export const getCensus = async (db: Connection, censusId: number): Promise<Census> => {
  const found = await first<Found>(
    db,
    `select ${HEAD}, z.settings - 'unitList' - 'acceptance' as settings, z.accepted as accepted, ${DECIDED} as decided, z.stopped as stopped, ${BATCH} as batch,
            coalesce((select json_agg(json_build_object('id', f.id, 'name', f.name, 'bytes', f.bytes, 'sha256', f.sha256) order by f.id)
                        from census_file as f
                       where f.census_id = z.id), '[]') as files
       from census as z
      where z.id = :censusId::bigint`,
    { censusId },
  )
  if (!found) throw new NotFound('no_such_census', `There is no census ${censusId}.`)
  return {
    ...found,
    settings: found.settings as Census['settings'],
    counts: { ...NO_COUNTS, ...found.counts },
    layers: await censusLayers(db, censusId),
    findings: found.state === 'receiving' ? [] : await summariseFindings(db, censusId),
  }
}
