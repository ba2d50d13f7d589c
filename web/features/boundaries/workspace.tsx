/** Map and list of one change in step. The draft lives on the server; here live only the tool in hand and what is pointed at. */
import { App } from 'antd'
import { useRef, useState } from 'react'
import type { Change } from '../../../server/shared/boundaries.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { Bbox, District } from '../../api-types.ts'
import { useView } from '../../app/use-view.ts'
import { useWriteWords } from '../../app/use-write-address.ts'
import { boxOf, faceAt } from '../../edit/rings.ts'
import type { MapHandle } from '../../map/map-view.tsx'
import { useCameraInAddress } from '../../ui/use-camera-in-address.ts'
import { useWide } from '../../ui/use-wide.ts'
import { issueAt } from './lists.ts'
import { usePart } from './part-nav.tsx'
import { SideParts } from './side-parts.tsx'
import { Stage } from './stage.tsx'
import { useImpact, usePresence } from './use-change.ts'
import { useCommands } from './use-commands.ts'
import { useCoverageRows } from './use-coverages.ts'
import { useDrawn } from './use-drawn.ts'
import { useEditor } from './use-editor.ts'
import { useSeen } from './use-seen.ts'
import { useTicked } from './use-ticked.ts'
import { useTools } from './use-tools.ts'
import { useWords } from './words.ts'

const CLOSE_ZOOM = 17

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
  const { ticked, tick } = useTicked(change)
  const { part, choose: choosePart } = usePart()
  const wide = useWide()
  const editable = change.may.edit && wide
  const editor = useEditor(change.id)
  const seen = useSeen(change, district, bbox)
  const { choice, depth, faces, parents, proof, issues, chosen } = seen
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
  useCommands({
    editable,
    editor,
    seen,
    tools,
    centre,
    help,
    onHelp: setHelp,
    onStep,
    onBase,
    onLeaveFace: () => onFace(null),
  })
  const drawn = useDrawn({
    change,
    seen,
    tools,
    lit,
    fileRows: openFile === null ? undefined : fileRows.data?.items,
    impact: part === 'impact' ? impact.data : undefined,
  })
  return (
    <div className="change-work">
      <Stage
        ref={map}
        change={change}
        district={district}
        position={view.position}
        bbox={bbox}
        editor={editor}
        editable={editable}
        wide={wide}
        seen={seen}
        tools={tools}
        drawn={drawn}
        help={help}
        onHelp={setHelp}
        onBase={onBase}
        onDepth={(next) => write({ depth: next, face: null }, 'push')}
        onMoved={(position, box) => {
          setBbox(box)
          setCentre({ at: [position.lon, position.lat], zoom: position.zoom })
          onCamera(position)
        }}
      />
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
        onTick={tick}
        onShow={(place) => map.current?.show(place, CLOSE_ZOOM)}
      />
    </div>
  )
}
