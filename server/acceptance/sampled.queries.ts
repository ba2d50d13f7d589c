/** Components of a sample: listed in the order of the field sheet, and what an inspector found of one. Points are [lon, lat], EPSG:4490; offsets in metres. */
import { lonLatOf } from '../components/point-of.ts'
import { type Connection, one, rows } from '../db/database.ts'
import { InvalidInput, NotFound } from '../errors.ts'
import type { FieldResult, SampledComponent } from '../shared/acceptance.contract.ts'
import { type LonLat, toLonLat } from '../shared/crs.ts'

/** JSON of the contract's class, from `class` under this alias. */
export const classOf = (alias: string): string =>
  `json_build_object('id', ${alias}.id, 'code', ${alias}.code, 'nameZh', ${alias}.name_zh, 'nameEn', ${alias}.name_en)`

const COMPONENT = `
  s.no as no, s.grid_id as "gridId", g.code as "gridCode", s.code as code, ${classOf('k')} as class, s.says as says,
  ${lonLatOf('s.place')} as point, s.outcome as outcome, s.wrong as wrong,
  case when s.measured is not null then ${lonLatOf('s.measured')} end as measured, s.offset_m as "offsetM", s.note as note,
  s.actor as by, s.entered_at as at`

const FROM = `
       from sampled_component as s
       join sampled_grid as g on g.acceptance_id = s.acceptance_id and g.grid_id = s.grid_id
       join class as k on k.id = s.class_id`

/** `gridId` null: of all grids. */
export const listSampledAfter = async (
  db: Connection,
  acceptanceId: number,
  { gridId, after, limit }: { gridId: number | null; after: number | null; limit: number },
): Promise<{ found: SampledComponent[]; total: number }> => {
  const found = await rows<SampledComponent>(
    db,
    `select ${COMPONENT}
       ${FROM}
      where s.acceptance_id = :acceptanceId::bigint
        and s.no > :after::int
        and (:gridId::bigint is null or s.grid_id = :gridId::bigint)
      order by s.no
      limit :limit::int`,
    { acceptanceId, gridId, after: after ?? 0, limit },
  )
  const { total } = await one<{ total: number }>(
    db,
    `select count(*) as total
       from sampled_component as s
      where s.acceptance_id = :acceptanceId::bigint
        and (:gridId::bigint is null or s.grid_id = :gridId::bigint)`,
    { acceptanceId, gridId },
  )
  return { found, total }
}

/** Throws NotFound. */
export const getSampled = async (
  db: Connection,
  acceptanceId: number,
  no: number,
): Promise<SampledComponent> => {
  const [found] = await rows<SampledComponent>(
    db,
    `select ${COMPONENT}
       ${FROM}
      where s.acceptance_id = :acceptanceId::bigint
        and s.no = :no::int`,
    { acceptanceId, no },
  )
  if (found) return found
  throw new NotFound('no_such_sampled', `The sample has no component ${no}.`)
}

/** Farther off than this it is another component, or another CRS than the one named. */
export const FARTHEST_M = 1_000

/** A result as it is stored. */
export type Entered = Omit<FieldResult, 'measured'> & { readonly no: number; readonly point: LonLat | null }

/** Throws InvalidInput where the position cannot exist in its CRS. */
export const pointIn = ({ crs, x, y }: { crs: string; x: number; y: number }, field: string): LonLat => {
  const point = toLonLat(crs, [x, y])
  if (point) return point
  throw new InvalidInput('coordinates_out_of_range', `${x}, ${y} is no position in ${crs}.`, { field })
}

/** Writes results by their numbers, the offset by what was measured; gives the numbers of those whose position is too far off, of which nothing is written. */
export const enterResults = async (
  trx: Connection,
  acceptanceId: number,
  results: readonly Entered[],
  actor: string,
): Promise<{ entered: number[]; tooFar: number[] }> => {
  const done = await rows<{ no: number; near: boolean }>(
    trx,
    `with given as (
       select e.no, e.outcome, e.wrong, e.note, e.offset_m as said_m,
              case when e.lon is not null then st_setsrid(st_makepoint(e.lon, e.lat), 4490) end as measured
         from jsonb_to_recordset(:results::jsonb)
           as e (no int, outcome text, wrong jsonb, note text, offset_m float8, lon float8, lat float8)),
     offsets as (
       select g.*, coalesce(st_distance(g.measured::geography, s.place::geography), g.said_m) as off_m
         from given as g
         join sampled_component as s on s.acceptance_id = :acceptanceId::bigint and s.no = g.no),
     entered as (
       update sampled_component as s
          set outcome = o.outcome, wrong = array(select jsonb_array_elements_text(o.wrong)), note = o.note,
              measured = o.measured, offset_m = o.off_m,
              actor = case when o.outcome is not null then :actor::text end,
              entered_at = case when o.outcome is not null then clock_timestamp() end
         from offsets as o
        where s.acceptance_id = :acceptanceId::bigint
          and s.no = o.no
          and coalesce(o.off_m, 0) <= ${FARTHEST_M}
       returning s.no)
     select o.no as no, coalesce(o.off_m, 0) <= ${FARTHEST_M} as near from offsets as o`,
    {
      acceptanceId,
      actor,
      results: JSON.stringify(
        results.map(({ no, outcome, wrong, note, offsetM, point }) => ({
          no,
          outcome,
          wrong,
          note,
          offset_m: offsetM,
          lon: point?.[0],
          lat: point?.[1],
        })),
      ),
    },
  )
  return {
    entered: done.filter(({ near }) => near).map(({ no }) => no),
    tooFar: done.filter(({ near }) => !near).map(({ no }) => no),
  }
}
