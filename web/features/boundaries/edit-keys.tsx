/** The keys of the workspace. */
import { KeysHelp } from '../../ui/keys-help.tsx'
import { useWords } from './words.ts'

const KEYS = [
  ['X', 'split'],
  ['C', 'merge'],
  ['V', 'vertices'],
  ['A', 'ground'],
  ['S', 'snapping'],
  ['Alt', 'noSnap'],
  ['Enter', 'finish'],
  ['Space', 'here'],
  ['Backspace', 'back'],
  ['Delete', 'delete'],
  ['Esc', 'escape'],
  ['Ctrl+Z', 'undo'],
  ['Ctrl+Y / Ctrl+Shift+Z', 'redo'],
  ['J / K', 'issues'],
  ['1 … 9', 'remedy'],
  ['B', 'before'],
  ['?', 'help'],
] as const

export const EditKeys = ({ onClose }: { onClose: () => void }) => {
  const t = useWords()
  const keys = KEYS.map(([key, word]) => ({ key, does: t(`keys.${word}`) }))
  return <KeysHelp title={t('tools.keys')} keys={keys} onClose={onClose} />
}
