/** What stands above and below in the hall: the meeting and how far it is; the keys, always to be seen. */
import { FullscreenOutlined } from '@ant-design/icons'
import { Link } from 'react-router'
import type { Meeting } from '../../../server/shared/meetings.contract.ts'
import { formatCount } from '../../i18n/formats.ts'
import { useWords } from './words.ts'

const fullscreen = (): void => {
  if (document.fullscreenElement) void document.exitFullscreen()
  else void document.documentElement.requestFullscreen().catch(() => undefined)
}

export const HallHead = ({ meeting, no }: { meeting: Meeting; no: number }) => {
  const t = useWords()
  const { title, parcels, signed, deferred, mayRecord, closedAt, recorder } = meeting
  const shown = Math.min(no, parcels)
  return (
    <header className="hall-head">
      <Link to="/boundaries/meetings">{t('hall.leave')}</Link>
      <h1>{title}</h1>
      {!mayRecord && (
        <span className="waits">
          {closedAt === null ? t('hall.reading', { name: recorder }) : t('hall.closed')}
        </span>
      )}
      <span className="hall-said">
        {t('hall.said', {
          signed: formatCount(signed),
          deferred: formatCount(deferred),
          left: formatCount(parcels - signed - deferred),
        })}
      </span>
      <progress
        className="hall-progress"
        max={parcels}
        value={signed + deferred}
        aria-label={t('meetings.title')}
      />
      <strong className="hall-no" role="status">
        {t('hall.progress', { n: shown, total: parcels })}
      </strong>
      <button type="button" className="hall-full" onClick={fullscreen} title={t('hall.fullscreen')}>
        <FullscreenOutlined aria-label={t('hall.fullscreen')} />
      </button>
    </header>
  )
}

const SHORT = [
  ['N →', 'shortNext'],
  ['P ←', 'shortPrevious'],
  ['1–9', 'shortChoose'],
  ['Enter', 'shortSign'],
  ['D', 'shortDefer'],
  ['?', 'shortHelp'],
] as const
const LONG = [
  ['N / →', 'next'],
  ['P / ←', 'previous'],
  ['1 … 9', 'choose'],
  ['Enter', 'sign'],
  ['D', 'defer'],
  ['Esc', 'escape'],
  ['?', 'help'],
] as const

type BarProps = {
  meeting: Meeting
  no: number
  help: boolean
  onGo: (no: number) => void
  onHelp: () => void
}

export const HallBar = ({ meeting, no, help, onGo, onHelp }: BarProps) => {
  const t = useWords()
  const acts: Partial<Record<(typeof SHORT)[number][1], () => void>> = {
    shortNext: () => onGo(no + 1),
    shortPrevious: () => onGo(no - 1),
    shortHelp: onHelp,
  }
  const shown = meeting.mayRecord ? SHORT : SHORT.filter(([, word]) => acts[word])
  return (
    <footer className="hall-bar">
      {help && (
        <section className="hall-help" aria-label={t('hall.keys.label')}>
          <dl>
            {LONG.map(([key, word]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{t(`hall.keys.${word}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <ul aria-label={t('hall.keys.label')}>
        {shown.map(([key, word]) => {
          const act = acts[word]
          const said = (
            <>
              <kbd>{key}</kbd> {t(`hall.keys.${word}`)}
            </>
          )
          return (
            <li key={key}>
              {act ? (
                <button type="button" onClick={act}>
                  {said}
                </button>
              ) : (
                said
              )}
            </li>
          )
        })}
      </ul>
    </footer>
  )
}
