/** Cuts a grid along lines that cross it, and everything below it along the same lines. The largest part keeps the identity. */

import { rows } from '../../db/database.ts'
import { InvalidInput } from '../../errors.ts'
import { STEP } from '../../grids/overlay.ts'
import type { OperationOf } from '../../shared/operations.ts'
import {
  type DraftFace,
  type FaceWrite,
  geojsonOf,
  getFace,
  listBelow,
  type Polygons,
  shapeOf,
  toPolygons,
} from '../draft-face.ts'
import type { Operate } from './editing.ts'
import { codeGiver } from './free-code.ts'

type Part = { readonly polygons: Polygons; readonly areaM2: number }

/**
 * Parts of each face, the largest first; one where no line crosses it. The cut is made in degrees, because stored edges are straight there: a node that was computed
 * in the metric plane would stand 1.2 m beside an edge of 10 km. Polygons of the face that no line crosses stay with the largest part.
 */
const cutFaces = async (
  { trx, metricSrid }: Parameters<Operate<'split'>>[0],
  cut: readonly DraftFace[],
  lines: OperationOf<'split'>['lines'],
): Promise<Part[][]> => {
  const found = await rows<{ n: number; parts: { geojson: string; areaM2: number }[] }>(
    trx,
    `with line as (
       select st_reduceprecision(${shapeOf(':lines::text')}, ${STEP}) as geom),
     face as (
       select w.n, st_collectionextract(${shapeOf('w.shape')}, 3) as geom
         from unnest(:shapes::text[]) with ordinality as w (shape, n)),
     piece as (
       select f.n, p.geom, not exists (select from st_dump(f.geom) as whole where st_equals(whole.geom, p.geom)) as is_cut
         from face as f
        cross join line as l
        cross join lateral st_dump(st_polygonize(array[st_unaryunion(st_collect(st_boundary(f.geom), l.geom), ${STEP})])) as p
        where st_covers(f.geom, st_pointonsurface(p.geom))),
     ranked as (
       select p.n, p.geom, p.is_cut,
              row_number() over (partition by p.n order by p.is_cut desc, st_area(st_transform(p.geom, :metricSrid::int)) desc) as rank
         from piece as p),
     part as (
       select r.n, case when r.is_cut then r.rank else 1 end as rank, st_multi(st_collect(r.geom)) as geom
         from ranked as r
        group by r.n, case when r.is_cut then r.rank else 1 end)
     select p.n as n,
            json_agg(json_build_object('geojson', st_asgeojson(p.geom, 15), 'areaM2', st_area(st_transform(p.geom, :metricSrid::int)))
                     order by p.rank) as parts
       from part as p
      group by p.n`,
    {
      lines: JSON.stringify({ type: 'MultiLineString', coordinates: lines }),
      shapes: cut.map(({ polygons }) => geojsonOf(polygons)),
      metricSrid,
    },
  )
  const byFace = new Map(found.map(({ n, parts }) => [n, parts]))
  return cut.map((_, n) =>
    (byFace.get(n + 1) ?? []).map(({ geojson, areaM2 }) => ({
      polygons: toPolygons(JSON.parse(geojson).coordinates),
      areaM2,
    })),
  )
}

/** Which of the parts holds most of each child: `children` in their order. */
const partOfEach = async (
  { trx }: Parameters<Operate<'split'>>[0],
  children: readonly { polygons: Polygons }[],
  parts: readonly Part[],
): Promise<number[]> =>
  (
    await rows<{ part: number }>(
      trx,
      `select coalesce(best.n, 1) as part
         from unnest(:children::text[]) with ordinality as c (shape, n)
         left join lateral (
           select p.n
             from unnest(:parts::text[]) with ordinality as p (shape, n)
            order by st_area(st_intersection(${shapeOf('p.shape')}, ${shapeOf('c.shape')}, ${STEP})) desc, p.n
            limit 1) as best on true
        order by c.n`,
      {
        children: children.map(({ polygons }) => geojsonOf(polygons)),
        parts: parts.map(({ polygons }) => geojsonOf(polygons)),
      },
    )
  ).map(({ part }) => part - 1)

type Made = { readonly id: number; readonly code: string; readonly part: Part }

/** From what a code is counted on: of a piece that lies below a new grid, from zero within that grid's code, where codes are nested. */
const codeBelow = (code: string, former: Made | undefined, parent: Made | undefined): string =>
  former && parent && parent.id !== former.id && code.startsWith(former.code)
    ? parent.code + code.slice(former.code.length).replace(/\d{1,3}$/, (digits) => '0'.repeat(digits.length))
    : code

export const split: Operate<'split'> = async (editing, { face: faceId, lines, parts: named = [] }) => {
  const face = await getFace(editing.trx, editing.faces, faceId)
  const below = await listBelow(editing.trx, editing.faces, [faceId])
  const [parts = [], ...partsBelow] = await cutFaces(editing, [face, ...below], lines)
  if (parts.length < 2) {
    throw new InvalidInput(
      'line_does_not_cut',
      `No line cuts ${face.code} in two: it must begin and end on its border or outside.`,
      {
        field: 'operation.lines',
      },
    )
  }
  const codes = codeGiver(editing)
  const writes: FaceWrite[] = []
  /** Of each face that was above: its parts with the identities and codes that they got. */
  const made = new Map<number, Made[]>()
  for (const [n, one] of [face, ...below].entries()) {
    const pieces = n === 0 ? parts : (partsBelow[n - 1] ?? [])
    const above = one.parentId === null || n === 0 ? undefined : made.get(one.parentId)
    const [stays, ...others] = pieces.length > 0 ? pieces : [{ polygons: one.polygons, areaM2: 0 }]
    const pieceParts = [stays as Part, ...others]
    const parentsOf = above
      ? await partOfEach(
          editing,
          pieceParts,
          above.map(({ part }) => part),
        )
      : pieceParts.map(() => -1)
    const ids: Made[] = []
    for (const [p, part] of pieceParts.entries()) {
      const parent = above?.[parentsOf[p] ?? 0]
      const parentId = parent?.id ?? one.parentId
      if (p === 0) {
        ids.push({ id: one.id, code: one.code, part })
        if (pieceParts.length > 1 || parentId !== one.parentId)
          writes.push({ ...one, parentId, polygons: part.polygons })
        continue
      }
      const id = editing.newId()
      const said = n === 0 ? named[p - 1] : undefined
      const code =
        said?.code ?? (await codes.next({ depth: one.depth, code: codeBelow(one.code, above?.[0], parent) }))
      ids.push({ id, code, part })
      writes.push({
        id,
        depth: one.depth,
        code,
        name: said?.name ?? code,
        parentId,
        polygons: part.polygons,
        origins: [one.id],
      })
    }
    made.set(one.id, ids)
  }
  return writes
}
