/** Quarantined rows as a table to be corrected and sent back: row number, all that a row can say, its other fields, its place (EPSG:4490) and why it is refused. */
import { type Connection, one, rows } from '../../db/database.ts'
import type { Column, Row, Table } from '../../exports/table.ts'
import { type ReasonCode, reason } from '../../shared/reasons.ts'
import { SAID_COLUMNS } from '../census-rows.queries.ts'

/** By which a corrected row is known again. */
export const ROW_NO = 'rowNo'
export const LON = 'lon'
export const LAT = 'lat'

const BATCH = 1_000

/** SQL: row `r` waits in quarantine. */
const QUARANTINED = `
  exists (
    select from census_finding as f
     where f.census_id = r.census_id and f.row_no = r.row_no and f.severity = 'error')`

/** Targets that any layer has a field for, and names of other fields that quarantined rows have. */
const readNames = (db: Connection, censusId: number): Promise<{ stated: string[]; extra: string[] }> =>
  one(
    db,
    `select coalesce((select array_agg(distinct s.target)
                        from census_layer as l
                       cross join lateral unnest(l.stated) as s (target)
                       where l.census_id = :censusId::bigint), '{}') as stated,
            coalesce((select array_agg(distinct k.name order by k.name)
                        from census_row as r
                       cross join lateral jsonb_object_keys(r.extra) as k (name)
                       where r.census_id = :censusId::bigint
                         and ${QUARANTINED}), '{}') as extra`,
    { censusId },
  )

type Found = {
  readonly rowNo: number
  readonly layer: string
  readonly sourceRow: number
  readonly said: Readonly<Record<string, string | null>>
  readonly extra: Readonly<Record<string, unknown>>
  readonly lon: string | null
  readonly lat: string | null
  readonly findings: readonly { code: ReasonCode; says: Record<string, unknown> }[]
}

/** A place is given to be corrected only where it is a point: of a line or area there would be nothing left but that. */
const readAfter = (db: Connection, censusId: number, after: number): Promise<Found[]> =>
  rows<Found>(
    db,
    `select r.row_no as "rowNo", l.name as layer, r.source_row as "sourceRow", r.extra as extra,
            jsonb_build_object(${Object.entries(SAID_COLUMNS)
              .map(([target, column]) => `'${target}', r.${column}`)
              .join(', ')}) as said,
            case when geometrytype(r.geom) = 'POINT' then st_x(r.geom)::text end as lon,
            case when geometrytype(r.geom) = 'POINT' then st_y(r.geom)::text end as lat,
            (select jsonb_agg(jsonb_build_object('code', f.code, 'says', f.says) order by f.code, f.target)
               from census_finding as f
              where f.census_id = r.census_id and f.row_no = r.row_no and f.severity = 'error') as findings
       from census_row as r
       join census_layer as l on l.census_id = r.census_id and l.layer_no = r.layer_no
      where r.census_id = :censusId::bigint
        and r.row_no > :after::int
        and ${QUARANTINED}
      order by r.row_no
      limit ${BATCH}`,
    { censusId, after },
  )

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)

/** All are texts: a spreadsheet would take digits from a long code. */
const column = (name: string, width: number): Column => ({ name, kind: 'text', width })

/** In order of their numbers. */
export const quarantineTable = async (db: Connection, censusId: number): Promise<Table> => {
  const { stated, extra } = await readNames(db, censusId)
  const targets = Object.keys(SAID_COLUMNS).filter((target) => target === 'code' || stated.includes(target))
  const lineOf = (row: Found): Row => {
    const reasons = row.findings.map(({ code, says }) => reason(code, null, says))
    const values = [
      String(row.rowNo),
      reasons.map(({ zh }) => zh).join('；'),
      reasons.map(({ en }) => en).join('; '),
      row.layer,
      String(row.sourceRow),
      ...targets.map((target) => row.said[target] ?? null),
      row.lon,
      row.lat,
      ...extra.map((name) => textOf(row.extra[name])),
    ]
    return { id: row.rowNo, values, geometry: null }
  }
  async function* batches(): AsyncGenerator<Row[]> {
    let after = 0
    for (;;) {
      const found = await readAfter(db, censusId, after)
      if (found.length > 0) yield found.map(lineOf)
      if (found.length < BATCH) return
      after = found.at(-1)?.rowNo ?? after
    }
  }
  return {
    name: `quarantine ${censusId}`,
    columns: [
      column(ROW_NO, 8),
      column('原因', 40),
      column('reasons', 40),
      column('layer', 20),
      column('sourceRow', 10),
      ...targets.map((target) => column(target, 18)),
      column(LON, 12),
      column(LAT, 12),
      ...extra.map((name) => column(`extra.${name}`, 16)),
    ],
    rows: batches(),
  }
}
