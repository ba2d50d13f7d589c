/** A grid gets a grid below it over all of its ground, to be split from then on; the first of a scheme makes the level. */
import { one } from '../../db/database.ts'
import { Conflict, InvalidInput } from '../../errors.ts'
import { getFace, listFaces } from '../draft-face.ts'
import type { Operate } from './editing.ts'
import { codeGiver, requireFreeCode } from './free-code.ts'

const DEEPEST = 6

export const subdivide: Operate<'subdivide'> = async (editing, { face: id, child = {}, level }) => {
  const { trx, faces, schemeId } = editing
  const face = await getFace(trx, faces, id)
  const depth = face.depth + 1
  if (depth > DEEPEST) throw new InvalidInput('too_deep', `A scheme has at most ${DEEPEST} levels.`)
  const [held] = await listFaces(trx, faces, 'f.parent_id = :id::bigint', { id })
  if (held) throw new Conflict('divided', `${face.code} is divided already.`)
  const { known } = await one<{ known: boolean }>(
    trx,
    `select exists (select from level as l where l.scheme_id = :schemeId::int and l.depth = :depth::int)
         or exists (select from (${faces.sql}) as k where k.depth = :depth::int) as known`,
    { ...faces.bindings, schemeId, depth },
  )
  if (!known && !level)
    throw new InvalidInput('level_missing', 'The scheme has no level below this one: say how it is called.')
  const newId = editing.newId()
  if (child.code !== undefined) await requireFreeCode(editing, { id: newId, depth }, child.code)
  const code = child.code ?? (await codeGiver(editing).next({ depth, code: `${face.code}00` }))
  return [
    { id: newId, depth, code, name: child.name ?? code, parentId: id, polygons: face.polygons, origins: [] },
  ]
}
