/** Codes and names that repeat, and codes that do not begin with their parent's where most of the level do. */
import type { Steps } from '../../atlas/steps.ts'
import { type Connection, rows } from '../../db/database.ts'
import type { Faces } from '../faces.ts'
import { type Found, fault } from './found.ts'
import type { LevelNorms } from './level-norms.ts'
import type { ReadFaces } from './read-faces.ts'

const FACES_A_STEP = 4_096

/** Faces with the same key, where there are several. */
function* listedBy(
  read: ReadFaces,
  judged: readonly number[],
  key: (row: number) => string | null,
): Steps<ReadFaces['refs'][]> {
  const lists = new Map<string, number[]>()
  const repeated: number[][] = []
  for (const [n, row] of judged.entries()) {
    if (n % FACES_A_STEP === 0) yield
    const found = key(row)
    if (found === null) continue
    const list = lists.get(found)
    if (list === undefined) lists.set(found, [row])
    else if (list.push(row) === 2) repeated.push(list)
  }
  return repeated.map((list) => list.map((row) => read.refs[row] as ReadFaces['refs'][number]))
}

const idsOf = (refs: readonly { id: number }[]): number[] => refs.map(({ id }) => id).sort((a, b) => a - b)

const duplicate = (refs: ReadFaces['refs']): Found => {
  const { depth = 0, code = '' } = refs[0] ?? {}
  return fault({ kind: 'duplicate_code', depth, faces: idsOf(refs), about: code, detail: code })
}

/** Among all that were read: enough where that is the whole scheme. */
export function* repeatedCodes(read: ReadFaces, judged: readonly number[]): Steps<Found[]> {
  const lists = yield* listedBy(read, judged, (row) => `${read.refs[row]?.depth} ${read.refs[row]?.code}`)
  return lists.map(duplicate)
}

/** The codes of some faces in the whole of their levels: of a draft those that it changed, for nothing else can have come to repeat one. */
export const askRepeatedCodes = async (
  db: Connection,
  faces: Faces,
  refs: ReadFaces['refs'],
): Promise<Found[]> => {
  if (refs.length === 0) return []
  const found = await rows<{ depth: number; code: string; ids: number[] }>(
    db,
    `select f.depth as depth, f.code as code, array_agg(f.face_id order by f.face_id) as ids
       from (${faces.sql}) as f
      where f.code = any (:codes::text[])
        and f.depth = any (:depths::int[])
      group by f.depth, f.code
     having count(*) > 1`,
    { ...faces.bindings, codes: refs.map((r) => r.code), depths: [...new Set(refs.map((r) => r.depth))] },
  )
  const asked = new Set(refs.map(({ id }) => id))
  return found
    .filter(({ ids }) => ids.some((id) => asked.has(id)))
    .map(({ depth, code, ids }) => duplicate(ids.map((id) => ({ id, depth, code, name: '' }))))
}

/** Below one parent. Grids without a name repeat none. */
export function* repeatedNames(read: ReadFaces, judged: readonly number[]): Steps<Found[]> {
  const lists = yield* listedBy(read, judged, (row) => {
    const { depth, name } = read.refs[row] as ReadFaces['refs'][number]
    return name === '' ? null : `${depth} ${read.parentIds[row]} ${name}`
  })
  return lists.map((refs) => {
    const { depth = 0, name = '' } = refs[0] ?? {}
    return fault({ kind: 'duplicate_name', depth, faces: idsOf(refs), about: name, detail: name })
  })
}

export const codesOutsideParents = (read: ReadFaces, judged: readonly number[], norms: LevelNorms): Found[] =>
  judged.flatMap((row) => {
    const { id, depth, code } = read.refs[row] as ReadFaces['refs'][number]
    const parent = read.refs[read.rowOf.get(read.parentIds[row] ?? 0) ?? -1]
    if (parent?.depth !== depth - 1 || !norms.get(depth)?.nested || code.startsWith(parent.code)) return []
    return [
      fault({
        kind: 'code_outside_parent',
        depth,
        faces: [id],
        about: `${code} ${parent.code}`,
        detail: `${code} / ${parent.code}`,
      }),
    ]
  })
