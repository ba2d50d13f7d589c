/** All parcels are gone through: what came of them, and the closing of the meeting, which leads to its minutes. */
import { Link, useNavigate } from 'react-router'
import type { Meeting } from '../../../server/shared/meetings.contract.ts'
import { api } from '../../api.ts'
import { formatCount } from '../../i18n/formats.ts'
import { useKeys } from '../../ui/use-keys.ts'
import { HallHead } from './hall-frame.tsx'
import { hallCommandOf } from './hall-keys.ts'
import { RefusedNote } from './refused-note.tsx'
import { useRecord } from './use-meetings.ts'
import { useWords } from './words.ts'

export const HallEnd = ({ meeting, onGo }: { meeting: Meeting; onGo: (no: number) => void }) => {
  const t = useWords()
  const navigate = useNavigate()
  const { id, parcels, signed, deferred, mayRecord, queue } = meeting
  const left = parcels - signed - deferred
  const close = useRecord(id, () => api.closeMeeting({ params: { id } }))
  const toMinutes = () => void navigate(`/boundaries/meetings/${id}/minutes`)
  const end = () => {
    if (!mayRecord) toMinutes()
    else if (!close.isPending) close.mutate(undefined, { onSuccess: toMinutes })
  }
  useKeys((pressed) => {
    const command = hallCommandOf(pressed)
    if (command === 'previous') onGo(queue.length)
    if (command === 'enter') end()
    return command === 'previous' || command === 'enter'
  })
  return (
    <>
      <HallHead meeting={meeting} no={parcels + 1} />
      <section className="hall-end" aria-label={t('hall.end')}>
        <h2>{t('hall.end')}</h2>
        <p>
          {t('hall.endWords', {
            total: formatCount(parcels),
            signed: formatCount(signed),
            deferred: formatCount(deferred),
            left: formatCount(left),
          })}
        </p>
        {mayRecord && (
          <p className={left > 0 ? 'waits' : 'proven'}>
            {left > 0 ? t('hall.endLeft', { n: formatCount(left) }) : t('hall.endClean')}
          </p>
        )}
        {left > 0 && (
          <ul className="hall-left">
            {queue
              .filter(({ outcome }) => outcome === null)
              .map(({ no, parcel }) => (
                <li key={no}>
                  <button type="button" onClick={() => onGo(no)}>
                    {no} · {parcel.number} {parcel.name}
                  </button>
                </li>
              ))}
          </ul>
        )}
        {close.error && <RefusedNote error={close.error} />}
        {mayRecord ? (
          <>
            <button type="button" className="hall-close" disabled={close.isPending} onClick={end}>
              <kbd>Enter</kbd> {t('hall.close')}
            </button>
            <p className="quiet">{t('hall.closeKey')}</p>
          </>
        ) : (
          <Link to={`/boundaries/meetings/${id}/minutes`}>{t('hall.toMinutes')}</Link>
        )}
      </section>
    </>
  )
}
