/** Judges the staged rows of a census: understands their words, applies the rules, and says where a wrong setting, not the rows, is to blame. */
import { type Connection, one, rows } from '../../db/database.ts'
import { loadClasses } from '../../imports/catalogue.ts'
import type { NewUnit } from '../../imports/units.ts'
import type { Said } from '../../readers/source.ts'
import type { ReasonCode } from '../../shared/reasons.ts'
import type { Severity } from '../staging/said-row.ts'
import type { RuleContext } from './rule.ts'
import { readRuleContext } from './rule-context.ts'
import { RULES } from './rules.ts'
import { understandClasses } from './understand-classes.ts'
import { understandRows } from './understand-rows.ts'
import { understandUnits } from './understand-units.ts'
import { understandWords } from './understand-words.ts'

export type JudgeOptions = {
  readonly edition: string
  readonly units: { readonly create: boolean; readonly declared: readonly NewUnit[] }
  readonly edgeM: number
}

/** Deletes what the rules found before, of all rows or of those that were corrected; what reading found stays. */
const clearFindings = (trx: Connection, censusId: number, only: readonly number[] | null) =>
  rows(
    trx,
    `delete from census_finding as r
      where r.census_id = :censusId::bigint
        and (:only::int[] is null or r.row_no = any (:only::int[]))
        and not r.by_reader`,
    { censusId, only },
  )

const severityByCode = (severities: Readonly<Partial<Record<ReasonCode, Severity>>>): string =>
  `case q.code ${Object.entries(severities)
    .map(([code, severity]) => `when '${code}' then '${severity}'`)
    .join(' ')} end`

const applyRules = async (
  trx: Connection,
  censusId: number,
  context: RuleContext,
  only: readonly number[] | null,
): Promise<void> => {
  await clearFindings(trx, censusId, only)
  for (const { severity, sql } of RULES) {
    const found = sql(context)
    if (found === null) continue
    const by = typeof severity === 'string' ? `'${severity}'` : severityByCode(severity)
    await rows(
      trx,
      `insert into census_finding (census_id, row_no, code, severity, target, says)
       select :censusId::bigint, q.row_no, q.code, ${by}, q.target, jsonb_strip_nulls(q.says)
         from (${found}) as q
           on conflict do nothing`,
      { censusId, only },
    )
  }
}

/** Beyond this share of the rows a fault of place or text is a wrong setting. */
const TOO_MANY = 0.2
/** A handful of bad rows in a small delivery is just that. */
const FEW = 10
const CRS: Said = ['坐标系', 'CRS']
const FIELDS: Said = ['坐标字段', 'fields of the coordinates']
/** What is wrong with so many rows, and which setting makes it so. */
const SETTING_FAULTS = {
  coordinate_range: { what: ['坐标超出范围', 'coordinates out of range'], setting: CRS },
  coordinate_swapped: {
    what: ['坐标轴颠倒', 'coordinates turned round'],
    setting: ['坐标轴顺序', 'order of the coordinates'],
  },
  geometry_missing: { what: ['没有位置', 'no place'], setting: FIELDS },
  geometry_unreadable: { what: ['位置读不出', 'unreadable places'], setting: FIELDS },
  text_undecodable: { what: ['文字读不出', 'unreadable texts'], setting: ['编码', 'encoding'] },
  far_from_district: { what: ['位置远离本区', 'places far from the district'], setting: CRS },
  grid_disagrees: { what: ['位置不在填写的网格内', 'places outside the stated grids'], setting: CRS },
  grid_outside: { what: ['位置不在填写的网格内', 'places outside the stated grids'], setting: CRS },
} as const satisfies Partial<Record<ReasonCode, { what: Said; setting: Said }>>

/** One sentence where more than a fifth of the rows fail for one reason of place or text; else null. */
export const findWrongSetting = async (trx: Connection, censusId: number): Promise<Said | null> => {
  const { code, count, total } = await one<{
    code: keyof typeof SETTING_FAULTS | null
    count: number
    total: number
  }>(
    trx,
    `with worst as (
       select f.code, count(distinct f.row_no) as count
         from census_finding as f
        where f.census_id = :censusId::bigint
          and f.severity = 'error'
          and f.code = any (:codes::text[])
        group by f.code
        order by count desc
        limit 1)
     select w.code as code, coalesce(w.count, 0) as count,
            (select count(*) from census_row as r where r.census_id = :censusId::bigint) as total
       from (select 1) as one
       left join worst as w on true`,
    { censusId, codes: Object.keys(SETTING_FAULTS) },
  )
  if (code === null || count <= FEW || count <= TOO_MANY * total) return null
  const { what, setting } = SETTING_FAULTS[code]
  const share = Math.round((100 * count) / total)
  return [
    `${count} 行（${share} %）因同一原因（${what[0]}）不可用：请检查${setting[0]}的设置，而不是逐行修改`,
    `${count} rows (${share} %) fail for one reason (${what[1]}): the ${setting[1]} is set wrong; correct that, not the rows.`,
  ]
}

/** All rows, or `only` those that were corrected, with all that share a code or key with them; in the caller's transaction. */
export const judge = async (
  trx: Connection,
  censusId: number,
  { edition, units, edgeM }: JudgeOptions,
  only: readonly number[] | null = null,
): Promise<void> => {
  const catalogue = await loadClasses(trx, edition)
  await understandWords(trx, censusId, only)
  await understandClasses(trx, censusId, catalogue, only)
  await understandUnits(trx, censusId, units, only)
  await understandRows(trx, censusId, catalogue, only)
  await applyRules(trx, censusId, await readRuleContext(trx, censusId, { catalogue, edgeM }), only)
}
