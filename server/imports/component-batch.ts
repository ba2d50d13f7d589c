/**
 * Applies one batch of staged components in the caller's transaction: what is new, changed or the same; versions, roles, places (GB/T 30428.2
 * attributes, EPSG:4490). A component is known again by its code under its edition. Applying the same rows again changes nothing.
 */
import { type Connection, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { type BatchCounts, countVerdicts, endBatch, lockStagedBatch } from './batch.ts'
import { refuseTakenCodes } from './component-codes.ts'
import { OPTIONAL_ATTRIBUTES, type OptionalAttribute, type StatedRole } from './component-fields.ts'
import { writeRoles } from './component-roles.ts'
import { writeVersions } from './component-versions.ts'
import { placeComponents } from './placement.ts'
import type { Extent } from './position.ts'
import { refuseRepeatedCodes } from './refuse-rows.ts'
import { analyseAfterGrowth } from './statistics.ts'
import { createUnits, type NewUnit } from './units.ts'

export type ComponentBatch = {
  readonly batchId: number
  readonly actor: Actor
  /** The edition under which the codes stand; of a local extension, the edition that it extends. */
  readonly editionId: number
  /** Attributes that the source speaks of; the others keep their former values. All, unless said. */
  readonly stated?: readonly OptionalAttribute[]
  readonly statedRoles: readonly StatedRole[]
  /** Units to make where no current unit has the code. */
  readonly newUnits?: readonly NewUnit[]
  readonly sha256?: string | null
  /** The source's name of the code, for the sentence of a refusal. */
  readonly codeField?: string | null
}

export type ComponentOutcome = BatchCounts & {
  /** In no grid of any scheme: how many, and the codes of the first hundred. */
  outside: number
  outsideCodes: string[]
  /** Inside the district, but in a gap of a scheme. */
  gaps: number
  unitsMade: number
  /** Null where nothing changed. */
  version: number | null
}

/** New, changed or same, and each row's identity. Roles are compared later, because they may still make a same row a changed one. */
const judgeRows = async (
  trx: Connection,
  batch: ComponentBatch,
  stated: readonly string[],
): Promise<void> => {
  await rows(
    trx,
    `update batch_row as r
        set verdict = case
              when j.former_id is null then 'new'
              when j.differs then 'changed'
              else 'same' end,
            entity_id = coalesce(j.former_id, nextval(pg_get_serial_sequence('component', 'id')))
       from (
         select b.row_no, v.component_id as former_id,
                v.class_id is distinct from f."classId"
                or v.geom is distinct from b.geom
                or ('name' = any (:stated::text[]) and v.name is distinct from coalesce(f.name, ''))
                or ('state' = any (:stated::text[]) and v.state is distinct from coalesce(f.state, 'unknown'))
                or ('location' = any (:stated::text[]) and v.location is distinct from f.location)
                or ('surveyedOn' = any (:stated::text[]) and v.surveyed_on is distinct from f."surveyedOn")
                or ('changedOn' = any (:stated::text[]) and v.changed_on is distinct from f."changedOn")
                or ('dataSource' = any (:stated::text[]) and v.data_source is distinct from f."dataSource")
                or ('note' = any (:stated::text[]) and v.note is distinct from f.note)
                or ('extra' = any (:stated::text[]) and v.extra is distinct from coalesce(f.extra, '{}')) as differs
           from batch_row as b
          cross join lateral jsonb_to_record(b.fields)
                as f ("classId" int, name text, state text, location text, "surveyedOn" date, "changedOn" date,
                      "dataSource" text, note text, extra jsonb)
           left join component_version as v
             on v.edition_id = :editionId::int and v.code = b.code and v.valid_to is null
          where b.batch_id = :batchId::bigint
            and b.verdict is null) as j
      where r.batch_id = :batchId::bigint
        and r.row_no = j.row_no`,
    { batchId: batch.batchId, editionId: batch.editionId, stated },
  )
}

/** After every former version of the rows at hand, even where a clock was set back. */
const instantAfterFormer = async (trx: Connection, batchId: number): Promise<string> =>
  (
    await one<{ at: string }>(
      trx,
      `select greatest(clock_timestamp(), max(former.valid_from) + interval '1 microsecond')::text as at
         from (
           select v.valid_from
             from batch_row as r
             join component_version as v on v.component_id = r.entity_id and v.valid_to is null
            where r.batch_id = :batchId::bigint and r.verdict in ('changed', 'same')
            union all
           select c.valid_from
             from batch_row as r
             join component_role as c on c.component_id = r.entity_id and c.valid_to is null
            where r.batch_id = :batchId::bigint and r.verdict in ('changed', 'same')
            union all
           select g.valid_from
             from batch_row as r
             join component_grid as g on g.component_id = r.entity_id and g.valid_to is null
            where r.batch_id = :batchId::bigint and r.verdict in ('changed', 'same')) as former`,
      { batchId },
    )
  ).at

const findOutside = (
  trx: Connection,
  batchId: number,
): Promise<{ outside: number; outsideCodes: string[] }> =>
  one(
    trx,
    `select count(*) as outside,
            coalesce((array_agg(r.code order by r.row_no))[1:100], '{}') as "outsideCodes"
       from batch_row as r
      where r.batch_id = :batchId::bigint
        and r.verdict in ('new', 'changed', 'same')
        and not exists (select from component_grid as c where c.component_id = r.entity_id and c.valid_to is null)`,
    { batchId },
  )

/** Identities that the batch moved, and the box of their shapes before and after. */
const findTouched = async (
  trx: Connection,
  batchId: number,
  at: string,
): Promise<{ ids: number[]; extent: Extent | null }> =>
  one(
    trx,
    `with moved as (
       select r.entity_id as id, r.geom
         from batch_row as r
        where r.batch_id = :batchId::bigint
          and r.verdict in ('new', 'changed')),
     shapes as (
       select m.geom
         from moved as m
        union all
       select v.geom
         from moved as m
         join component_version as v on v.component_id = m.id and v.valid_to = :at::timestamptz),
     box as (
       select st_extent(s.geom) as box
         from shapes as s)
     select coalesce((select array_agg(m.id order by m.id) from moved as m), '{}') as ids,
            case when b.box is not null
                 then array[st_xmin(b.box), st_ymin(b.box), st_xmax(b.box), st_ymax(b.box)] end as extent
       from box as b`,
    { batchId, at },
  )

/** Only what stands on batch rows; the transaction is the caller's, and this must be the last thing in it. */
export const applyComponentBatch = async (
  trx: Connection,
  batch: ComponentBatch,
): Promise<ComponentOutcome> => {
  const { batchId, editionId } = batch
  const stated = batch.stated ?? OPTIONAL_ATTRIBUTES
  await lockStagedBatch(trx, batchId)
  // Two batches of one edition come one after the other: both may bring the same new code.
  await rows(trx, `select e.id as id from edition as e where e.id = :editionId::int for no key update`, {
    editionId,
  })
  await refuseRepeatedCodes(trx, batchId, batch.codeField ?? null)
  await refuseTakenCodes(trx, { batchId, editionId, field: batch.codeField ?? null })
  const unitsMade = await createUnits(trx, batch.newUnits ?? [])
  await judgeRows(trx, batch, stated)
  const at = await instantAfterFormer(trx, batchId)
  const { changed, same } = await countVerdicts(trx, batchId)
  await writeVersions(trx, { batchId, editionId, stated, at })
  await writeRoles(trx, { batchId, statedRoles: batch.statedRoles, at })
  const { gaps } = await placeComponents(
    trx,
    {
      sql: `select r.entity_id from batch_row as r where r.batch_id = :batchId::bigint and r.verdict in ('new', 'changed')`,
      bindings: { batchId },
    },
    { at, fresh: changed + same === 0 },
  )
  const counts = await countVerdicts(trx, batchId)
  await analyseAfterGrowth(trx, counts.new)
  const outcome = { ...counts, ...(await findOutside(trx, batchId)), gaps, unitsMade: unitsMade.length }
  const { ids, extent } = await findTouched(trx, batchId, at)
  const version = await endWrite(trx, batch.actor, {
    action: 'component.import',
    entity: 'batch',
    entityId: batchId,
    after: counts,
    touched: [
      { entity: 'component', ids, extent },
      { entity: 'unit', ids: unitsMade },
    ],
  })
  await endBatch(trx, batchId, { state: 'applied', counts: outcome, sha256: batch.sha256 ?? null, version })
  return { ...outcome, version }
}
