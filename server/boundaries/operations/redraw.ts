/** A grid's shape out of a file, a new grid, an ended one. Vertices within the tolerance of ones that stand already become those: neighbours then share them bit for bit. */
import { Conflict, InvalidInput } from '../../errors.ts'
import { verticesOf } from '../add-nodes.ts'
import {
  type DraftFace,
  type FaceWrite,
  geojsonOf,
  getFace,
  listBelow,
  listFaces,
  type Polygons,
  shapeOf,
} from '../draft-face.ts'
import type { Editing, Operate } from './editing.ts'
import { requireFreeCode } from './free-code.ts'
import { polygonsOf } from './give-ground.ts'
import { joinVertices } from './join-vertices.ts'

/** The shape with the vertices of what stands around it. */
const fitted = async (
  { trx, faces, tolerances }: Editing,
  polygons: Polygons,
  but: number | null,
): Promise<Polygons> => {
  const around = await listFaces(
    trx,
    faces,
    `f.geom && st_expand(${shapeOf(':shape::text')}, 0.0001) and f.face_id is distinct from :but::bigint`,
    {
      shape: geojsonOf(polygons),
      but,
    },
  )
  const vertices = [...new Map(around.flatMap((face) => [...verticesOf(face.polygons)])).values()]
  return joinVertices(polygons, vertices, tolerances.nodeM)
}

export const redraw: Operate<'redraw'> = async (editing, { face: id, geometry }) => {
  const face = await getFace(editing.trx, editing.faces, id)
  return [{ ...face, polygons: await fitted(editing, polygonsOf(geometry), id) }]
}

/** Closes rings and takes the vertices of neighbours: what the proof calls un-noded. */
export const addNodesOf: Operate<'add_nodes'> = async (editing, { face: id }) => {
  const face = await getFace(editing.trx, editing.faces, id)
  const polygons = await fitted(editing, face.polygons, id)
  if (polygons === face.polygons)
    throw new InvalidInput('nothing_to_do', `${face.code} has all the vertices of its neighbours.`)
  return [{ ...face, polygons }]
}

export const create: Operate<'create'> = async (editing, { depth, parent, code, name, geometry }) => {
  if (parent !== null) {
    const above = await getFace(editing.trx, editing.faces, parent)
    if (above.depth !== depth - 1)
      throw new InvalidInput('other_level', `${above.code} is not of the level above.`)
  } else if (depth > 1)
    throw new InvalidInput('parent_missing', 'A grid below the first level needs a parent.')
  const id = editing.newId()
  await requireFreeCode(editing, { id, depth }, code)
  return [
    {
      id,
      depth,
      code,
      name: name || code,
      parentId: parent,
      polygons: await fitted(editing, polygonsOf(geometry), null),
    },
  ]
}

/** With everything below it. */
export const retire: Operate<'retire'> = async (editing, { face: id }) => {
  const face = await getFace(editing.trx, editing.faces, id)
  const all: DraftFace[] = [face, ...(await listBelow(editing.trx, editing.faces, [id]))]
  if (all.length > 10_000)
    throw new Conflict('too_many', `${face.code} has ${all.length - 1} grids below it; end them in parts.`)
  return all.map((one): FaceWrite => ({ ...one, gone: true }))
}
