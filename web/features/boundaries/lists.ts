/** Pure parts of the lists: growth of grids, which issue comes next, who may be told of a report, how long a box may be for exact faces. */
import type { FaceChange } from '../../../server/shared/boundaries.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { Proof, ProofIssue } from '../../../server/shared/proof.ts'
import type { Bbox } from '../../api-types.ts'
import { pixelsBetween } from '../../edit/snapping.ts'

export type AreaRow = {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly depth: number
  readonly beforeM2: number | null
  readonly afterM2: number | null
  readonly changeM2: number
  /** Of the area before; null where there was none. */
  readonly share: number | null
  readonly what: 'made' | 'ended' | 'reshaped' | 'renamed' | 'reparented' | 'noded'
}

/** Below this no figure shows it: rounding of stored coordinates. */
const NO_CHANGE_M2 = 0.005

type Stood = FaceChange['before']

const whatOf = (before: Stood, after: Stood, same: boolean): AreaRow['what'] => {
  if (before === null) return 'made'
  if (after === null) return 'ended'
  if (!same) return 'reshaped'
  if (before.code !== after.code || before.name !== after.name) return 'renamed'
  // Of the same area and described the same: a neighbour's new vertex became its own.
  return before.parentId === after.parentId ? 'noded' : 'reparented'
}

/** The largest change first. */
export const areaRows = (faces: readonly FaceChange[]): AreaRow[] =>
  faces
    .map(({ face, before, after }): AreaRow => {
      const changeM2 = (after?.areaM2 ?? 0) - (before?.areaM2 ?? 0)
      const same = before !== null && after !== null && Math.abs(changeM2) < NO_CHANGE_M2
      return {
        id: face.id,
        code: after?.code ?? face.code,
        name: after?.name ?? face.name,
        depth: face.depth,
        beforeM2: before?.areaM2 ?? null,
        afterM2: after?.areaM2 ?? null,
        changeM2: same ? 0 : changeM2,
        share: before && before.areaM2 > 0 ? changeM2 / before.areaM2 : null,
        what: whatOf(before, after, same),
      }
    })
    .sort((a, b) => Math.abs(b.changeM2) - Math.abs(a.changeM2) || a.code.localeCompare(b.code))

/** What a change is answerable for first: its own errors, its own warnings, then what stood before and what was waived. */
export const orderedIssues = (proof: Pick<Proof, 'issues'>): ProofIssue[] => {
  const rank = ({ severity, standing, waiver }: ProofIssue): number =>
    (waiver ? 8 : 0) + (standing ? 4 : 0) + (severity === 'error' ? 0 : 2)
  return [...proof.issues].sort((a, b) => rank(a) - rank(b))
}

/** Errors that keep a change from being submitted. */
export const blockingIssues = (proof: Pick<Proof, 'issues'>): ProofIssue[] =>
  proof.issues.filter(({ severity, standing, waiver }) => severity === 'error' && !standing && !waiver)

/** The one after, or before, in the list; round at its ends, the first where none is chosen. What is no longer in the list was `stood` in it: its place is gone on from. */
export const stepTo = <T extends { id: string }>(
  items: readonly T[],
  id: string | null,
  by: 1 | -1,
  stood = -1,
): T | null => {
  if (items.length === 0) return null
  const at = items.findIndex((item) => item.id === id)
  if (at < 0) {
    const from = id === null || stood < 0 ? 0 : Math.min(stood, items.length)
    return items[(by === 1 ? from : from - 1 + items.length) % items.length] ?? null
  }
  return items[(at + by + items.length) % items.length] ?? null
}

/** More exact shapes than this neither draw nor edit well. */
export const MOST_FACES = 600

const degrees2 = ([west, south, east, north]: Bbox): number =>
  Math.max(0, east - west) * Math.max(0, north - south)

/** Whether the grids of a level that a box is likely to hold are few enough to be drawn exactly. */
export const fits = (bbox: Bbox, extent: Bbox | null, grids: number): boolean => {
  if (extent === null || degrees2(extent) === 0) return true
  return (grids * Math.min(degrees2(bbox), degrees2(extent))) / degrees2(extent) <= MOST_FACES
}

/** Half the width of an issue's mark, and a little more. */
const ISSUE_PX = 12

/** The issue whose mark is nearest to a click; null where none is in reach. */
export const issueAt = <T extends { place: LonLat }>(
  issues: readonly T[],
  at: LonLat,
  zoom: number,
): T | null =>
  issues
    .map((issue) => ({ issue, px: pixelsBetween(issue.place, at, zoom) }))
    .filter(({ px }) => px <= ISSUE_PX)
    .sort((a, b) => a.px - b.px)[0]?.issue ?? null

/** Grids that the change does more to than give them a neighbour's vertex. */
export const changedIds = (faces: readonly FaceChange[]): ReadonlySet<number> =>
  new Set(areaRows(faces).flatMap(({ id, what }) => (what === 'noded' ? [] : [id])))
