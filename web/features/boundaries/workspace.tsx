/** Map and list of one change in step. The draft lives on the server; here live only the tool in hand, what is pointed at, and which reports are ticked. */
import { App } from 'antd'
import { useMemo, useRef, useState } from 'react'
import type { Change } from '../../../server/shared/boundaries.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { Bbox, District } from '../../api-types.ts'
import { useView } from '../../app/use-view.ts'
import { useWriteWords } from '../../app/use-write-address.ts'
import type { Command } from '../../edit/keys.ts'
import { boxOf, faceAt } from '../../edit/rings.ts'
import type { MapHandle } from '../../map/map-view.tsx'
import { useCameraInAddress } from '../../ui/use-camera-in-address.ts'
import { useWide } from '../../ui/use-wide.ts'
import { ChangeMap } from './change-map.tsx'
import {
  coverageFeatures,
  drawnFeatures,
  faceFeatures,
  faceLabels,
  issueFeatures,
  movingFeatures,
} from './draft-features.ts'
import { EditKeys } from './edit-keys.tsx'
import { EditNote } from './edit-note.tsx'
import { changedIds, issueAt } from './lists.ts'
import { DepthChooser, ToolHint } from './map-notes.tsx'
import { AnswerNote } from './notes.tsx'
import { usePart } from './part-nav.tsx'
import { SideParts } from './side-parts.tsx'
import { Toolbar } from './toolbar.tsx'
import { useImpact, usePresence } from './use-change.ts'
import { useCommands } from './use-commands.ts'
import { useCoverageRows } from './use-coverages.ts'
import { useEditor } from './use-editor.ts'
import { issueInAddress, useSeen } from './use-seen.ts'
import { useTools } from './use-tools.ts'
import { useWords } from './words.ts'

const CLOSE_ZOOM = 17
const NONE: ReadonlySet<number> = new Set()

