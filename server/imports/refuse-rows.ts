/** Refuses staged rows that a query names, each with its reason; and the duplicates of a code inside one batch. */
import { type Connection, rows } from '../db/database.ts'
import { type ReasonCode, reason } from '../shared/reasons.ts'

/** Refused in rounds of this many, so that a file of nothing but duplicates needs no more memory than any other. */
const ROUND = 5_000

/**
 * `query` gives `row_no` and `values` (jsonb, for the sentence) of rows without a verdict, and stops giving those that were refused.
 * Gives how many it refused.
 */
export const refuseRows = async (
  trx: Connection,
  batchId: number,
  {
    code,
    field,
    query,
    bindings = {},
  }: {
    code: ReasonCode
    field: string | null
    query: string
    bindings?: Readonly<Record<string, unknown>>
  },
): Promise<number> => {
  let refused = 0
  for (;;) {
    const found = await rows<{ rowNo: number; values: Record<string, unknown> }>(
      trx,
      `select q.row_no as "rowNo", q.values as values from (${query}) as q order by q.row_no limit ${ROUND}`,
      { ...bindings, batchId },
    )
    if (found.length > 0) {
      await rows(
        trx,
        `update batch_row as r
            set verdict = 'refused', reasons = jsonb_build_array(s.reason::jsonb)
           from unnest(:rowNo::int[], :reason::text[]) as s (row_no, reason)
          where r.batch_id = :batchId::bigint
            and r.row_no = s.row_no`,
        {
          batchId,
          rowNo: found.map((r) => r.rowNo),
          reason: found.map((r) => JSON.stringify(reason(code, field, r.values))),
        },
      )
    }
    refused += found.length
    if (found.length < ROUND) return refused
  }
}

/** Every later row with the code of an earlier accepted one: which of them is right only the surveyor knows. */
export const refuseRepeatedCodes = (
  trx: Connection,
  batchId: number,
  field: string | null,
): Promise<number> =>
  refuseRows(trx, batchId, {
    code: 'code_repeated',
    field,
    query: `
      select d.row_no, jsonb_build_object('value', d.code, 'row', d.first_row) as values
        from (select r.row_no, r.code, min(r.row_no) over (partition by r.code) as first_row
                from batch_row as r
               where r.batch_id = :batchId::bigint
                 and r.verdict is null) as d
       where d.row_no > d.first_row`,
  })
