/** Components that stand in a sampled grid and were not delivered, entered under a key of whoever enters them. Places in EPSG:4490. */

import type { z } from 'zod'
import { lonLatOf } from '../components/point-of.ts'
import { type Connection, rows } from '../db/database.ts'
import type { undelivered } from '../shared/acceptance.contract.ts'
import type { LonLat } from '../shared/crs.ts'
import { classOf } from './sampled.queries.ts'

export type Undelivered = z.infer<typeof undelivered>

/** By grid as they were drawn, then in the order in which they were entered. */
export const listUndelivered = (db: Connection, acceptanceId: number): Promise<Undelivered[]> =>
  rows(
    db,
    `select u.key as key, u.grid_id as "gridId", g.code as "gridCode", ${classOf('k')} as class, ${lonLatOf('u.place')} as point,
            u.note as note, u.actor as by, u.entered_at as at
       from undelivered_component as u
       join sampled_grid as g on g.acceptance_id = u.acceptance_id and g.grid_id = u.grid_id
       join class as k on k.id = u.class_id
      where u.acceptance_id = :acceptanceId::bigint
      order by g.place_no, u.entered_at, u.key`,
    { acceptanceId },
  )

export type NewUndelivered = {
  readonly key: string
  readonly gridId: number
  readonly classId: number
  readonly point: LonLat
  readonly note: string
}

/** A phone is a few metres off beside a border; what lies farther outside its grid belongs to another. */
const OUTSIDE_M = 50

/** Gives false, and writes nothing, where it lies outside its grid, or the grid or the class is none that can be meant. */
export const enterUndelivered = async (
  trx: Connection,
  acceptanceId: number,
  { point: [lon, lat], ...given }: NewUndelivered,
  actor: string,
): Promise<boolean> => {
  const entered = await rows(
    trx,
    `insert into undelivered_component (acceptance_id, key, grid_id, class_id, place, note, actor)
     select s.acceptance_id, :key::text, s.grid_id, k.id, p.place, :note::text, :actor::text
       from sampled_grid as s
       join grid_version as g on g.grid_id = s.grid_id and g.valid_to is null
       join class as k on k.id = :classId::int and k.kind = 'component'
      cross join (select st_setsrid(st_makepoint(:lon::float8, :lat::float8), 4490) as place) as p
      where s.acceptance_id = :acceptanceId::bigint
        and s.grid_id = :gridId::bigint
        and st_dwithin(g.geom::geography, p.place::geography, ${OUTSIDE_M})
     on conflict (acceptance_id, key) do update
        set grid_id = excluded.grid_id, class_id = excluded.class_id, place = excluded.place, note = excluded.note,
            actor = excluded.actor, entered_at = clock_timestamp()
     returning key`,
    { acceptanceId, ...given, lon, lat, actor },
  )
  return entered.length > 0
}

/** Gives the grid it was in; none where there is none of that key. */
export const removeUndelivered = async (
  trx: Connection,
  acceptanceId: number,
  key: string,
): Promise<number | undefined> => {
  const [gone] = await rows<{ gridId: number }>(
    trx,
    `delete from undelivered_component as u
      where u.acceptance_id = :acceptanceId::bigint
        and u.key = :key::text
     returning u.grid_id as "gridId"`,
    { acceptanceId, key },
  )
  return gone?.gridId
}
