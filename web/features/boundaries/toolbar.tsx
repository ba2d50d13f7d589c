/** The tools over the map, each with its key; which of them can be used is the server's word about the change. */
import {
  BlockOutlined,
  BorderOuterOutlined,
  MergeCellsOutlined,
  NodeIndexOutlined,
  QuestionOutlined,
  RedoOutlined,
  ScissorOutlined,
  SelectOutlined,
  SwapOutlined,
  UndoOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { Session, Tool } from '../../edit/session.ts'
import { useWords } from './words.ts'

const TOOLS: readonly { tool: Tool; key: string; icon: ReactNode }[] = [
  { tool: 'select', key: 'Esc', icon: <SelectOutlined /> },
  { tool: 'split', key: 'X', icon: <ScissorOutlined /> },
  { tool: 'merge', key: 'C', icon: <MergeCellsOutlined /> },
  { tool: 'vertices', key: 'V', icon: <NodeIndexOutlined /> },
  { tool: 'ground', key: 'A', icon: <BorderOuterOutlined /> },
]

type ButtonProps = {
  word: string
  keys: string
  icon: ReactNode
  pressed?: boolean
  disabled?: boolean
  onClick: () => void
}

const ToolButton = ({ word, keys, icon, pressed, disabled = false, onClick }: ButtonProps) => (
  <button
    type="button"
    className="tool"
    aria-pressed={pressed}
    aria-keyshortcuts={keys}
    disabled={disabled}
    title={`${word} (${keys})`}
    onClick={onClick}
  >
    <span aria-hidden>{icon}</span>
    <span>{word}</span>
    {keys.length === 1 && <kbd aria-hidden>{keys}</kbd>}
  </button>
)

type Props = {
  session: Session
  /** Tools that change something are shown. */
  editable: boolean
  undoable: boolean
  redoable: boolean
  base: boolean
  /** While it is open: what is in force has become the register. */
  comparable: boolean
  onTool: (tool: Tool) => void
  onSnapping: () => void
  onUndo: () => void
  onRedo: () => void
  onBase: () => void
  onHelp: () => void
}

export const Toolbar = (props: Props) => {
  const t = useWords()
  const { session, editable, base } = props
  return (
    <div className="tool-bar" role="toolbar" aria-label={t('tools.label')}>
      {editable &&
        TOOLS.map(({ tool, key, icon }) => (
          <ToolButton
            key={tool}
            word={t(`tools.${tool}`)}
            keys={key}
            icon={icon}
            pressed={session.tool === tool}
            disabled={base && tool !== 'select'}
            onClick={() => props.onTool(tool)}
          />
        ))}
      {editable && (
        <>
          <ToolButton
            word={t('tools.snapping')}
            keys="S"
            icon={<BlockOutlined />}
            pressed={session.snapping}
            onClick={props.onSnapping}
          />
          <ToolButton
            word={t('tools.undo')}
            keys="Ctrl+Z"
            icon={<UndoOutlined />}
            disabled={!props.undoable}
            onClick={props.onUndo}
          />
          <ToolButton
            word={t('tools.redo')}
            keys="Ctrl+Y"
            icon={<RedoOutlined />}
            disabled={!props.redoable}
            onClick={props.onRedo}
          />
        </>
      )}
      {props.comparable && (
        <ToolButton
          word={t(base ? 'tools.before' : 'tools.after')}
          keys="B"
          icon={<SwapOutlined />}
          pressed={base}
          onClick={props.onBase}
        />
      )}
      <ToolButton word={t('tools.keys')} keys="?" icon={<QuestionOutlined />} onClick={props.onHelp} />
    </div>
  )
}
