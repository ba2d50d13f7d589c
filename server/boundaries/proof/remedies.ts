/** What would mend an issue, as operations that apply by one key. Warnings of size and of names have none: they are waived. */
import type { Operation } from '../../shared/operations.ts'
import type { FaceRef, ProofIssue } from '../../shared/proof.ts'
import type { Described } from './describe-faces.ts'
import { codeWithin, nextFreeCode, type TakenCodes } from './free-codes.ts'
import type { Identified } from './identify.ts'
import type { Neighbour } from './neighbours.ts'
import { readShape, toGeoJson } from './shape.ts'

export type Known = {
  readonly faces: ReadonlyMap<number, Described>
  readonly neighbours: ReadonlyMap<string, readonly Neighbour[]>
  /** Of a gap: whose children stand on most of it. */
  readonly heldBelow: ReadonlyMap<string, FaceRef>
  /** Outside a parent, on ground that is nobody's else. */
  readonly freeAbove: ReadonlySet<string>
  readonly bestParents: ReadonlyMap<number, FaceRef>
  readonly taken: TakenCodes
}

type Remedy = Omit<ProofIssue['remedies'][number], 'key'>
/** Two ways to measure the same ground differ by less. */
const ALL = 1 - 1e-6
/** Keys 1 to 9. */
const MOST = 9

const refOf = ({ id, depth, code, name }: FaceRef): FaceRef => ({ id, depth, code, name })

/** Whoever came last gives way: what a draft made, then the younger identity. */
const youngestFirst = (ids: readonly number[]): number[] =>
  [...ids].sort((a, b) => Number(b < 0) - Number(a < 0) || Math.abs(b) - Math.abs(a))

/** Of two grids the smaller one keeps what both hold: the other has most of its ground left, and a school inside a village is not swallowed. */
const smallestFirst = (ids: readonly number[], faces: Known['faces']): number[] =>
  [...ids].sort((a, b) => (faces.get(a)?.areaM2 ?? 0) - (faces.get(b)?.areaM2 ?? 0))

/** Whose children stand on the ground already, then those along it. */
const takers = ({ id }: Identified, { heldBelow, neighbours }: Known): FaceRef[] => {
  const holder = heldBelow.get(id)
  const along = neighbours.get(id) ?? []
  return holder ? [holder, ...along.filter((one) => one.id !== holder.id)] : [...along]
}

const remediesFor = (issue: Identified, known: Known): Remedy[] => {
  const { faces, freeAbove, bestParents, taken } = known
  const [first = 0, second = 0] = issue.faces
  const described = (id: number): FaceRef | null => faces.get(id)?.ref ?? null
  const on = (operation: Operation, face = described(first)): Remedy => ({ operation, face })
  const reparent = (): Remedy[] => {
    const best = bestParents.get(first)
    const isOther = best !== undefined && best.id !== faces.get(first)?.parentId
    return isOther ? [on({ kind: 'reparent', face: first, parent: best.id }, best)] : []
  }
  const fill = (to: FaceRef): Remedy =>
    on({ kind: 'fill_gap', face: to.id, geometry: toGeoJson(readShape(issue.shape as Buffer)) }, refOf(to))
  const cutToParent = (): Remedy[] => {
    const isAllOutside = (issue.areaM2 ?? 0) >= ALL * (faces.get(first)?.areaM2 ?? 0)
    return isAllOutside ? [] : [on({ kind: 'cut_to_parent', face: first })]
  }
  const growParent = (): Remedy[] => {
    const parent = described(faces.get(first)?.parentId ?? 0)
    return parent && freeAbove.has(issue.id) ? [fill(parent)] : []
  }
  switch (issue.kind) {
    case 'gap':
    case 'sliver':
      return takers(issue, known).map(fill)
    case 'overlap':
      return smallestFirst(issue.faces, faces).map((keep) =>
        on({ kind: 'resolve_overlap', keep, cut: keep === first ? second : first }, described(keep)),
      )
    case 'outside_parent':
      return [...cutToParent(), ...reparent(), ...growParent()]
    case 'invalid':
      return [on({ kind: 'make_valid', face: first })]
    case 'unnoded':
      return [on({ kind: 'add_nodes', face: first })]
    case 'no_parent':
      return reparent()
    case 'duplicate_code': {
      const code = nextFreeCode(taken, issue.depth, issue.about)
      return youngestFirst(issue.faces).map((face) => on({ kind: 'recode', face, code }, described(face)))
    }
    case 'code_outside_parent': {
      const face = faces.get(first)
      const parent = faces.get(face?.parentId ?? 0)
      if (face === undefined || parent === undefined) return []
      const code = codeWithin(taken, issue.depth, face.ref.code, parent.ref.code)
      return code === undefined ? [] : [on({ kind: 'recode', face: first, code })]
    }
    case 'duplicate_name':
    case 'odd_size':
      return []
  }
}

export const remediesOf = (issue: Identified, known: Known): ProofIssue['remedies'] =>
  remediesFor(issue, known)
    .slice(0, MOST)
    .map((remedy, n) => ({ key: String(n + 1), ...remedy }))
