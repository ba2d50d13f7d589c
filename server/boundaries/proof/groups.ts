/** Who stands under whom: the groups that are proven one by one, and the faces that have no place in any. Rows are those of read-faces.ts. */
import type { Steps } from '../../atlas/steps.ts'
import type { ReadFaces } from './read-faces.ts'

/** `parent` is null on the first level. */
export type Group = {
  readonly depth: number
  readonly parent: number | null
  readonly children: readonly number[]
}

export type Grouped = {
  readonly groups: readonly Group[]
  /** Rows below the first level without a parent in the level above. */
  readonly astray: readonly number[]
  /** Rows that the proof answers for: those of the groups, and the astray. */
  readonly judged: readonly number[]
}

const FACES_A_STEP = 4_096

/** Whether all children of the parent were read; of null, the whole first level. */
export const isWhole = ({ heads }: ReadFaces, parentId: number | null): boolean =>
  heads === 'all' || heads.has(parentId)

/** In order of depth, the parents in order of identity. Of a narrow scope only groups that were read whole, and of the rest the faces asked for. */
export function* groupFaces(
  read: ReadFaces,
  depths: readonly number[] | null,
  asked: ReadonlySet<number>,
): Steps<Grouped> {
  const children = new Map<number | null, number[]>()
  const astray: number[] = []
  const judged: number[] = []
  for (const [row, { id, depth }] of read.refs.entries()) {
    if (row % FACES_A_STEP === 0) yield
    if (depths !== null && !depths.includes(depth)) continue
    const parentId = read.parentIds[row] ?? null
    if (!isWhole(read, parentId) && !asked.has(id)) continue
    if (parentId === null && depth > 1 && read.heads !== 'all' && !asked.has(id)) continue
    judged.push(row)
    const parent = parentId === null ? null : (read.rowOf.get(parentId) ?? null)
    const fits = depth === 1 ? parentId === null : parent !== null && read.refs[parent]?.depth === depth - 1
    if (!fits) astray.push(row)
    else {
      const siblings = children.get(parent) ?? []
      if (siblings.length === 0) children.set(parent, siblings)
      siblings.push(row)
    }
  }
  const depthOf = (parent: number | null): number =>
    parent === null ? 1 : (read.refs[parent]?.depth ?? 0) + 1
  const idOf = (parent: number | null): number => (parent === null ? 0 : (read.refs[parent]?.id ?? 0))
  const groups = [...children].map(([parent, rows]) => ({ depth: depthOf(parent), parent, children: rows }))
  groups.sort((a, b) => a.depth - b.depth || idOf(a.parent) - idOf(b.parent))
  return { groups, astray, judged }
}
