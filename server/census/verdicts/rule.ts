/** What a rule of a census is: one question to the staged rows, answered by one statement with the rows that fail it. */
import type { ClassCatalogue } from '../../imports/catalogue.ts'
import type { ReasonCode } from '../../shared/reasons.ts'
import type { Severity } from '../staging/said-row.ts'

/** What rules may ask beside the rows; numbers and codes of checked form are written into the statement. */
export type RuleContext = {
  readonly catalogue: ClassCatalogue
  /** Metric system of the district; null before it has grids. */
  readonly srid: number | null
  /** A stated grid may be off by so much beside a border. */
  readonly edgeM: number
  /** The highest level with grids of each scheme: together they are the district's ground. */
  readonly topLevels: readonly number[]
  /** The deepest level with grids of each scheme of unit grids; without such schemes, of every scheme. */
  readonly unitLevels: readonly number[]
  /** Credit codes that rows name, letters and digits only, with the check character that would be right. */
  readonly wrongCreditCodes: readonly { readonly code: string; readonly expected: string }[]
}

export type Rule = {
  /** As the file is called. */
  readonly name: string
  /** Of all that it finds, or by the code that it finds. */
  readonly severity: Severity | Readonly<Partial<Record<ReasonCode, Severity>>>
  /**
   * Gives `row_no`, `code` (of shared/reasons.ts), `target` and `says` (jsonb, what fills the sentence), at most one line a row, code and target.
   * Null where the rule has nothing to ask here. Rows come from `census_row as r` within SCOPE.
   */
  sql(context: RuleContext): string | null
}

/** Rows that are judged: all, or those that were just corrected. Bindings `censusId` and `only`. */
export const SCOPE =
  'r.census_id = :censusId::bigint and (:only::int[] is null or r.row_no = any (:only::int[]))'

/** SQL: row `r` has a place that can be asked about: PostGIS throws at some invalid shapes. */
export const PLACED = `
  r.geom is not null
  and not exists (
    select from census_finding as f
     where f.census_id = r.census_id and f.row_no = r.row_no and f.severity = 'error' and f.target = 'place')`
