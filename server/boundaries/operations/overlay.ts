/** What is left of shapes, or becomes of them, when ground is added or taken: one statement for many faces. On the coordinate step, so what is not cut stays bit for bit. */

import { type Connection, rows } from '../../db/database.ts'
import { polygonal, STEP } from '../../grids/overlay.ts'
import { type DraftFace, geojsonOf, type Polygons, shapeOf, toPolygons } from '../draft-face.ts'

type Overlay = 'union' | 'difference' | 'intersection'
/** What a file brought invalid is made valid for the reckoning alone. */
const valid = (shape: string): string =>
  `(select case when st_isvalid(s.geom) then s.geom else st_makevalid(s.geom) end from (select ${shape} as geom) as s)`

/** Of each face with the same shape; null where nothing of it is left. */
export const overlay = async (
  trx: Connection,
  how: Overlay,
  shapes: readonly Polygons[],
  other: Polygons,
): Promise<(Polygons | null)[]> => {
  const found = await rows<{ geojson: string | null }>(
    trx,
    `select case when st_isempty(r.geom) then null else st_asgeojson(r.geom, 15) end as geojson
       from (select ${valid(shapeOf(':other::text'))} as geom offset 0) as o
      cross join unnest(:shapes::text[]) with ordinality as w (shape, n)
      cross join lateral (
        select ${polygonal(`st_${how}(${valid(shapeOf('w.shape'))}, o.geom, ${STEP})`)} as geom) as r
      order by w.n`,
    { shapes: shapes.map(geojsonOf), other: geojsonOf(other) },
  )
  return found.map(({ geojson }) => (geojson === null ? null : toPolygons(JSON.parse(geojson).coordinates)))
}

/** All of them as one. */
export const unite = async (trx: Connection, shapes: readonly Polygons[]): Promise<Polygons> => {
  const [found] = await rows<{ geojson: string }>(
    trx,
    `select st_asgeojson(${polygonal(`st_union(${valid(shapeOf('w.shape'))}, ${STEP})`)}, 15) as geojson
       from unnest(:shapes::text[]) as w (shape)`,
    { shapes: shapes.map(geojsonOf) },
  )
  return toPolygons(JSON.parse(found?.geojson ?? '{"coordinates":[]}').coordinates)
}

/** Shares of a border in metres; faces that do not touch the ground are left out. Longest first. */
export const sharedBorders = (
  trx: Connection,
  ground: Polygons,
  faces: readonly Pick<DraftFace, 'id' | 'polygons'>[],
  metricSrid: number,
): Promise<{ id: number; metres: number }[]> =>
  rows<{ id: number; metres: number }>(
    trx,
    `select b.id as id, b.metres as metres
       from (select ${valid(shapeOf(':ground::text'))} as geom offset 0) as g
      cross join unnest(:ids::bigint[], :shapes::text[]) as w (id, shape)
      cross join lateral (
        select w.id as id,
               st_length(st_transform(st_intersection(st_boundary(g.geom), st_boundary(${valid(shapeOf('w.shape'))}), ${STEP}), :metricSrid::int)) as metres) as b
      where b.metres > 0
      order by b.metres desc, b.id`,
    {
      ground: geojsonOf(ground),
      ids: faces.map(({ id }) => id),
      shapes: faces.map(({ polygons }) => geojsonOf(polygons)),
      metricSrid,
    },
  )
