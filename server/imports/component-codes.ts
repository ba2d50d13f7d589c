/** Which codes of a batch are taken: under another edition with code forms of its own, or by an identity that gave them up. Codes are never used again. */
import type { Connection } from '../db/database.ts'
import { refuseRows } from './refuse-rows.ts'

export const refuseTakenCodes = async (
  trx: Connection,
  { batchId, editionId, field }: { batchId: number; editionId: number; field: string | null },
): Promise<void> => {
  // 16 digits are no proof of an edition: the same code under 2007 and 2013 may be one thing or two, and only a surveyor knows.
  await refuseRows(trx, batchId, {
    code: 'code_other_edition',
    field,
    bindings: { editionId },
    query: `
      select distinct on (r.row_no) r.row_no, jsonb_build_object('value', r.code, 'edition', e.code) as values
        from batch_row as r
        join component_version as v on v.code = r.code and v.valid_to is null and v.edition_id <> :editionId::int
        join edition as e on e.id = v.edition_id and e.component_code_length is not null
        join edition as own on own.id = :editionId::int and own.component_code_length is not null
       where r.batch_id = :batchId::bigint
         and r.verdict is null
       order by r.row_no`,
  })
  await refuseRows(trx, batchId, {
    code: 'code_retired',
    field,
    bindings: { editionId },
    query: `
      select distinct on (r.row_no) r.row_no, jsonb_build_object('value', r.code, 'id', v.component_id) as values
        from batch_row as r
        join component_version as v on v.edition_id = :editionId::int and v.code = r.code and v.valid_to is not null
       where r.batch_id = :batchId::bigint
         and r.verdict is null
         and not exists (
           select from component_version as now
            where now.edition_id = :editionId::int and now.code = r.code and now.valid_to is null)
       order by r.row_no`,
  })
}
