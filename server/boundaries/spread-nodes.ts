/** After an operation: every vertex that it made goes into all faces of the scheme, of any level, whose edge it lies on. */
import type { Connection } from '../db/database.ts'
import { addNodes, newVertices, nodeIndex } from './add-nodes.ts'
import { type DraftFace, type FaceWrite, listFacesAt } from './draft-face.ts'
import type { Faces } from './faces.ts'

/** Gives the writes of the operation, with nodes, and those of the faces that only got nodes. */
export const spreadNodes = async (
  db: Connection,
  faces: Faces,
  before: ReadonlyMap<number, DraftFace>,
  writes: readonly FaceWrite[],
  nearM: number,
): Promise<{ writes: FaceWrite[]; noded: FaceWrite[] }> => {
  // What any of them had was a vertex of its neighbours as well; of a merge, only that keeps thousands from being asked for.
  const nodes = newVertices(
    [...before.values()].map(({ polygons }) => polygons),
    writes.filter(({ gone }) => !gone).map(({ polygons }) => polygons),
  )
  if (nodes.length === 0) return { writes: [...writes], noded: [] }
  const index = nodeIndex(nodes, nearM)
  const written = new Set(writes.map(({ id }) => id))
  const around = (await listFacesAt(db, faces, nodes, nearM)).filter(({ id }) => !written.has(id))
  const noded = around.flatMap((face) => {
    const polygons = addNodes(face.polygons, index)
    return polygons === face.polygons ? [] : [{ ...face, polygons }]
  })
  return {
    writes: writes.map((write) =>
      write.gone ? write : { ...write, polygons: addNodes(write.polygons, index) },
    ),
    noded,
  }
}
