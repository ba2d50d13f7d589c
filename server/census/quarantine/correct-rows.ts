/** Writes what surveyors corrected into staged rows: texts as they say them now, and a place in EPSG:4490. What reading had found wrong with just that is no longer so. */
import { type Connection, rows } from '../../db/database.ts'
import { InvalidInput } from '../../errors.ts'
import { cleanText } from '../../imports/text-value.ts'
import { SAID_COLUMNS } from '../census-rows.queries.ts'

export type Correction = {
  readonly rowNo: number
  /** Target → text; an empty one takes the value away. */
  readonly said: Readonly<Record<string, string>>
  readonly point?: readonly [lon: number, lat: number] | undefined
}

/** Throws InvalidInput for a target that no row has. */
export const requireKnownTargets = (targets: readonly string[]): void => {
  const unknown = targets.find((target) => !Object.hasOwn(SAID_COLUMNS, target))
  if (unknown !== undefined)
    throw new InvalidInput('no_such_target', `said: a row says nothing of ${unknown}`, { field: unknown })
}

const CORRECTIONS = `
  with given as (
    select c.row_no, c.said::jsonb as said, c.targets::jsonb as targets,
           case when c.lon is not null then st_setsrid(st_makepoint(c.lon, c.lat), 4490) end as place
      from unnest(:rowNos::int[], :said::text[], :targets::text[], :lon::float8[], :lat::float8[])
           as c (row_no, said, targets, lon, lat))`

const bindingsOf = (censusId: number, corrections: readonly Correction[]) => ({
  censusId,
  rowNos: corrections.map(({ rowNo }) => rowNo),
  said: corrections.map(({ said }) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(said).map(([target, text]) => [target, cleanText(text).trim()])),
    ),
  ),
  targets: corrections.map(({ said, point }) =>
    JSON.stringify([...Object.keys(said), ...(point ? ['place'] : [])]),
  ),
  lon: corrections.map(({ point }) => point?.[0] ?? null),
  lat: corrections.map(({ point }) => point?.[1] ?? null),
})

const SETS = Object.entries(SAID_COLUMNS).map(
  ([target, column]) =>
    `${column} = case when jsonb_exists(c.said, '${target}') then nullif(c.said->>'${target}', '') else r.${column} end`,
)
const DIFFERS = Object.entries(SAID_COLUMNS).map(
  ([target, column]) =>
    `(jsonb_exists(c.said, '${target}') and r.${column} is distinct from nullif(c.said->>'${target}', ''))`,
)

/** Those of rows that the delivery has. */
export const keepKnown = async (
  trx: Connection,
  censusId: number,
  corrections: readonly Correction[],
): Promise<Correction[]> => {
  const known = await rows<{ rowNo: number }>(
    trx,
    `select r.row_no as "rowNo"
       from census_row as r
      where r.census_id = :censusId::bigint
        and r.row_no = any (:rowNos::int[])`,
    { censusId, rowNos: corrections.map(({ rowNo }) => rowNo) },
  )
  const numbers = new Set(known.map(({ rowNo }) => rowNo))
  return corrections.filter(({ rowNo }) => numbers.has(rowNo))
}

/** Gives the numbers of the rows that say something else now. */
export const correctRows = async (
  trx: Connection,
  censusId: number,
  corrections: readonly Correction[],
): Promise<number[]> => {
  const bindings = bindingsOf(censusId, corrections)
  const corrected = await rows<{ rowNo: number }>(
    trx,
    `${CORRECTIONS}
     update census_row as r
        set ${SETS.join(',\n            ')},
            geom = coalesce(c.place, r.geom),
            source_crs = case when c.place is null then r.source_crs else 'EPSG:4490' end,
            source_geom = case when c.place is null then r.source_geom end
       from given as c
      where r.census_id = :censusId::bigint
        and r.row_no = c.row_no
        and ((c.place is not null and r.geom is distinct from c.place) or ${DIFFERS.join('\n             or ')})
     returning r.row_no as "rowNo"`,
    bindings,
  )
  await rows(
    trx,
    `${CORRECTIONS}
     delete from census_finding as f
      using given as c
      where f.census_id = :censusId::bigint
        and f.row_no = c.row_no
        and f.by_reader
        and (jsonb_exists(c.targets, f.target)
             or (f.target = '' and f.severity = 'error' and c.said <> '{}'))`,
    bindings,
  )
  return corrected.map(({ rowNo }) => rowNo)
}
