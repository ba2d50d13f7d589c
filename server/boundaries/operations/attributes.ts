/** What a grid is called, its code, and which grid it lies below. Shapes stay. */
import { InvalidInput } from '../../errors.ts'
import type { DraftFace } from '../draft-face.ts'
import { getFace, getFaces } from '../draft-face.ts'
import type { Operate } from './editing.ts'
import { requireFreeCode } from './free-code.ts'

export const rename: Operate<'rename'> = async (editing, { face: id, name }) => [
  { ...(await getFace(editing.trx, editing.faces, id)), name },
]

export const recode: Operate<'recode'> = async (editing, { face: id, code }) => {
  const face = await getFace(editing.trx, editing.faces, id)
  await requireFreeCode(editing, face, code)
  return [{ ...face, code }]
}

export const reparent: Operate<'reparent'> = async (editing, { face: id, parent }) => {
  const [face, above] = (await getFaces(editing.trx, editing.faces, [id, parent])) as [DraftFace, DraftFace]
  if (above.depth !== face.depth - 1)
    throw new InvalidInput('other_level', `${above.code} is not of the level above ${face.code}.`)
  return [{ ...face, parentId: above.id }]
}
