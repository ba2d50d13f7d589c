/** Ground that a grid should not hold is cut off it, and off everything below it: what a neighbour holds too, and what lies outside its parent. */
import { InvalidInput } from '../../errors.ts'
import { type DraftFace, type FaceWrite, getFace, getFaces, listBelow, type Polygons } from '../draft-face.ts'
import type { Editing, Operate } from './editing.ts'
import { overlay } from './overlay.ts'

const cut = async (
  { trx, faces }: Editing,
  face: DraftFace,
  how: 'difference' | 'intersection',
  other: Polygons,
): Promise<FaceWrite[]> => {
  const all = [face, ...(await listBelow(trx, faces, [face.id]))]
  const left = await overlay(
    trx,
    how,
    all.map(({ polygons }) => polygons),
    other,
  )
  if (!left[0])
    throw new InvalidInput('nothing_left', `Nothing would be left of ${face.code}; end it instead.`)
  return all.map((one, n): FaceWrite => {
    const polygons = left[n]
    return polygons ? { ...one, polygons } : { ...one, gone: true }
  })
}

export const resolveOverlap: Operate<'resolve_overlap'> = async (editing, { keep, cut: loser }) => {
  const [kept, face] = await getFaces(editing.trx, editing.faces, [keep, loser])
  return cut(editing, face as DraftFace, 'difference', (kept as DraftFace).polygons)
}

export const cutToParent: Operate<'cut_to_parent'> = async (editing, { face: id }) => {
  const face = await getFace(editing.trx, editing.faces, id)
  if (face.parentId === null) throw new InvalidInput('no_parent', `${face.code} has no grid above it.`)
  const parent = await getFace(editing.trx, editing.faces, face.parentId)
  return cut(editing, face, 'intersection', parent.polygons)
}
