/** The panel beside the map: one part at a time. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { Change, Face, Impact } from '../../../server/shared/boundaries.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { useWriteWords } from '../../app/use-write-address.ts'
import { AreasPart } from './areas-part.tsx'
import { CoveragePart, type CoverageSeen } from './coverage-part.tsx'
import { type FacesSeen, GridsPart } from './grids-part.tsx'
import { ImpactPart } from './impact-part.tsx'
import { IssuesPart, type IssuesSeen } from './issues-part.tsx'
import { changedIds } from './lists.ts'
import { LogPart } from './log-part.tsx'
import { Others, Stale } from './notes.tsx'
import { namesIn } from './operation-words.ts'
import { type Part, PartNav } from './part-nav.tsx'
import { ReviewPart } from './review-part.tsx'
import { TalkPart } from './talk-part.tsx'
import type { Editor } from './use-editor.ts'
import { useWords } from './words.ts'

type Props = {
  change: Change
  part: Part
  onPart: (part: Part) => void
  editor: Editor
  editable: boolean
  issues: IssuesSeen
  onIssue: (id: string | null) => void
  onLit: (id: string | null) => void
  onStep: (by: 1 | -1) => void
  write: ReturnType<typeof useWriteWords>
  faces: FacesSeen
  coverage: CoverageSeen
  parents: readonly Face[]
  depth: number
  chosen: Face | null
  picks: readonly number[]
  onFace: (id: number | null) => void
  onPick: (id: number) => void
  onMerge: () => void
  onTool: (tool: 'split' | 'merge' | 'ground') => void
  impact: UseQueryResult<Impact>
  ticked: ReadonlySet<number>
  onTick: (report: number) => void
  onShow: (place: LonLat) => void
}

const Body = (props: Props) => {
  const { change, part, editor, editable, chosen, onFace, onIssue, write } = props
  const nameOf = namesIn(change)
  switch (part) {
    case 'issues':
      return (
        <IssuesPart
          change={change}
          seen={props.issues}
          editor={editor}
          editable={editable}
          face={chosen && { id: chosen.id, name: chosen.name || chosen.code }}
          onChoose={onIssue}
          onLit={props.onLit}
          onStep={props.onStep}
          onKind={(kind) => write({ kind, issue: null }, 'push')}
          onScope={(scope) => write({ scope: scope === 'touched' ? null : scope, issue: null }, 'push')}
        />
      )
    case 'areas':
      return <AreasPart change={change} chosen={chosen?.id ?? null} onFace={onFace} />
    case 'grids':
      return <GridsPart {...props} seen={props.faces} />
    case 'coverage':
      return (
        <CoveragePart
          change={change}
          depth={props.depth}
          editor={editor}
          editable={editable}
          seen={props.coverage}
        />
      )
    case 'log':
      return <LogPart change={change} editor={editor} editable={editable} />
    case 'impact':
      return (
        <ImpactPart
          impact={props.impact.data}
          error={props.impact.error}
          retry={() => void props.impact.refetch()}
          nameOf={nameOf}
          ticked={props.ticked}
          onTick={change.may.decide ? props.onTick : null}
          onShow={props.onShow}
        />
      )
    case 'talk':
      return <TalkPart change={change} onFace={onFace} onIssue={onIssue} />
    case 'review':
      return (
        <ReviewPart
          change={change}
          proof={props.issues.proof}
          ticked={props.ticked}
          onIssue={(id) => onIssue(id)}
        />
      )
  }
}

export const SideParts = (props: Props) => {
  const t = useWords()
  const { change, part, editor, editable, onPart } = props
  return (
    <div className="change-side">
      <PartNav
        part={part}
        counts={{
          issues: props.issues.proof?.blocking ?? 0,
          areas: changedIds(change.faces).size,
          log: change.operations,
          talk: change.comments.length,
        }}
        onChoose={onPart}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls only what has the focus */}
      <section className="part-body" aria-label={t(`parts.${part}`)} tabIndex={0}>
        <Stale stale={change.stale} editor={editor} editable={editable} />
        <Others others={change.others} />
        <Body {...props} />
      </section>
    </div>
  )
}
