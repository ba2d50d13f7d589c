/** Units with what they answer for now: components a role, and grids. */
import type { z } from 'zod'
import { type Connection, first, one, rows } from '../db/database.ts'
import { containing } from '../db/like.ts'
import type { SortKey } from '../http/cursor.ts'
import type { unitItem } from '../shared/units.contract.ts'

type UnitItem = z.infer<typeof unitItem>

/** Counts are made for the units of the page only: each is one range of the index by unit and role. */
const ITEM = `
  json_build_object('competent', r.competent, 'owner', r.owner, 'maintainer', r.maintainer) as roles,
  g.grids as grids`
const JOIN_COUNTS = `
  cross join lateral (
        select count(*) filter (where cr.role = 'competent') as competent,
               count(*) filter (where cr.role = 'owner') as owner,
               count(*) filter (where cr.role = 'maintainer') as maintainer
          from component_role as cr
         where cr.unit_id = p.id
           and cr.valid_to is null) as r
  cross join lateral (
        select count(*) as grids
          from grid_unit as gu
         where gu.unit_id = p.id
           and gu.valid_to is null) as g`

const MATCHES = `
  v.valid_to is null
  and (:words::text is null or v.code ilike :words::text or v.name ilike :words::text)`

export const countUnits = async (db: Connection, q: string | undefined): Promise<number> =>
  (
    await one<{ total: number }>(
      db,
      `select count(*) as total
         from unit_version as v
        where ${MATCHES}`,
      { words: q === undefined ? null : containing(q) },
    )
  ).total

/** In order of code; gives up to `limit` units after the key. */
export const listUnitsAfter = (
  db: Connection,
  { q, after, limit }: { q: string | undefined; after: SortKey | null; limit: number },
): Promise<UnitItem[]> =>
  rows<UnitItem>(
    db,
    `select p.id as id, p.code as code, p.name as name, p.kind as kind, ${ITEM}
       from (select v.unit_id as id, v.code, v.name, u.kind
               from unit_version as v
               join unit as u on u.id = v.unit_id
              where ${MATCHES}
                and (:afterId::bigint is null or (v.code collate "C", v.unit_id) > (:afterCode::text, :afterId::bigint))
              order by v.code collate "C", v.unit_id
              limit :limit::int) as p
      ${JOIN_COUNTS}
      order by p.code collate "C", p.id`,
    {
      words: q === undefined ? null : containing(q),
      afterCode: after?.code ?? null,
      afterId: after?.id ?? null,
      limit,
    },
  )

export const findUnit = (db: Connection, id: number): Promise<UnitItem | undefined> =>
  first<UnitItem>(
    db,
    `select p.id as id, p.code as code, p.name as name, p.kind as kind, ${ITEM}
       from (select v.unit_id as id, v.code, v.name, u.kind
               from unit_version as v
               join unit as u on u.id = v.unit_id
              where v.unit_id = :id::bigint
              order by v.valid_from desc
              limit 1) as p
      ${JOIN_COUNTS}`,
    { id },
  )
