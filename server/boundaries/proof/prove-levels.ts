/**
 * Level by level from the top: what cancels edge by edge is proven; only what does not is laid over each other. Below parents that tile, the children of
 * different parents cannot overlap, so that of a clean group nothing more is asked.
 */
import { inTurns, type Steps } from '../../atlas/steps.ts'
import type { Connection } from '../../db/database.ts'
import type { LevelProof, Tolerances } from '../../shared/proof.ts'
import type { Faces } from '../faces.ts'
import { areaFaults } from './area-faults.ts'
import type { AreaPart, Overlay } from './area-parts.ts'
import { edgeTable, findLooseEdges, type LooseEdges } from './edges.ts'
import { type Found, fault } from './found.ts'
import { findGaps, findHoles } from './gap.ts'
import { type Group, type Grouped, groupFaces, isWhole } from './groups.ts'
import { levelFigures } from './level-figures.ts'
import { findOutside } from './outside-parent.ts'
import { findOverlaps } from './overlap.ts'
import type { ReadFaces } from './read-faces.ts'
import { findUnnoded } from './unnoded.ts'

export type Asked = {
  readonly db: Connection
  readonly faces: Faces
  readonly metricSrid: number
  readonly tolerances: Tolerances
  /** Null: all of them. */
  readonly depths: readonly number[] | null
  /** Faces that a narrow scope names. */
  readonly named: ReadonlySet<number>
}

type Suspect = Group & { readonly loose: LooseEdges }

/** Rows of invalid faces make a group suspect, whatever their edges do: only of valid ones edges prove anything. */
function* findSuspects(
  read: ReadFaces,
  groups: readonly Group[],
  invalid: ReadonlySet<number>,
): Steps<Suspect[]> {
  const table = edgeTable()
  const suspects: Suspect[] = []
  for (const group of groups) {
    const loose = yield* findLooseEdges(table, read.shapes, group)
    const members = group.parent === null ? group.children : [...group.children, group.parent]
    const isProven =
      group.parent !== null &&
      loose.rows.length === 0 &&
      !members.some((row) => invalid.has(read.refs[row]?.id ?? 0))
    if (!isProven) suspects.push({ ...group, loose })
  }
  return suspects
}

function* unnodedFaults(read: ReadFaces, suspects: readonly Suspect[], nodeM: number): Steps<Found[]> {
  const found: Found[] = []
  for (const { depth, loose } of suspects)
    for (const { row, others, places } of yield* findUnnoded(read.shapes, loose, nodeM)) {
      const [place = null] = places.sort((a, b) => a[0] - b[0] || a[1] - b[1])
      const ids = [...others].map((other) => read.refs[other]?.id ?? 0).sort((a, b) => a - b)
      found.push(
        fault({
          kind: 'unnoded',
          depth,
          faces: [read.refs[row]?.id ?? 0, ...ids],
          about: JSON.stringify(places),
          detail: String(places.length),
          place,
        }),
      )
    }
  return found
}

export type ProvenLevels = { readonly levels: LevelProof[]; readonly faults: Found[] }

export const proveLevels = async (
  asked: Asked,
  read: ReadFaces,
  invalidIds: readonly number[],
): Promise<ProvenLevels & Pick<Grouped, 'astray' | 'judged'>> => {
  const { db, faces, metricSrid, tolerances, depths, named } = asked
  const overlay: Overlay = { db, faces, measure: { ...tolerances, metricSrid }, invalid: invalidIds }
  const { groups, astray, judged } = await inTurns(groupFaces(read, depths, named))
  const invalid = new Set(invalidIds)
  const idsOf = (rows: readonly number[]): number[] => rows.map((row) => read.refs[row]?.id ?? 0)
  const depthOf = (row: number): number => read.refs[row]?.depth ?? 0
  const levels: LevelProof[] = []
  const faults: Found[] = []
  /** Identities of the level above that overlap: below them, others' children can. */
  let overlapping: { depth: number; ids: ReadonlySet<number> } = { depth: 0, ids: new Set() }
  const idsThatOverlap = (depth: number, parts: readonly AreaPart[]) => ({
    depth,
    ids: new Set(parts.flatMap(({ faceId, otherId }) => [faceId ?? 0, otherId ?? 0])),
  })

  for (const depth of [...new Set(judged.map(depthOf))].sort((a, b) => a - b)) {
    const own = groups.filter((group) => group.depth === depth)
    const suspects = await inTurns(findSuspects(read, own, invalid))
    const suspectParents = suspects.flatMap(({ parent }) => parent ?? [])
    const parents = idsOf(suspectParents)
    if (depth > 1 && read.heads === 'all' && overlapping.depth !== depth - 1) {
      const above = idsOf([...read.refs.keys()].filter((row) => depthOf(row) === depth - 1))
      const found =
        above.length < 2 ? [] : await findOverlaps(overlay, depth - 1, { suspects: above, trusted: [] })
      overlapping = idsThatOverlap(depth - 1, found)
    }
    const isSuspect = new Set(suspects.flatMap(({ children }) => children).concat(astray))
    const trusted = own.flatMap(({ parent, children }) => {
      const hasNeighbours = parent !== null && overlapping.ids.has(read.refs[parent]?.id ?? 0)
      return children.filter(
        (row) => !isSuspect.has(row) && (hasNeighbours || named.has(read.refs[row]?.id ?? 0)),
      )
    })
    const compared = {
      suspects: idsOf([...isSuspect].filter((row) => depthOf(row) === depth)),
      trusted: idsOf(trusted),
    }
    const isAlone = depth === 1 && isWhole(read, null) && compared.suspects.length === 1
    const parts = {
      gaps:
        depth === 1
          ? suspects.length === 0
            ? []
            : await findHoles(overlay)
          : parents.length === 0
            ? []
            : await findGaps(overlay, depth, parents),
      overlaps:
        isAlone || compared.suspects.length + compared.trusted.length === 0
          ? []
          : await findOverlaps(overlay, depth, compared),
      outside: parents.length === 0 ? [] : await findOutside(overlay, depth, parents),
    }
    overlapping = idsThatOverlap(depth, parts.overlaps)
    const found = [
      ...(await inTurns(areaFaults('gap', depth, parts.gaps, tolerances.sliverM))),
      ...(await inTurns(areaFaults('overlap', depth, parts.overlaps, tolerances.sliverM))),
      ...(await inTurns(areaFaults('outside_parent', depth, parts.outside, tolerances.sliverM))),
      ...(await inTurns(unnodedFaults(read, suspects, tolerances.nodeM))),
    ]
    faults.push(...found)
    levels.push(
      levelFigures(read, depth, {
        groups: own,
        judged: judged.filter((row) => depthOf(row) === depth),
        parts,
        faults: found,
      }),
    )
  }
  return { levels, faults, astray, judged }
}
