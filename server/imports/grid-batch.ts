/**
 * Applies one batch of staged grids in the caller's transaction: versions, answering units, the proof of the level and of the one below,
 * and the components whose place changed with it. The same rows again change nothing. Shapes in EPSG:4490, areas in the district's metric system.
 */

import { registeredFaces } from '../boundaries/faces.ts'
import { prove } from '../boundaries/proof/prove.ts'
import { readTolerances } from '../boundaries/tolerances.ts'
import { type Connection, first, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { METRES_PER_DEGREE } from '../grids/metres-per-degree.ts'
import type { Proof } from '../shared/proof.ts'
import { type BatchCounts, countVerdicts, endBatch, lockStagedBatch } from './batch.ts'
import { type GridFieldNames, judgeGrids, type ParentRule } from './grid-verdict.ts'
import { writeAnsweringUnits, writeGridVersions } from './grid-versions.ts'
import { settleMetricSrid } from './metric-srid.ts'
import { placeComponents } from './placement.ts'
import type { Extent } from './position.ts'
import { createUnits, type NewUnit } from './units.ts'

export type GridBatch = {
  readonly batchId: number
  readonly actor: Actor
  readonly levelId: number
  readonly parents: ParentRule
  /** Whether the source speaks of the units that answer. */
  readonly statesUnits: boolean
  readonly newUnits?: readonly NewUnit[]
  /** Smaller parts outside, overlapping or missing are no issues. */
  readonly toleranceM2: number
  readonly title: string
  readonly sha256?: string | null
  readonly fields?: GridFieldNames
}

export type GridOutcome = BatchCounts & {
  /** Current grids of the level that no row named; they stay. */
  notNamed: number
  metricSrid: number | null
  /** Components that now stand in another grid. */
  componentsMoved: number
  unitsMade: number
  /** Of the level and of the one below it. */
  proof: Proof
  version: number | null
}

const findLevel = (trx: Connection, levelId: number) =>
  one<{ schemeId: number; depth: number; parentLevelId: number | null }>(
    trx,
    `select l.scheme_id as "schemeId", l.depth as depth,
            (select a.id from level as a where a.scheme_id = l.scheme_id and a.depth = l.depth - 1) as "parentLevelId"
       from level as l
      where l.id = :levelId::int`,
    { levelId },
  )

const instantAfterFormer = async (trx: Connection, levelId: number): Promise<string> =>
  (
    await one<{ at: string }>(
      trx,
      `select greatest(
                clock_timestamp(),
                (select max(g.valid_from) from grid_version as g where g.level_id = :levelId::int) + interval '1 microsecond',
                (select max(u.valid_from) from grid_unit as u) + interval '1 microsecond',
                (select max(c.valid_from) from component_grid as c where c.valid_to is null) + interval '1 microsecond')::text as at`,
      { levelId },
    )
  ).at

const boxOf = async (trx: Connection, batchId: number, at: string): Promise<Extent | null> =>
  (
    await one<{ extent: Extent | null }>(
      trx,
      `with shapes as (
         select r.geom
           from batch_row as r
          where r.batch_id = :batchId::bigint and r.verdict in ('new', 'changed')
         union all
         select v.geom
           from batch_row as r
           join grid_version as v on v.grid_id = r.entity_id and v.valid_to = :at::timestamptz
          where r.batch_id = :batchId::bigint and r.verdict = 'changed'),
       box as (select st_extent(s.geom) as box from shapes as s)
       select case when b.box is not null
                   then array[st_xmin(b.box), st_ymin(b.box), st_xmax(b.box), st_ymax(b.box)] end as extent
         from box as b`,
      { batchId, at },
    )
  ).extent

/** Everything within reach of the changed ground: a new grid can also be the nearest one of a point beside it. */
const placeAround = (
  trx: Connection,
  [west, south, east, north]: Extent,
  at: string,
): Promise<{ moved: number[] }> =>
  placeComponents(
    trx,
    {
      sql: `select x.component_id
              from component_version as x
             cross join district as d
             where x.valid_to is null
               and x.geom && st_expand(st_makeenvelope(:west::float8, :south::float8, :east::float8, :north::float8, 4490),
                                       2 * d.nearest_grid_m / ${METRES_PER_DEGREE})`,
      bindings: { west, south, east, north },
    },
    { at, fresh: false },
  )

const recordChange = async (
  trx: Connection,
  batch: GridBatch,
  schemeId: number,
  at: string,
): Promise<number> =>
  (
    await one<{ id: number }>(
      trx,
      `insert into change (scheme_id, title, state, author, batch_id, in_force_at)
       values (:schemeId::int, :title::text, 'in_force', :author::text, :batchId::bigint, :at::timestamptz)
       returning id as id`,
      { schemeId, title: batch.title, author: batch.actor.name, batchId: batch.batchId, at },
    )
  ).id

const proveAround = async (
  trx: Connection,
  { schemeId, depth, metricSrid }: { schemeId: number; depth: number; metricSrid: number },
  areaM2: number,
): Promise<Proof> =>
  prove(trx, registeredFaces(schemeId), {
    schemeId,
    metricSrid,
    tolerances: { ...(await readTolerances(trx, schemeId)), areaM2 },
    scope: 'all',
    depths: [depth, depth + 1],
  })

/** Without shapes and remedies, which are for those who work on them. */
const forReport = (proof: Proof): Proof => ({
  ...proof,
  issues: proof.issues.map((issue) => ({ ...issue, geometry: null, remedies: [] })),
})

const countNotNamed = async (trx: Connection, batchId: number, levelId: number): Promise<number> =>
  (
    await one<{ n: number }>(
      trx,
      `select count(*) as n
         from grid_version as g
        where g.level_id = :levelId::int
          and g.valid_to is null
          and not exists (select from batch_row as r where r.batch_id = :batchId::bigint and r.entity_id = g.grid_id)`,
      { batchId, levelId },
    )
  ).n

/** The transaction is the caller's, and this must be the last thing in it. */
export const applyGridBatch = async (trx: Connection, batch: GridBatch): Promise<GridOutcome> => {
  const { batchId, levelId } = batch
  await lockStagedBatch(trx, batchId)
  const { schemeId, depth, parentLevelId } = await findLevel(trx, levelId)
  await rows(trx, `select s.id as id from scheme as s where s.id = :schemeId::int for no key update`, {
    schemeId,
  })
  const metric = await settleMetricSrid(trx, batchId)
  const srid = metric?.srid ?? 4490
  const fields = batch.fields ?? { code: null, parent: null }
  await judgeGrids(trx, { batchId, levelId, parentLevelId, parents: batch.parents, srid, fields })
  const unitsMade = await createUnits(trx, batch.newUnits ?? [])
  const at = await instantAfterFormer(trx, levelId)
  const judged = await countVerdicts(trx, batchId)
  const changeId = judged.new + judged.changed > 0 ? await recordChange(trx, batch, schemeId, at) : null
  await writeGridVersions(trx, { batchId, levelId, srid, changeId, at })
  if (batch.statesUnits) await writeAnsweringUnits(trx, { batchId, at })
  const extent = await boxOf(trx, batchId, at)
  const { moved } = extent ? await placeAround(trx, extent, at) : { moved: [] }
  const proof = await proveAround(trx, { schemeId, depth, metricSrid: srid }, batch.toleranceM2)
  if (changeId !== null) {
    await rows(trx, `update change as c set proof = :proof::jsonb where c.id = :changeId::bigint`, {
      changeId,
      proof: JSON.stringify({ tolerances: proof.tolerances, levels: proof.levels, counts: proof.counts }),
    })
  }
  const counts = await countVerdicts(trx, batchId)
  const outcome = {
    ...counts,
    notNamed: await countNotNamed(trx, batchId, levelId),
    metricSrid: metric?.srid ?? null,
    componentsMoved: moved.length,
    unitsMade: unitsMade.length,
  }
  const touched = await first<{ ids: number[] }>(
    trx,
    `select coalesce(array_agg(r.entity_id order by r.entity_id), '{}') as ids
       from batch_row as r
      where r.batch_id = :batchId::bigint and r.verdict in ('new', 'changed')`,
    { batchId },
  )
  const version = await endWrite(trx, batch.actor, {
    action: 'grid.import',
    entity: 'batch',
    entityId: batchId,
    after: counts,
    touched: [
      { entity: 'grid', ids: touched?.ids ?? [], extent },
      { entity: 'component', ids: moved, extent },
      { entity: 'unit', ids: unitsMade },
      { entity: 'district', ids: metric?.set ? [1] : [] },
    ],
  })
  await endBatch(trx, batchId, {
    state: 'applied',
    counts: outcome,
    report: { proof: forReport(proof) },
    sha256: batch.sha256 ?? null,
    version,
  })
  return { ...outcome, proof, version }
}
