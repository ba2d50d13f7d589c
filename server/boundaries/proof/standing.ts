/** Which faults of a draft the register under it has already: the change need not mend what it did not make. */

import { type Connection, rows } from '../../db/database.ts'
import { difference, polygonsOf, union } from '../../grids/overlay.ts'
import type { IssueKind } from '../../shared/proof.ts'
import type { Measure } from './area-parts.ts'
import type { Identified } from './identify.ts'

/** A gap of which a part was filled can become a sliver, and a wider sliver a gap: ground without a grid all the same. */
const familyOf = (kind: IssueKind): IssueKind => (kind === 'sliver' ? 'gap' : kind)

const hex = ({ shape }: Identified): string => shape?.toString('hex') ?? ''
const family = ({ kind, depth }: Identified): string => `${familyOf(kind)} ${depth}`

/** Ids of `found` of the same id as one of `base`, and of those whose ground is covered by that of the same kind and level, within the tolerances. */
export const findStanding = async (
  db: Connection,
  found: readonly Identified[],
  base: readonly Identified[],
  measure: Measure,
): Promise<ReadonlySet<string>> => {
  const known = new Set(base.map(({ id }) => id))
  const standing = new Set(found.filter(({ id }) => known.has(id)).map(({ id }) => id))
  const families = new Set(base.filter(({ shape }) => shape !== null).map(family))
  const unsure = found.filter(
    (one) => one.shape !== null && !standing.has(one.id) && families.has(family(one)),
  )
  if (unsure.length === 0) return standing
  const wanted = new Set(unsure.map(family))
  const grounds = base.filter((one) => one.shape !== null && wanted.has(family(one)))
  const covered = await rows<{ id: string }>(
    db,
    `with ground as (
       select g.family, ${union('st_setsrid(g.shape::geometry, 4490)')} as geom
         from unnest(:families::text[], :grounds::text[]) as g (family, shape)
        group by g.family)
     select n.id as id
       from unnest(:ids::text[], :kinds::text[], :shapes::text[]) as n (id, family, shape)
       join ground as g on g.family = n.family
      where not exists (
              select
                from ${polygonsOf(difference('st_setsrid(n.shape::geometry, 4490)', 'g.geom'))} as d
               cross join lateral st_transform(d.geom, :metricSrid::int) as m (metric)
               where st_area(m.metric) > :areaM2::float8
                 and 2 * st_area(m.metric) > :widthM::float8 * st_perimeter(m.metric))`,
    {
      ...measure,
      families: grounds.map(family),
      grounds: grounds.map(hex),
      ids: unsure.map(({ id }) => id),
      kinds: unsure.map(family),
      shapes: unsure.map(hex),
    },
  )
  for (const { id } of covered) standing.add(id)
  return standing
}
