/** Staged rows of a delivery as the client shows them: what they say, what is wrong with them, and how they differ. Points are [lon, lat], EPSG:4490. */
import { lonLatOf, pointOf } from '../components/point-of.ts'
import { type Connection, one, rows } from '../db/database.ts'
import { beginningWith } from '../db/like.ts'
import { NotFound } from '../errors.ts'
import type { CensusRow } from '../shared/census.ts'
import { type ReasonCode, reason } from '../shared/reasons.ts'
import { ROLES } from '../shared/words.ts'
import { ACCEPTED } from './difference/good-row.ts'
import { readChanges } from './difference/row-changes.ts'
import { ATTRIBUTES, ROLE_PARTS, rolePart } from './staging/said-columns.ts'

export type RowFilter = {
  readonly layer?: number | undefined
  readonly severity?: string | undefined
  readonly finding?: string | undefined
  readonly kind?: string | undefined
  readonly q?: string | undefined
  readonly row?: number | undefined
}

/** Target → column of `census_row`, of all that a row can say. */
export const SAID_COLUMNS: Readonly<Record<string, string>> = {
  ...ATTRIBUTES,
  key: 'key',
  ...Object.fromEntries(
    ROLES.flatMap((role) => ROLE_PARTS.map((part) => [rolePart(role, part), `${role}_${part}`])),
  ),
}

const SAID = `jsonb_strip_nulls(jsonb_build_object(${Object.entries(SAID_COLUMNS)
  .map(([target, column]) => `'${target}', r.${column}`)
  .join(', ')}))`

type Found = Omit<CensusRow, 'findings' | 'difference'> & {
  readonly findings: { code: ReasonCode; severity: 'error'; target: string; says: Record<string, unknown> }[]
  readonly difference: Omit<NonNullable<CensusRow['difference']>, 'changes'> | null
}

const ROW = `
  r.row_no as "rowNo", l.name as layer, r.source_row as "sourceRow", ${SAID} as said, r.extra as extra,
  case when r.geom is not null then ${lonLatOf('p.point')} end as point,
  coalesce((select jsonb_agg(jsonb_build_object('code', f.code, 'severity', f.severity, 'target', f.target, 'says', f.says)
                             order by f.severity = 'error' desc, f.severity = 'warning' desc, f.code, f.target)
              from census_finding as f
             where f.census_id = r.census_id and f.row_no = r.row_no), '[]') as findings,
  case when d.row_no is not null
       then json_build_object('kind', d.kind, 'componentId', d.component_id, 'distanceM', d.distance_m, 'nearId', d.near_id,
                              'accepted', d.accepted, 'taken', ${ACCEPTED}) end as difference`

const FROM = `
       from census_row as r
       join census as z on z.id = r.census_id
       join census_layer as l on l.census_id = r.census_id and l.layer_no = r.layer_no
      cross join lateral (select ${pointOf('r.geom')} as point) as p
       left join census_difference as d on d.census_id = r.census_id and d.row_no = r.row_no`

/** Alone in its conditions, so that counting 231,000 rows takes no more than it must. */
const conditions = ({ layer, severity, finding, kind, q, row }: RowFilter): string =>
  [
    layer !== undefined && 'and r.layer_no = :layer::int',
    row !== undefined && 'and r.row_no = :row::int',
    q !== undefined && `and r.code like :q::text`,
    (severity !== undefined || finding !== undefined) &&
      `and exists (
          select from census_finding as f
           where f.census_id = r.census_id
             and f.row_no = r.row_no
             ${finding === undefined ? '' : 'and f.code = :finding::text'}
             ${severity === undefined ? '' : 'and f.severity = :severity::text'})`,
    kind !== undefined &&
      `and exists (
          select from census_difference as k
           where k.census_id = r.census_id and k.row_no = r.row_no and k.kind = :kind::text)`,
  ]
    .filter((condition) => condition !== false)
    .join('\n        ')

const complete = async (db: Connection, censusId: number, found: readonly Found[]): Promise<CensusRow[]> => {
  const differing = found.filter(({ difference }) => difference !== null && difference.kind !== 'same')
  const changes = await readChanges(
    db,
    censusId,
    differing.map(({ rowNo }) => rowNo),
  )
  return found.map(({ findings, difference, ...row }) => ({
    ...row,
    findings: findings.map(({ says, code, severity, target }) => {
      const { zh, en } = reason(code, null, says)
      return { code, severity, target, zh, en }
    }),
    difference: difference && { ...difference, changes: changes.get(row.rowNo) ?? [] },
  }))
}

/** In order of their numbers. */
export const listRowsAfter = async (
  db: Connection,
  censusId: number,
  filter: RowFilter,
  { after, limit }: { after: number | null; limit: number },
): Promise<{ found: CensusRow[]; total: number }> => {
  const where = conditions(filter)
  const bindings = { ...filter, censusId, q: filter.q === undefined ? null : beginningWith(filter.q) }
  const found = await rows<Found>(
    db,
    `select ${ROW}
       ${FROM}
      where r.census_id = :censusId::bigint
        and r.row_no > :after::int
        ${where}
      order by r.row_no
      limit :limit::int`,
    { ...bindings, after: after ?? 0, limit },
  )
  const { total } = await one<{ total: number }>(
    db,
    `select count(*) as total
       from census_row as r
      where r.census_id = :censusId::bigint
        ${where}`,
    bindings,
  )
  return { found: await complete(db, censusId, found), total }
}

/** Throws NotFound. */
export const getRow = async (db: Connection, censusId: number, rowNo: number): Promise<CensusRow> => {
  const { found } = await listRowsAfter(db, censusId, { row: rowNo }, { after: null, limit: 1 })
  const [row] = found
  if (!row) throw new NotFound('no_such_row', `Delivery ${censusId} has no row ${rowNo}.`)
  return row
}
