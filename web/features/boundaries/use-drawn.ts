/** What the map of a change draws: grids of the draft, a file beside them, issues, what changes hands, and what is being drawn. */
import { useMemo } from 'react'
import type { Change, Impact } from '../../../server/shared/boundaries.ts'
import type { CoverageRow } from '../../../server/shared/coverages.contract.ts'
import {
  coverageFeatures,
  drawnFeatures,
  faceFeatures,
  faceLabels,
  issueFeatures,
  movingFeatures,
} from './draft-features.ts'
import { changedIds } from './lists.ts'
import type { Seen } from './use-seen.ts'
import type { Tools } from './use-tools.ts'

const NONE: ReadonlySet<number> = new Set()

type Asked = {
  change: Change
  seen: Seen
  tools: Tools
  /** An issue that the pointer is on in the list. */
  lit: string | null
  fileRows: readonly CoverageRow[] | undefined
  impact: Impact | undefined
}

export const useDrawn = ({ change, seen, tools, lit, fileRows, impact }: Asked) => {
  const { choice, issues } = seen
  const { faces, tooMany } = seen.faces
  const { session, hover, neighbourhood, preview } = tools
  const changed = useMemo(() => changedIds(change.faces), [change.faces])
  const looked = useMemo(
    () => new Set([...session.picks, ...(choice.face === null ? [] : [choice.face])]),
    [session.picks, choice.face],
  )
  const drawn = useMemo(
    () => ({
      faces: faceFeatures(faces, looked, choice.base ? NONE : changed, preview),
      coverage: coverageFeatures(fileRows ?? [], choice.row),
      issues: issueFeatures(choice.base ? [] : issues, lit ?? choice.issue),
      moving: movingFeatures(impact),
      drawn: drawnFeatures({
        session,
        pointer: hover?.at ?? null,
        caught: hover?.caught ?? null,
        neighbourhood,
        preview,
      }),
    }),
    [
      faces,
      looked,
      changed,
      choice.base,
      choice.issue,
      choice.row,
      issues,
      lit,
      impact,
      fileRows,
      session,
      hover,
      neighbourhood,
      preview,
    ],
  )
  const labels = useMemo(() => (tooMany || faces.length === 0 ? null : faceLabels(faces)), [tooMany, faces])
  return { drawn, labels }
}
