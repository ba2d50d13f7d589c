/** What is known of a census at any stage, in figures and words: rows by verdict, findings by reason with examples, kinds of difference, points outside. */
import { type Connection, one, rows } from '../db/database.ts'
import { DIFFERENCE_KINDS } from '../shared/census.ts'
import { type ReasonCode, reason } from '../shared/reasons.ts'
import type { Severity } from './staging/said-row.ts'

export type FindingSummary = {
  readonly code: ReasonCode
  readonly severity: Severity
  /** Rows. */
  readonly count: number
  readonly examples: {
    readonly rowNo: number
    readonly layer: string
    readonly sourceRow: number
    readonly code: string | null
    readonly zh: string
    readonly en: string
  }[]
}

type DifferenceKind = (typeof DIFFERENCE_KINDS)[number]

export type CensusCounts = { readonly total: number; readonly refused: number; readonly missing: number } & {
  readonly [kind in DifferenceKind]: number
}

/** Rows in quarantine are the refused ones. */
export const countCensus = async (db: Connection, censusId: number): Promise<CensusCounts> => {
  const { total, refused, missing } = await one<{ total: number; refused: number; missing: number }>(
    db,
    `select (select count(*) from census_row as r where r.census_id = :censusId::bigint) as total,
            (select count(distinct f.row_no) from census_finding as f
              where f.census_id = :censusId::bigint and f.severity = 'error') as refused,
            (select count(*) from census_missing as x where x.census_id = :censusId::bigint) as missing`,
    { censusId },
  )
  const kinds = await rows<{ kind: DifferenceKind; count: number }>(
    db,
    `select d.kind as kind, count(*) as count
       from census_difference as d
      where d.census_id = :censusId::bigint
      group by d.kind`,
    { censusId },
  )
  const counted = new Map(kinds.map(({ kind, count }) => [kind, count]))
  const byKind = Object.fromEntries(DIFFERENCE_KINDS.map((kind) => [kind, counted.get(kind) ?? 0]))
  return { total, refused, missing, ...(byKind as Record<DifferenceKind, number>) }
}

/** Takes the counts anew, and keeps them with the census. */
export const keepCounts = async (db: Connection, censusId: number): Promise<void> => {
  await rows(db, `update census as z set counts = :counts::jsonb where z.id = :censusId::bigint`, {
    censusId,
    counts: JSON.stringify(await countCensus(db, censusId)),
  })
}

const EXAMPLES = 5

/** Errors first, then by how many rows they concern. */
export const summariseFindings = async (db: Connection, censusId: number): Promise<FindingSummary[]> => {
  const found = await rows<{
    code: ReasonCode
    severity: Severity
    count: number
    examples: {
      rowNo: number
      layer: string
      sourceRow: number
      code: string | null
      says: Record<string, unknown>
    }[]
  }>(
    db,
    `with counted as (
       select f.code, f.severity, count(*) as count
         from census_finding as f
        where f.census_id = :censusId::bigint
        group by f.code, f.severity)
     select c.code as code, c.severity as severity, c.count as count, few.examples as examples
       from counted as c
      cross join lateral (
        select jsonb_agg(jsonb_build_object('rowNo', q.row_no, 'layer', l.name, 'sourceRow', r.source_row, 'code', r.code, 'says', q.says)
                         order by q.row_no) as examples
          from (
            select f.row_no, f.says
              from census_finding as f
             where f.census_id = :censusId::bigint
               and f.code = c.code
               and f.severity = c.severity
             order by f.row_no
             limit ${EXAMPLES}) as q
          join census_row as r on r.census_id = :censusId::bigint and r.row_no = q.row_no
          join census_layer as l on l.census_id = r.census_id and l.layer_no = r.layer_no) as few
      order by (c.severity = 'error') desc, (c.severity = 'warning') desc, c.count desc, c.code`,
    { censusId },
  )
  return found.map(({ examples, ...summary }) => ({
    ...summary,
    examples: examples.map(({ says, ...example }) => {
      const { zh, en } = reason(summary.code, null, says)
      return { ...example, zh, en }
    }),
  }))
}

/** Of the components that a batch left standing: in no grid of any scheme, how many, and the codes of the first hundred. */
export const findOutside = (
  db: Connection,
  censusId: number,
): Promise<{ outside: number; outsideCodes: string[] }> =>
  one(
    db,
    `select count(*) as outside, coalesce((array_agg(r.code order by r.row_no))[1:100], '{}') as "outsideCodes"
       from census_difference as d
       join census_row as r on r.census_id = d.census_id and r.row_no = d.row_no
      where d.census_id = :censusId::bigint
        and exists (
          select from component_version as v where v.component_id = d.component_id and v.valid_to is null)
        and not exists (
          select from component_grid as c where c.component_id = d.component_id and c.valid_to is null)`,
    { censusId },
  )

/** Units that nobody knows and that a commit may make. */
export const countUnitsToMake = async (db: Connection, censusId: number): Promise<number> =>
  (
    await one<{ count: number }>(
      db,
      `select count(distinct u.unit_id) as count from census_unit as u
        where u.census_id = :censusId::bigint and u.made is not null`,
      { censusId },
    )
  ).count
