/** The map of a change with what lies on it: the level looked at, tools, what the last step answered, and what the tool in hand waits for. */
import type { Ref } from 'react'
import type { Change } from '../../../server/shared/boundaries.ts'
import type { Bbox, District } from '../../api-types.ts'
import type { MapHandle } from '../../map/map-view.tsx'
import type { Position } from '../../url-state.ts'
import { ChangeMap } from './change-map.tsx'
import { EditKeys } from './edit-keys.tsx'
import { EditNote } from './edit-note.tsx'
import { DepthChooser, ToolHint } from './map-notes.tsx'
import { AnswerNote } from './notes.tsx'
import { Toolbar } from './toolbar.tsx'
import type { useDrawn } from './use-drawn.ts'
import type { Editor } from './use-editor.ts'
import type { Seen } from './use-seen.ts'
import type { Tools } from './use-tools.ts'
import { useWords } from './words.ts'

type Props = {
  ref: Ref<MapHandle>
  change: Change
  district: District
  position: Position | null
  bbox: Bbox | null
  editor: Editor
  editable: boolean
  wide: boolean
  seen: Seen
  tools: Tools
  drawn: ReturnType<typeof useDrawn>
  help: boolean
  onHelp: (open: boolean) => void
  onBase: () => void
  onDepth: (depth: number) => void
  onMoved: (position: Position, bbox: Bbox) => void
}

const COMPARABLE: readonly string[] = ['draft', 'in_review', 'approved']

export const Stage = (props: Props) => {
  const t = useWords()
  const { change, editor, editable, seen, tools, help, onHelp } = props
  const { session, move } = tools
  const { refused } = editor
  return (
    <section className="stage" aria-label={t('map.label')}>
      <ChangeMap
        ref={props.ref}
        district={props.district}
        position={props.position}
        extent={change.extent}
        level={seen.level}
        seen={props.bbox}
        labels={props.drawn.labels}
        drawn={props.drawn.drawn}
        pointer={tools.pointer}
        onMoved={props.onMoved}
      />
      <div className="change-tools">
        <DepthChooser levels={change.levels} depth={seen.depth} onDepth={props.onDepth} />
        <Toolbar
          session={session}
          editable={editable}
          undoable={change.head > 0}
          redoable={change.log.some(({ inEffect }) => !inEffect)}
          base={seen.choice.base}
          comparable={COMPARABLE.includes(change.state)}
          onTool={tools.choose}
          onSnapping={() => move({ type: 'snapping' })}
          onUndo={() => editor.step('undo')}
          onRedo={() => editor.step('redo')}
          onBase={props.onBase}
          onHelp={() => onHelp(!help)}
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
        <AnswerNote editor={editor} depth={seen.depth} />
        {help && <EditKeys onClose={() => onHelp(false)} />}
      </div>
      <ToolHint
        change={change}
        wide={props.wide}
        session={session}
        base={seen.choice.base}
        tooMany={seen.faces.tooMany}
        busy={editor.pending}
        growth={tools.growth}
        chosen={seen.chosen}
        first={seen.faces.faces.find(({ id }) => id === session.picks[0]) ?? null}
      />
    </section>
  )
}
