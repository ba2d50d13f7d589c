/** What a rule of a census is: one question to the staged rows, answered by one statement with the rows that fail it. */
import type { ClassCatalogue } from '../imports/catalogue.ts'
import type { Severity } from './said-row.ts'

/** What rules may ask beside the rows; the numbers are written into the statement. */
export type RuleContext = {
  readonly catalogue: ClassCatalogue
  /** Metric system of the district; null before it has grids. */
  readonly srid: number | null
  /** A stated grid may be off by so much beside a border. */
  readonly edgeM: number
}

export type Rule = {
  /** As the file is called. */
  readonly name: string
  readonly severity: Severity
  /**
   * Gives `row_no`, `code` (of shared/reasons.ts), `target` and `says` (jsonb, what fills the sentence), at most one line a row, code and target.
   * Null where the rule has nothing to ask here. Rows come from `census_row as r` within SCOPE.
   */
  sql(context: RuleContext): string | null
}

/** Rows that are judged: all, or those that were just corrected. Bindings `censusId` and `only`. */
export const SCOPE =
  'r.census_id = :censusId::bigint and (:only::int[] is null or r.row_no = any (:only::int[]))'
