/** One file, one batch: read, judge row by row, stage in short transactions, apply in one. What fails on the way leaves nothing behind. */
import path from 'node:path'
import { type Connection, rows } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { fileHash } from '../readers/file-hash.ts'
import { FileRefused } from '../readers/file-refused.ts'
import type { Said, Source, SourceRow } from '../readers/source.ts'
import type { DatumShifts } from '../shared/crs.ts'
import type { ReasonCode } from '../shared/reasons.ts'
import {
  type BatchKind,
  createBatch,
  dropRows,
  endBatch,
  type StagedRow,
  stageRows,
  sweepStaging,
} from './batch.ts'
import { seenFields } from './seen-fields.ts'
import { takeBack } from './take-back.ts'

export type Progress = { readonly rows: number; readonly share: number }
export type ImportOptions = {
  readonly db: Connection
  readonly actor: Actor
  /** What is declared and the batch are applied and taken back; only the batch's own line stays, with its counts. */
  readonly dryRun: boolean
  /** Where archives are unpacked and other formats converted, emptied by the caller; without one they are not read. */
  readonly folder?: string
  /** The city's parameters for Xi'an 1980 and Beijing 1954. */
  readonly shifts?: DatumShifts
  readonly onProgress?: (progress: Progress) => void
  /** All rows are read; what follows is one transaction. */
  readonly onApply?: () => void
}

export type RefusedSummary = {
  readonly code: ReasonCode
  readonly count: number
  readonly examples: readonly {
    readonly rowNo: number
    readonly code: string | null
    readonly zh: string
    readonly en: string
  }[]
}
export type Imported<O> = {
  readonly batchId: number
  readonly dryRun: boolean
  readonly outcome: O
  readonly refused: readonly RefusedSummary[]
  readonly notes: readonly { readonly code: ReasonCode; readonly count: number }[]
  readonly warnings: readonly Said[]
}

const summarise = (trx: Connection, batchId: number): Promise<RefusedSummary[]> =>
  rows<RefusedSummary>(
    trx,
    `select q.code as code, max(q.n) as count,
            jsonb_agg(jsonb_build_object('rowNo', q.row_no, 'code', q.row_code, 'zh', q.reason->>'zh', 'en', q.reason->>'en')
                      order by q.row_no) as examples
       from (
         select x.reason->>'code' as code, r.row_no, r.code as row_code, x.reason,
                count(*) over (partition by x.reason->>'code') as n,
                row_number() over (partition by x.reason->>'code' order by r.row_no) as place
           from batch_row as r
          cross join lateral jsonb_array_elements(r.reasons) as x (reason)
          where r.batch_id = :batchId::bigint
            and r.verdict = 'refused') as q
      where q.place <= 5
      group by q.code
      order by count desc, code`,
    { batchId },
  )

const countNotes = (trx: Connection, batchId: number): Promise<{ code: ReasonCode; count: number }[]> =>
  rows(
    trx,
    `select x.reason->>'code' as code, count(*) as count
       from batch_row as r
      cross join lateral jsonb_array_elements(r.reasons) as x (reason)
      where r.batch_id = :batchId::bigint
        and r.verdict <> 'refused'
      group by x.reason->>'code'
      order by count desc`,
    { batchId },
  )

export type Plan<F, O> = {
  readonly kind: BatchKind
  readonly file: string
  readonly source: Source
  readonly mapping: unknown
  readonly read: (row: SourceRow) => StagedRow<F>
  /** `seen`: fields that the rows had; those of the mapping all, others up to a limit. */
  readonly apply: (
    trx: Connection,
    batch: { batchId: number; sha256: string; seen: ReadonlySet<string> },
  ) => Promise<O>
  /** Refuses the file where the code's fields do not occur in it. */
  readonly codeFields: readonly string[]
  /** Fields that the mapping reads: whether the rows had them is known, however many others there are. */
  readonly mappedFields: readonly string[]
}

const stageAll = async <F, O>(
  plan: Plan<F, O>,
  { db, onProgress }: ImportOptions,
  batchId: number,
): Promise<ReadonlySet<string>> => {
  const seen = seenFields(new Set([...plan.codeFields, ...plan.mappedFields]))
  seen.add(plan.source.fields ?? [])
  let count = 0
  for await (const batch of plan.source.rows()) {
    for (const row of batch) seen.add(Object.keys(row.fields))
    await stageRows(db, batchId, batch.map(plan.read))
    count += batch.length
    onProgress?.({
      rows: count,
      share: plan.source.bytes === 0 ? 1 : plan.source.readBytes() / plan.source.bytes,
    })
  }
  if (count === 0) {
    throw new FileRefused('file_no_rows', ['文件没有任何记录', 'The file holds no rows.'])
  }
  const known =
    plan.codeFields.length === 0 || plan.codeFields.some((name) => seen.names.has(name) || name === '$row')
  if (!known) {
    const { names, more } = seen.list()
    throw new FileRefused('field_missing', [
      `没有字段“${plan.codeFields.join('、')}”；文件的字段：${names.join('、')}${more ? '等' : ''}`,
      `There is no field "${plan.codeFields.join(', ')}" to read codes from; the file has ${names.join(', ')}${more ? ' and others' : ''}.`,
    ])
  }
  return seen.names
}

const fail = async (db: Connection, batchId: number, error: unknown): Promise<void> => {
  await endBatch(db, batchId, {
    state: 'failed',
    counts: {},
    report: { failed: error instanceof Error ? error.message.slice(0, 500) : String(error) },
  })
  await dropRows(db, batchId)
}

/** Throws FileRefused for a file that cannot be read; the batch is then marked failed and its rows are dropped. */
export const importFile = async <F, O extends object>(
  plan: Plan<F, O>,
  options: ImportOptions,
): Promise<Imported<O>> => {
  const { db, actor, dryRun } = options
  await sweepStaging(db)
  const sha256 = await fileHash(plan.file)
  const batchId = await createBatch(db, {
    kind: plan.kind,
    source: path.basename(plan.file),
    actor: actor.name,
    mapping: plan.mapping,
  })
  const carryOut = async () => {
    const seen = await stageAll(plan, options, batchId)
    options.onApply?.()
    const apply = async (trx: Connection) => ({
      outcome: await plan.apply(trx, { batchId, sha256, seen }),
      refused: await summarise(trx, batchId),
      notes: await countNotes(trx, batchId),
    })
    return dryRun ? takeBack(db, apply) : db.transaction(apply)
  }
  const done = await carryOut().catch(async (error: unknown) => {
    await fail(db, batchId, error)
    throw error
  })
  if (dryRun) {
    await endBatch(db, batchId, { state: 'dry_run', counts: done.outcome, sha256 })
    await dropRows(db, batchId)
  }
  return { batchId, dryRun, warnings: plan.source.warnings, ...done }
}
