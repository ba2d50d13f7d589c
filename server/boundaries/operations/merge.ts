/** Several grids of a level become one: the first keeps its identity, the others end, and what lies below them lies below it. */

import { one } from '../../db/database.ts'
import { InvalidInput } from '../../errors.ts'
import { intersection } from '../../grids/overlay.ts'
import { type FaceWrite, geojsonOf, getFaces, listFaces, shapeOf } from '../draft-face.ts'
import type { Operate } from './editing.ts'
import { requireFreeCode } from './free-code.ts'
import { unite } from './overlay.ts'

/** Whether they hang together along borders, not merely at corners. */
const hangTogether = async (
  { trx }: Parameters<Operate<'merge'>>[0],
  shapes: readonly string[],
): Promise<boolean> =>
  (
    await one<{ together: boolean }>(
      trx,
      `with recursive shape as (
         select w.n, ${shapeOf('w.shape')} as geom from unnest(:shapes::text[]) with ordinality as w (shape, n)),
       touching as (
         select a.n as a, b.n as b
           from shape as a
           join shape as b
             on a.n <> b.n and a.geom && b.geom
            and st_dimension(${intersection('a.geom', 'b.geom')}) >= 1),
       reached as (
         select 1::bigint as n
          union
         select t.b from reached as r join touching as t on t.a = r.n)
       select (select count(*) from reached) = (select count(*) from shape) as together`,
      { shapes },
    )
  ).together

export const merge: Operate<'merge'> = async (editing, { faces: ids, code, name }) => {
  const { trx, faces } = editing
  const found = await getFaces(trx, faces, [...new Set(ids)])
  const [kept, ...others] = found
  if (!kept || others.length === 0) throw new InvalidInput('one_face', 'Choose at least two grids to merge.')
  const stranger = others.find(({ depth }) => depth !== kept.depth)
  if (stranger)
    throw new InvalidInput('other_level', `${stranger.code} and ${kept.code} are not of the same level.`)
  if (
    !(await hangTogether(
      editing,
      found.map(({ polygons }) => geojsonOf(polygons)),
    ))
  ) {
    throw new InvalidInput(
      'faces_do_not_touch',
      'The grids share no border with each other; only neighbours can be merged.',
    )
  }
  if (code !== undefined && !others.some((other) => other.code === code))
    await requireFreeCode(editing, kept, code)
  const below = await listFaces(trx, faces, 'f.parent_id = any (:ids::bigint[])', {
    ids: others.map(({ id }) => id),
  })
  const polygons = await unite(
    trx,
    found.map((face) => face.polygons),
  )
  return [
    {
      ...kept,
      code: code ?? kept.code,
      name: name ?? kept.name,
      polygons,
      origins: others.map(({ id }) => id),
    },
    ...others.map((other): FaceWrite => ({ ...other, gone: true })),
    ...below.map((child): FaceWrite => ({ ...child, parentId: kept.id })),
  ]
}
