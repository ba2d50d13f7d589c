/** Which key does what in the queue, over the map until Esc. */
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
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

export const KeysHelp = ({ onClose }: { onClose: () => void }) => {
  const t = useWords()
  const general = useTranslation().t
  return (
    <section className="parcel-keys" aria-label={t('keys.title')}>
      <h2>{t('keys.title')}</h2>
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
