/** The figures of one level, summed from what its proof found. Areas in m², widths in m. */
import type { LevelProof } from '../../shared/proof.ts'
import type { AreaPart } from './area-parts.ts'
import type { Found } from './found.ts'
import type { Group } from './groups.ts'
import type { ReadFaces } from './read-faces.ts'

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

export type LevelParts = {
  readonly gaps: readonly AreaPart[]
  readonly overlaps: readonly AreaPart[]
  readonly outside: readonly AreaPart[]
}

/** Heads above the level that nobody stands under. */
const countUndivided = (read: ReadFaces, depth: number, groups: readonly Group[]): number => {
  const divided = new Set(groups.map(({ parent }) => parent))
  return read.refs.filter(
    (ref, row) =>
      ref.depth === depth - 1 && !divided.has(row) && (read.heads === 'all' || read.heads.has(ref.id)),
  ).length
}

export const levelFigures = (
  read: ReadFaces,
  depth: number,
  {
    groups,
    judged,
    parts,
    faults,
  }: {
    groups: readonly Group[]
    judged: readonly number[]
    parts: LevelParts
    faults: readonly Found[]
  },
): LevelProof => {
  const areaOf = (rows: readonly number[]): number => sum(rows.map((row) => read.areasM2[row] as number))
  const counted = (found: readonly AreaPart[]): number => sum(found.map((part) => part.areaM2))
  const tolerated = (found: readonly AreaPart[]): number => sum(found.map((part) => part.toleratedM2))
  const { gaps, overlaps, outside } = parts
  const parentAreaM2 = depth === 1 ? areaOf(judged) : areaOf(groups.flatMap(({ parent }) => parent ?? []))
  const missing = depth === 1 ? overlaps : gaps
  return {
    depth,
    grids: judged.length,
    parentAreaM2,
    unionAreaM2: parentAreaM2 - counted(missing) - tolerated(missing),
    gapAreaM2: counted(gaps),
    widestGapM: faults.reduce(
      (widest, { kind, widthM }) =>
        kind === 'gap' || kind === 'sliver' ? Math.max(widest, widthM ?? 0) : widest,
      0,
    ),
    overlapAreaM2: counted(overlaps),
    outsideAreaM2: counted(outside),
    undivided: countUndivided(read, depth, groups),
    toleratedM2: tolerated(gaps) + tolerated(overlaps) + tolerated(outside),
  }
}
