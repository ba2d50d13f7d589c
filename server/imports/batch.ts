/** A batch and its rows in staging: created, filled in short transactions, swept when a crash left it behind. Shapes travel as hex EWKB, EPSG:4490. */
import { type Connection, first, one, rows } from '../db/database.ts'
import { Conflict } from '../errors.ts'
import type { Reason } from '../shared/reasons.ts'

export type BatchKind = 'grids' | 'components' | 'classes'

/** One row as it waits for the batch. `fields` is what the kind of batch reads: ComponentFields or GridFields. */
export type StagedRow<F> = {
  /** As the surveyor counts: a spreadsheet's row with its header as 1, a GeoJSON feature's ordinal from 1. */
  readonly rowNo: number
  readonly code: string | null
  readonly fields: F
  /** Hex EWKB in EPSG:4490. */
  readonly geometry: string | null
  readonly sourceCrs: string | null
  /** Hex EWKB without SRID, as delivered, where that was another system. */
  readonly sourceGeometry: string | null
  /** Any of these refuses the row. */
  readonly refusals: readonly Reason[]
  /** Said beside an accepted row. */
  readonly notes: readonly Reason[]
}

export const createBatch = async (
  db: Connection,
  batch: { kind: BatchKind; source: string; actor: string; mapping?: unknown },
): Promise<number> =>
  (
    await one<{ id: number }>(
      db,
      `insert into batch (kind, source, actor, mapping, counts)
       values (:kind::text, :source::text, :actor::text, :mapping::jsonb,
               jsonb_build_object('staged', 0, 'stagedAt', clock_timestamp()))
       returning id as id`,
      { ...batch, mapping: JSON.stringify(batch.mapping ?? {}) },
    )
  ).id

/** One statement a chunk; 1,000 to 10,000 rows are a good size. Also says that the batch is alive, which `sweepStaging` asks. */
export const stageRows = async <F>(
  db: Connection,
  batchId: number,
  staged: readonly StagedRow<F>[],
): Promise<void> => {
  await rows(
    db,
    `with alive as (
       update batch as b
          set counts = jsonb_build_object('staged', coalesce((b.counts->>'staged')::bigint, 0) + :count::bigint,
                                          'stagedAt', clock_timestamp())
        where b.id = :batchId::bigint
          and b.state = 'staging'
       returning b.id as id
     )
     insert into batch_row (batch_id, row_no, code, fields, geom, source_crs, source_geom, verdict, reasons)
     select a.id, s.row_no, s.code, s.fields::jsonb, s.geom::geometry, s.source_crs, s.source_geom::geometry, s.verdict,
            s.reasons::jsonb
       from alive as a
      cross join unnest(:rowNo::int[], :code::text[], :fields::text[], :geom::text[], :sourceCrs::text[],
                        :sourceGeom::text[], :verdict::text[], :reasons::text[])
            as s (row_no, code, fields, geom, source_crs, source_geom, verdict, reasons)`,
    {
      batchId,
      count: staged.length,
      rowNo: staged.map((r) => r.rowNo),
      code: staged.map((r) => r.code),
      fields: staged.map((r) => JSON.stringify(r.fields)),
      geom: staged.map((r) => r.geometry),
      sourceCrs: staged.map((r) => r.sourceCrs),
      sourceGeom: staged.map((r) => r.sourceGeometry),
      verdict: staged.map((r) => (r.refusals.length > 0 ? 'refused' : null)),
      reasons: staged.map((r) => {
        const said = r.refusals.length > 0 ? r.refusals : r.notes
        return said.length > 0 ? JSON.stringify(said) : null
      }),
    },
  )
}

/** Holds the batch for the transaction that applies it. Throws Conflict where it is not waiting any more. */
export const lockStagedBatch = async (trx: Connection, batchId: number): Promise<void> => {
  const found = await first<{ id: number }>(
    trx,
    `select b.id as id from batch as b where b.id = :batchId::bigint and b.state = 'staging' for update`,
    { batchId },
  )
  if (!found) throw new Conflict('batch_not_staged', `Batch ${batchId} is no longer waiting to be applied.`)
  // Without statistics the planner expects a few rows of any batch and joins them in nested loops: 10,000 rows took 35 s.
  await trx.raw('analyze batch_row (batch_id, row_no, code, verdict)')
}

export type BatchCounts = { total: number; new: number; changed: number; same: number; refused: number }

export const countVerdicts = (trx: Connection, batchId: number): Promise<BatchCounts> =>
  one<BatchCounts>(
    trx,
    `select count(*) as total,
            count(*) filter (where r.verdict = 'new') as new,
            count(*) filter (where r.verdict = 'changed') as changed,
            count(*) filter (where r.verdict = 'same') as same,
            count(*) filter (where r.verdict = 'refused') as refused
       from batch_row as r
      where r.batch_id = :batchId::bigint`,
    { batchId },
  )

/** How a batch ended; its staged rows stay, with their verdicts, unless told. */
export const endBatch = async (
  trx: Connection,
  batchId: number,
  end: {
    state: 'applied' | 'dry_run' | 'failed'
    counts: unknown
    report?: unknown
    sha256?: string | null
    version?: number | null
  },
): Promise<void> => {
  await rows(
    trx,
    `update batch as b
        set state = :state::text, counts = :counts::jsonb, report = :report::jsonb, version = :version::bigint,
            sha256 = coalesce(:sha256::text, b.sha256),
            applied_at = case when :state::text = 'applied' then clock_timestamp() end
      where b.id = :batchId::bigint`,
    {
      batchId,
      state: end.state,
      counts: JSON.stringify(end.counts),
      report: JSON.stringify(end.report ?? {}),
      sha256: end.sha256 ?? null,
      version: end.version ?? null,
    },
  )
}

/** Deletes staged rows by verdict: none given, all of them. */
export const dropRows = async (
  db: Connection,
  batchId: number,
  verdicts?: readonly string[],
): Promise<void> => {
  await rows(
    db,
    `delete from batch_row as r
      where r.batch_id = :batchId::bigint
        and (:verdicts::text[] is null or r.verdict = any (:verdicts::text[]))`,
    { batchId, verdicts: verdicts ?? null },
  )
}

/**
 * Marks batches failed, and drops their rows, that were left in staging by a process that died: no row came for `idleMinutes`.
 * To be called at start and before each import. Gives their numbers.
 */
export const sweepStaging = async (db: Connection, { idleMinutes = 10 } = {}): Promise<number[]> => {
  const swept = await rows<{ id: number }>(
    db,
    `update batch as b
        set state = 'failed', report = jsonb_build_object('failed', 'left behind in staging; its rows were dropped')
      where b.state = 'staging'
        and coalesce((b.counts->>'stagedAt')::timestamptz, b.started_at)
            < clock_timestamp() - make_interval(mins => :idleMinutes::int)
     returning b.id as id`,
    { idleMinutes },
  )
  for (const { id } of swept) await dropRows(db, id)
  return swept.map((b) => b.id)
}
