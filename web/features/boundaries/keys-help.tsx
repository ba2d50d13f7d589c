/** Which key does what, over the map until Esc. */
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
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

export const KeysHelp = ({ onClose }: { onClose: () => void }) => {
  const t = useWords()
  const general = useTranslation().t
  return (
    <section className="keys-help" aria-label={t('tools.keys')}>
      <h2>{t('tools.keys')}</h2>
      <dl>
        {KEYS.map(([key, word]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`keys.${word}`)}</dd>
          </div>
        ))}
      </dl>
      <Button size="small" autoFocus onClick={onClose}>
        {general('app.close')}
      </Button>
    </section>
  )
}
