/** The smallest change that makes a shape valid: rings that cross themselves are cut at the crossing. */

import { one } from '../../db/database.ts'
import { InvalidInput } from '../../errors.ts'
import { polygonal, STEP } from '../../grids/overlay.ts'
import { geojsonOf, getFace, shapeOf, toPolygons } from '../draft-face.ts'
import type { Operate } from './editing.ts'

export const makeValid: Operate<'make_valid'> = async (editing, { face: id }) => {
  const face = await getFace(editing.trx, editing.faces, id)
  const { geojson, empty } = await one<{ geojson: string; empty: boolean }>(
    editing.trx,
    `select st_asgeojson(m.geom, 15) as geojson, st_isempty(m.geom) as empty
       from (select ${polygonal(`st_reduceprecision(st_makevalid(${shapeOf(':shape::text')}), ${STEP})`)} as geom) as m`,
    { shape: geojsonOf(face.polygons) },
  )
  if (empty) throw new InvalidInput('no_area', `The shape of ${face.code} encloses no ground; draw it anew.`)
  return [{ ...face, polygons: toPolygons(JSON.parse(geojson).coordinates) }]
}
