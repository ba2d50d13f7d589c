/** Understands each distinct class of a delivery once: code digits, class code and name must agree under the edition; in `census_class`. */
import { type Connection, rows } from '../../db/database.ts'
import type { ClassCatalogue } from '../../imports/catalogue.ts'
import { isReason } from '../../shared/reasons.ts'
import { findClass } from './class-meaning.ts'

type Said = { readonly digits: string; readonly classCode: string; readonly className: string }

/** SQL: the code of row `r` has so many digits. In 231,000 rows it takes a third of the time of one pattern with a count. */
export const hasDigits = (digits: number): string =>
  `(octet_length(r.code) = ${digits} and r.code !~ '[^0-9]')`

/**
 * SQL: the class digits inside the code of row `r`, '' where its edition has no form or the code has another one. One expression for collecting and for
 * joining, so that they cannot differ.
 */
export const classDigits = ({ classCodeLength, componentCodeLength }: ClassCatalogue): string =>
  classCodeLength === null || componentCodeLength === null
    ? `''`
    : `case when ${hasDigits(componentCodeLength)} then substr(r.code, 7, ${classCodeLength}) else '' end`

const meaningOf = (catalogue: ClassCatalogue, { digits, classCode, className }: Said) => {
  const orNull = (text: string): string | null => (text === '' ? null : text)
  return findClass(catalogue, {
    digits: orNull(digits),
    given: orNull(classCode),
    name: orNull(className),
  })
}

/** Of all rows anew, or what those of `only` say for the first time. */
export const understandClasses = async (
  trx: Connection,
  censusId: number,
  catalogue: ClassCatalogue,
  only: readonly number[] | null = null,
): Promise<void> => {
  if (only === null)
    await rows(trx, `delete from census_class as c where c.census_id = :censusId::bigint`, { censusId })
  const found = await rows<Said>(
    trx,
    `select distinct ${classDigits(catalogue)} as digits, coalesce(r.class_code, '') as "classCode",
            coalesce(r.class_name, '') as "className"
       from census_row as r
      where r.census_id = :censusId::bigint
        and (:only::int[] is null or r.row_no = any (:only::int[]))`,
    { censusId, only },
  )
  const meanings = found.map((said) => meaningOf(catalogue, said))
  await rows(
    trx,
    `insert into census_class (census_id, digits, class_code, class_name, class_id, problem)
     select :censusId::bigint, c.digits, c.class_code, c.class_name, c.class_id, c.problem::jsonb
       from unnest(:digits::text[], :classCode::text[], :className::text[], :classId::int[], :problem::text[])
            as c (digits, class_code, class_name, class_id, problem)
         on conflict do nothing`,
    {
      censusId,
      digits: found.map((c) => c.digits),
      classCode: found.map((c) => c.classCode),
      className: found.map((c) => c.className),
      classId: meanings.map((m) => (isReason(m) ? null : m.id)),
      problem: meanings.map((m) => (isReason(m) ? JSON.stringify({ code: m.code, values: m.values }) : null)),
    },
  )
}
