/**
 * Draws the sample of a delivery: unit grids, the likelier the more components the delivery has in them, and of every class at least one grid that holds it.
 * The order comes from the seed and the grids' codes alone, so the same delivery, however its rows are ordered, gives the same sample. EPSG:4490.
 */
import { type Connection, one, rows } from '../db/database.ts'
import { Conflict } from '../errors.ts'
import { listSchemeLevels, locatingCtes, placeOf, type SchemeLevels } from '../grids/locating.ts'
import type { SampleRule } from '../shared/acceptance-limits.ts'
import { ROLES } from '../shared/words.ts'
import { wantedGrids } from './sample-rule.ts'

/** What can be seen in the field, or asked there, and so be found wrong. */
const CHECKED = ['name', 'state', 'location', 'note', ...ROLES] as const

const unitScheme = async (trx: Connection): Promise<SchemeLevels> => {
  const [unit] = await rows<{ id: number }>(
    trx,
    `select s.id as id
       from scheme as s
      where exists (
        select from grid_version as g join level as l on l.id = g.level_id
         where l.scheme_id = s.id and g.valid_to is null)
      order by (s.purpose = 'unit') desc, s.rank
      limit 1`,
  )
  const scheme = (await listSchemeLevels(trx)).find(({ schemeId }) => schemeId === unit?.id)
  if (scheme) return scheme
  throw new Conflict('no_grids', 'The registry has no grids of which a sample could be drawn.')
}

const statedTargets = async (trx: Connection, censusId: number): Promise<string[]> => {
  const { stated } = await one<{ stated: string[] }>(
    trx,
    `select coalesce(array_agg(distinct split_part(s.target, '.', 1)), '{}') as stated
       from census_layer as l
      cross join lateral unnest(l.stated) as s (target)
      where l.census_id = :censusId::bigint
        and l.included`,
    { censusId },
  )
  return ['class', ...CHECKED.filter((target) => stated.includes(target))]
}

const role = (name: string): string =>
  `nullif(concat_ws(' ', coalesce(r.${name}_name, r.${name}_unit), r.${name}_code), '')`

/** Only of targets that are checked: what the delivery does not speak of is not asked. */
const SAYS = `
  jsonb_strip_nulls(jsonb_build_object(
    'class', concat_ws(' ', k.code, k.name_zh), 'name', r.name, 'state', r.state, 'location', r.location, 'note', r.note,
    ${ROLES.map((name) => `'${name}', ${role(name)}`).join(', ')}))`

/** From 2⁻⁵² to 1, the same on every database: 13 hexadecimal digits of a hash. */
const UNIFORM = `(('x' || left(md5(:seed::text || ':' || g.code), 13))::bit(52)::bigint + 1) / 4503599627370496.0::float8`

/**
 * Weighted sampling without replacement: the shortest of exponential waits whose rates are the sizes. Steps hand on by windows and not by joins, because nothing
 * is known of their sizes: joined, 231,000 rows were compared with one another for minutes.
 */
const chosenCtes = (scheme: SchemeLevels, rule: SampleRule): string => `
  point as materialized (
    select r.row_no as id, ${placeOf('r.geom')} as place
      from census_difference as d
      join census_row as r on r.census_id = d.census_id and r.row_no = d.row_no
     where d.census_id = :censusId::bigint),
  ${locatingCtes(scheme, 'many')},
  lot as materialized (
    select l.id as row_no, l.grid_id, m.class_id
      from located_${scheme.schemeId} as l
      join census_meaning as m on m.census_id = :censusId::bigint and m.row_no = l.id),
  part as (
    select q.grid_id, q.class_id, sum(count(*)) over (partition by q.grid_id)::int as components
      from lot as q
     group by q.grid_id, q.class_id),
  named as (
    select p.*, g.code, g.name, -ln(${UNIFORM}) / p.components as wait
      from part as p
      join grid_version as g on g.grid_id = p.grid_id and g.valid_to is null),
  first_of as (
    select n.*, row_number() over (partition by n.class_id order by n.wait, n.code collate "C") = 1 as of_class
      from named as n),
  ranked as materialized (
    select f.grid_id, f.code, f.name, f.components, bool_or(f.of_class) as of_class, count(*) over () as grids,
           row_number() over (order by not bool_or(f.of_class), f.wait, f.code collate "C") as place_no
      from first_of as f
     group by f.grid_id, f.code, f.name, f.components, f.wait),
  chosen as materialized (
    select x.grid_id, x.code, x.name, x.components, x.place_no
      from ranked as x
     where x.of_class or x.place_no <= ${wantedGrids(rule, 'x.grids')}),
  held as materialized (
    select q.row_no, q.grid_id, q.class_id
      from lot as q
     where q.grid_id = any (array(select c.grid_id from chosen as c)))`

const insertSample = (scheme: SchemeLevels, rule: SampleRule): string => `
  with ${chosenCtes(scheme, rule)},
  drawn as (
    insert into census_acceptance (census_id, draw_no, seed, rule, components, grids, outside, targets, actor)
    select :censusId::bigint,
           (select count(*) + 1 from census_acceptance as e where e.census_id = :censusId::bigint),
           :seed::int, :rule::jsonb, (select count(*) from lot), (select count(*) from ranked),
           (select count(*) from point) - (select count(*) from lot), :targets::text[], :actor::text
    returning id, draw_no),
  grids as (
    insert into sampled_grid (acceptance_id, grid_id, place_no, code, name, components)
    select a.id, c.grid_id, c.place_no, c.code, c.name, c.components
      from drawn as a cross join chosen as c
    returning grid_id),
  items as (
    insert into sampled_component (acceptance_id, no, grid_id, row_no, code, class_id, says, place)
    select a.id, row_number() over (order by c.place_no, r.code collate "C", r.row_no), q.grid_id, r.row_no, r.code, q.class_id,
           (select jsonb_object_agg(e.key, e.value) from jsonb_each(${SAYS}) as e where e.key = any (:targets::text[])),
           ${placeOf('r.geom')}
      from drawn as a
     cross join held as q
      join chosen as c on c.grid_id = q.grid_id
      join census_row as r on r.census_id = :censusId::bigint and r.row_no = q.row_no
      join class as k on k.id = q.class_id
    returning no)
  select a.id as id, a.draw_no as "drawNo", (select count(*) from grids) as grids, (select count(*) from items) as components
    from drawn as a`

export type Drawn = {
  readonly id: number
  readonly drawNo: number
  readonly grids: number
  readonly components: number
}

/** In the caller's transaction, which holds the delivery: 231,000 rows in 4,900 grids take about as long as placing them at the commit. Throws Conflict where there is nothing to draw from. */
export const drawSample = async (
  trx: Connection,
  draw: {
    readonly censusId: number
    readonly seed: number
    readonly rule: SampleRule
    readonly actor: string
  },
): Promise<Drawn> => {
  // Sorts of a whole delivery; with the usual 4 MB they go to disk.
  await trx.raw(`set local work_mem = '64MB'`)
  const scheme = await unitScheme(trx)
  const targets = await statedTargets(trx, draw.censusId)
  const drawn = await one<Drawn>(trx, insertSample(scheme, draw.rule), {
    ...draw,
    rule: JSON.stringify(draw.rule),
    targets,
  })
  if (drawn.components > 0) return drawn
  throw new Conflict('nothing_to_sample', 'No good row of the delivery lies in a grid.')
}
