/** Files that prove a claim: attached, listed with their hash, and given back to be saved. */
import { PaperClipOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef } from 'react'
import { getEvidence, type ParcelCard } from '../../../server/shared/parcels.contract.ts'
import { api, pathOf } from '../../api.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { formatBytes, formatMoment } from '../../i18n/formats.ts'
import { RefusedNote } from './refused-note.tsx'
import { useDeed } from './use-parcels.ts'
import { useWords } from './words.ts'

export const EvidencePart = ({ card, past }: { card: ParcelCard; past: boolean }) => {
  const t = useWords()
  const input = useRef<HTMLInputElement>(null)
  const may = hasRole(useAccount(), 'reviewer', 'administrator')
  const add = useDeed(card.id, (file: File) =>
    api.addEvidence({ params: { id: card.id }, query: { name: file.name }, file }),
  )
  return (
    <section aria-label={t('evidence.title')}>
      <h3>{t('evidence.title')}</h3>
      {card.evidence.length === 0 && <p className="quiet">{t('evidence.none')}</p>}
      <ul className="claims">
        {card.evidence.map((one) => (
          <li key={one.id} className="claim">
            {may ? (
              <a
                href={pathOf(getEvidence.path, { id: card.id, evidenceId: one.id })}
                download={one.name}
                title={t('evidence.download', { name: one.name })}
              >
                <PaperClipOutlined aria-hidden /> {one.name}
              </a>
            ) : (
              <span>{one.name}</span>
            )}{' '}
            <span className="quiet">{formatBytes(one.bytes)}</span>
            <p className="quiet small">{t('claims.by', { by: one.by, at: formatMoment(one.at) })}</p>
            <p className="quiet small evidence-hash">{t('evidence.hash', { hash: one.sha256 })}</p>
          </li>
        ))}
      </ul>
      {add.error && <RefusedNote error={add.error} />}
      {may && !past ? (
        <>
          <Button size="small" loading={add.isPending} onClick={() => input.current?.click()}>
            {t('evidence.add')}
          </Button>
          <p className="quiet small">{t('evidence.hint')}</p>
          <input
            ref={input}
            type="file"
            accept=".pdf,.jpg,.jpeg,.png,.geojson,.json"
            hidden
            aria-hidden
            tabIndex={-1}
            onChange={(event) => {
              const file = event.target.files?.[0]
              if (file) add.mutate(file)
              event.target.value = ''
            }}
          />
        </>
      ) : (
        !may && <p className="quiet small">{t('evidence.mayNot')}</p>
      )}
    </section>
  )
}
