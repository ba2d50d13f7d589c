/** The keys of the queue. */
import { KeysHelp } from '../../ui/keys-help.tsx'
import { useWords } from './words.ts'

const KEYS = [
  ['J / K', 'nextPrevious'],
  ['A', 'draw'],
  ['S', 'snapping'],
  ['Alt', 'noSnap'],
  ['Enter', 'finish'],
  ['Backspace', 'back'],
  ['Esc', 'escape'],
  ['?', 'help'],
] as const

export const QueueKeys = ({ onClose }: { onClose: () => void }) => {
  const t = useWords()
  const keys = KEYS.map(([key, word]) => ({ key, does: t(`keys.${word}`) }))
  return <KeysHelp title={t('keys.title')} keys={keys} onClose={onClose} />
}