export const Workspace = ({ change, district }: { change: Change; district: District }) => {
  const t = useWords()
  const { message } = App.useApp()
  const map = useRef<MapHandle>(null)
  const { view, change: changeView } = useView()
  const write = useWriteWords()
  const onCamera = useCameraInAddress(map, view.position, changeView)
  const [bbox, setBbox] = useState<Bbox | null>(null)
  const [centre, setCentre] = useState<{ at: LonLat; zoom: number } | null>(null)
  const [lit, setLit] = useState<string | null>(null)
  const [help, setHelp] = useState(false)
  const [ticked, setTicked] = useState<ReadonlySet<number>>(() => new Set(change.reevaluate))
  const { part, choose: choosePart } = usePart()
  const wide = useWide()
  const editable = change.may.edit && wide
  const editor = useEditor(change.id)
  const seen = useSeen(change, district, bbox)
  const { choice, depth, level, faces, parents, proof, issues, chosen } = seen
  const impact = useImpact(change, part === 'impact')
  const openFile = part === 'coverage' && change.state === 'draft' ? choice.coverage : null
  const fileRows = useCoverageRows(change, openFile)

  const onFace = (id: number | null) =>
    write({ face: id, ...(id === null ? {} : { part: 'grids' }), issue: null }, 'push')
  const onIssue = (id: string | null) => {
    write({ issue: id, ...(id === null ? {} : { part: 'issues' }) }, 'push')
    const issue = issues.find((one) => one.id === id)
    if (!issue) return
    const [west, south, east, north] = issue.bbox
    // A point has a box without extent, to which nothing can be fitted.
    if (east > west && north > south) map.current?.fit(issue.bbox)
    else map.current?.show(issue.place, CLOSE_ZOOM)
  }
  const tools = useTools({
    faces: faces.faces,
    chosen: choice.face,
    editable: editable && !choice.base,
    editor,
    onLook: (at, zoom) => {
      const issue = issueAt(issues, at, zoom)
      if (issue) return write({ issue: issue.id, part: 'issues' }, 'push')
      onFace(faceAt(faces.faces, at)?.id ?? null)
    },
    onTrouble: (word) => void message.warning(t(`trouble.${word}`)),
  })
  const { session, move } = tools
  usePresence(change.id, editable && (session.tool !== 'select' || editor.pending))

  const onBase = () => {
    if (!choice.base) move({ type: 'tool', tool: 'select' })
    write({ base: choice.base ? null : 'true' }, 'replace')
  }
  const onStep = (by: 1 | -1) => {
    const next = seen.stepIssue(by)
    if (next) onIssue(next.id)
  }
  const remedy = (key: string): boolean => {
    if (choice.issue !== issueInAddress()) return false
    const issue = issues.find(({ id }) => id === choice.issue)
    const found = issue?.remedies.find((one) => one.key === key)
    if (!found || !editable || editor.pending || proof.isPlaceholderData) return false
    editor.step({ operation: found.operation })
    return true
  }
  const toolOf = (tool: 'split' | 'merge' | 'vertices' | 'ground'): boolean => {
    if (editable && !choice.base) tools.choose(tool)
    return editable
  }
  const letGo = (): boolean => {
    if (help) setHelp(false)
    else if (session.tool === 'select' && choice.face !== null) onFace(null)
    else move({ type: 'escape' })
    return true
  }
  const done = (act: () => void): boolean => {
    act()
    return true
  }
  const run = (command: Command): boolean => {
    if (typeof command === 'object') return remedy(command.remedy)
    switch (command) {
      case 'split':
      case 'merge':
      case 'vertices':
      case 'ground':
        return toolOf(command)
      case 'snapping':
        return editable && done(() => move({ type: 'snapping' }))
      case 'undo':
      case 'redo':
        return editable && done(() => editor.step(command))
      case 'escape':
        return letGo()
      case 'finish':
        return session.tool !== 'select' && done(tools.finish)
      case 'back':
        return session.line.length > 0 && done(() => move({ type: 'back' }))
      case 'delete':
        return session.vertex !== null && done(tools.remove)
      case 'here':
        return centre !== null && done(() => tools.click({ ...centre, alt: false }))
      case 'next':
        return done(() => onStep(1))
      case 'previous':
        return done(() => onStep(-1))
      case 'before':
        return done(onBase)
      case 'help':
        return done(() => setHelp(!help))
    }
  }
  useCommands(run)

  const changed = useMemo(() => changedIds(change.faces), [change.faces])
  const looked = useMemo(
    () => new Set([...session.picks, ...(choice.face === null ? [] : [choice.face])]),
    [session.picks, choice.face],
  )
  const drawn = useMemo(
    () => ({
      faces: faceFeatures(faces.faces, looked, choice.base ? NONE : changed, tools.preview),
      coverage: coverageFeatures(openFile === null ? [] : (fileRows.data?.items ?? []), choice.row),
      issues: issueFeatures(choice.base ? [] : issues, lit ?? choice.issue),
      moving: movingFeatures(part === 'impact' ? impact.data : undefined),
      drawn: drawnFeatures({
        session,
        pointer: tools.hover?.at ?? null,
        caught: tools.hover?.caught ?? null,
        neighbourhood: tools.neighbourhood,
        preview: tools.preview,
      }),
    }),
    [
      faces.faces,
      looked,
      changed,
      choice.base,
      choice.issue,
      issues,
      lit,
      part,
      impact.data,
      openFile,
      fileRows.data,
      choice.row,
      session,
      tools.hover,
      tools.neighbourhood,
      tools.preview,
    ],
  )
  const labels = useMemo(
    () => (faces.tooMany || faces.faces.length === 0 ? null : faceLabels(faces.faces)),
    [faces.tooMany, faces.faces],
  )
  const refused = editor.refused
  return (
    <div className="change-work">
      <section className="stage" aria-label={t('map.label')}>
        <ChangeMap
          ref={map}
          district={district}
          position={view.position}
          extent={change.extent}
          level={level}
          seen={bbox}
          labels={labels}
          drawn={drawn}
          pointer={tools.pointer}
          onMoved={(position, box) => {
            setBbox(box)
            setCentre({ at: [position.lon, position.lat], zoom: position.zoom })
            onCamera(position)
          }}
        />
        <div className="change-tools">
          <DepthChooser
            levels={change.levels}
            depth={depth}
            onDepth={(next) => write({ depth: next, face: null }, 'push')}
          />
          <Toolbar
            session={session}
            editable={editable}
            undoable={change.head > 0}
            redoable={change.log.some(({ inEffect }) => !inEffect)}
            base={choice.base}
            comparable={['draft', 'in_review', 'approved'].includes(change.state)}
            onTool={(tool) => tools.choose(tool)}
            onSnapping={() => move({ type: 'snapping' })}
            onUndo={() => editor.step('undo')}
            onRedo={() => editor.step('redo')}
            onBase={onBase}
            onHelp={() => setHelp(!help)}
          />
        </div>
        <div className="map-notes">
          {editor.error && (
            <EditNote
              error={editor.error}
              onAgain={refused === null ? undefined : () => editor.step(refused)}
              onClose={editor.forget}
            />
          )}
          <AnswerNote editor={editor} depth={depth} />
          {help && <EditKeys onClose={() => setHelp(false)} />}
        </div>
        <ToolHint
          change={change}
          wide={wide}
          session={session}
          base={choice.base}
          tooMany={faces.tooMany}
          busy={editor.pending}
          growth={tools.growth}
          chosen={chosen}
          first={faces.faces.find(({ id }) => id === session.picks[0]) ?? null}
        />
      </section>
      <SideParts
        change={change}
        part={part}
        onPart={choosePart}
        editor={editor}
        editable={editable}
        issues={{
          proof: proof.data,
          error: proof.error,
          retry: () => void proof.refetch(),
          past: proof.isPlaceholderData,
          issues,
          kind: choice.kind,
          scope: choice.scope,
          lit,
          chosen: choice.issue,
        }}
        onIssue={onIssue}
        onLit={setLit}
        onStep={onStep}
        write={write}
        faces={faces}
        parents={parents}
        depth={depth}
        chosen={chosen}
        picks={session.picks}
        onFace={(id) => {
          onFace(id)
          const box = boxOf(faces.faces.filter((face) => face.id === id))
          if (box) map.current?.fit(box)
        }}
        onPick={(face) => {
          if (session.tool !== 'merge') tools.choose('merge')
          if (session.tool === 'merge' || face !== choice.face) move({ type: 'pick', face })
        }}
        onMerge={tools.finish}
        onTool={(tool) => tools.choose(tool)}
        coverage={{
          rows: fileRows,
          open: openFile,
          row: choice.row,
          onOpen: (coverage) => write({ coverage, row: null }, 'push'),
          onRow: (row) => {
            write({ row: row?.rowNo ?? null }, 'push')
            const box = row?.geometry ? boxOf([{ geometry: row.geometry }]) : null
            if (box) map.current?.fit(box)
          },
        }}
        impact={impact}
        ticked={ticked}
        onTick={(report) =>
          setTicked((now) => {
            const next = new Set(now)
            if (!next.delete(report)) next.add(report)
            return next
          })
        }
        onShow={(place) => map.current?.show(place, CLOSE_ZOOM)}
      />
    </div>
  )
}
