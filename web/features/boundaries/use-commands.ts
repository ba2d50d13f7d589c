/** What a key does in the workspace of a change, and whether it means anything just now. */
import type { LonLat } from '../../../server/shared/crs.ts'
import { type Command, commandOf } from '../../edit/keys.ts'
import { useKeys } from '../../ui/use-keys.ts'
import type { Editor } from './use-editor.ts'
import { issueInAddress, type Seen } from './use-seen.ts'
import type { Tools } from './use-tools.ts'

type Workspace = {
  editable: boolean
  editor: Editor
  seen: Seen
  tools: Tools
  centre: { at: LonLat; zoom: number } | null
  help: boolean
  onHelp: (open: boolean) => void
  onStep: (by: 1 | -1) => void
  onBase: () => void
  onLeaveFace: () => void
}

/** Only of the issue that is named in the address and on screen, as the draft stands now. */
const remedy = (key: string, { editable, editor, seen }: Workspace): boolean => {
  const { choice, issues, proof } = seen
  if (choice.issue !== issueInAddress()) return false
  const issue = issues.find(({ id }) => id === choice.issue)
  const found = issue?.remedies.find((one) => one.key === key)
  if (!found || !editable || editor.pending || proof.isPlaceholderData) return false
  editor.step({ operation: found.operation })
  return true
}

const letGo = ({ help, onHelp, tools, seen, onLeaveFace }: Workspace): void => {
  if (help) onHelp(false)
  else if (tools.session.tool === 'select' && seen.choice.face !== null) onLeaveFace()
  else tools.move({ type: 'escape' })
}

const done = (act: () => void): boolean => {
  act()
  return true
}

const run = (command: Command, workspace: Workspace): boolean => {
  if (typeof command === 'object') return remedy(command.remedy, workspace)
  const { editable, editor, seen, tools, centre, help, onHelp, onStep, onBase } = workspace
  const { session, move } = tools
  switch (command) {
    case 'split':
    case 'merge':
    case 'vertices':
    case 'ground':
      if (editable && !seen.choice.base) tools.choose(command)
      return editable
    case 'snapping':
      return editable && done(() => move({ type: 'snapping' }))
    case 'undo':
    case 'redo':
      return editable && done(() => editor.step(command))
    case 'escape':
      return done(() => letGo(workspace))
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
      return done(() => onHelp(!help))
  }
}

/** A key that meant something is not the browser's any more. */
export const useCommands = (workspace: Workspace): void =>
  useKeys((pressed) => {
    const command = commandOf(pressed)
    return command !== null && run(command, workspace)
  })
