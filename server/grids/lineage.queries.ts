/** Where a grid's ground came from and where it went: links of `grid_lineage`, followed back in time on one side and forward on the other. */
import { type Connection, first, rows } from '../db/database.ts'
import { NotFound } from '../errors.ts'
import type { Lineage } from '../shared/grids.contract.ts'

/** A tree that can be read on one screen. */
const MOST_STEPS = 6
const MOST_EDGES = 200

type Edge = Lineage['ancestors']['edges'][number]

/**
 * Ground passes to and fro between two grids: only links earlier than the one followed lead on, or later ones, so that every way ends. A link that is reached in
 * several ways stands once, at its fewest steps.
 */
const listEdges = async (
  db: Connection,
  gridId: number,
  side: 'ancestors' | 'successors',
): Promise<Lineage['ancestors']> => {
  const [near, far, before] =
    side === 'ancestors' ? ['to_grid_id', 'from_grid_id', '<'] : ['from_grid_id', 'to_grid_id', '>']
  const found = await rows<Edge & { total: number }>(
    db,
    `with recursive link as (
       select x.change_id, x.from_grid_id, x.to_grid_id, x.area_m2, c.title, c.in_force_at as at, x.${near} as near_id, x.${far} as far_id
         from grid_lineage as x
         join change as c on c.id = x.change_id and c.in_force_at is not null),
     way as (
       select l.change_id, l.from_grid_id, l.to_grid_id, l.far_id, l.at, 1 as steps
         from link as l
        where l.near_id = :gridId::bigint
        union
       select l.change_id, l.from_grid_id, l.to_grid_id, l.far_id, l.at, w.steps + 1
         from way as w
         join link as l on l.near_id = w.far_id and l.at ${before} w.at
        where w.steps <= ${MOST_STEPS}),
     nearest as (
       select w.change_id, w.from_grid_id, w.to_grid_id, min(w.steps) as steps
         from way as w
        group by w.change_id, w.from_grid_id, w.to_grid_id)
     select l.change_id as "changeId", l.title as title, l.at as at, l.area_m2 as "areaM2", n.steps as steps,
            l.from_grid_id as "from", l.to_grid_id as "to",
            count(*) filter (where n.steps <= ${MOST_STEPS}) over () as total
       from nearest as n
       join link as l using (change_id, from_grid_id, to_grid_id)
      order by n.steps, l.at, l.area_m2 desc, l.from_grid_id, l.to_grid_id
      limit ${MOST_EDGES + 1}`,
    { gridId },
  )
  const edges = found
    .filter(({ steps }) => steps <= MOST_STEPS)
    .slice(0, MOST_EDGES)
    .map(({ total: _, ...edge }) => edge)
  return {
    edges,
    cutOff: (found[0]?.total ?? 0) - edges.length,
    deeper: found.some(({ steps }) => steps > MOST_STEPS),
  }
}

/** The identity's whole life, under its last code and name. */
const listNodes = (db: Connection, ids: readonly number[]): Promise<Lineage['nodes']> =>
  rows(
    db,
    `select distinct on (v.grid_id) v.grid_id as id, v.code as code, v.name as name,
            min(v.valid_from) over (partition by v.grid_id) as "from", v.valid_to as "to"
       from grid_version as v
      where v.grid_id = any (:ids::bigint[])
      order by v.grid_id, v.valid_from desc`,
    { ids },
  )

/** Versions in a row that bear one code and name are one. */
const listNames = (db: Connection, gridId: number): Promise<Lineage['names']> =>
  rows(
    db,
    `select min(x.code) as code, min(x.name) as name, min(x.valid_from) as "from",
            case when bool_or(x.valid_to is null) then null else max(x.valid_to) end as "to"
       from (select v.*, row_number() over (order by v.valid_from) - row_number() over (partition by v.code, v.name order by v.valid_from) as turn
               from grid_version as v
              where v.grid_id = :gridId::bigint) as x
      group by x.code, x.name, x.turn
      order by min(x.valid_from)`,
    { gridId },
  )

export const readLineage = async (db: Connection, gridId: number): Promise<Lineage> => {
  const known = await first(db, `select g.id as id from grid as g where g.id = :gridId::bigint`, { gridId })
  if (!known) throw new NotFound('no_such_grid', `There is no grid ${gridId}.`)
  const ancestors = await listEdges(db, gridId, 'ancestors')
  const successors = await listEdges(db, gridId, 'successors')
  const ids = new Set([
    gridId,
    ...[...ancestors.edges, ...successors.edges].flatMap(({ from, to }) => [from, to]),
  ])
  const nodes = await listNodes(db, [...ids])
  const grid = nodes.find(({ id }) => id === gridId)
  if (!grid) throw new NotFound('no_such_grid', `Grid ${gridId} never had a version.`)
  return { grid, names: await listNames(db, gridId), nodes, ancestors, successors }
}
