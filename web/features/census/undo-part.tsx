/** What a commit did, and taking it back with its consequences said; after that, what was kept. */
import { App, Button } from 'antd'
import type { Census } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import { formatCount, formatMoment } from '../../i18n/formats.ts'
import { isHeavy } from './steps.ts'
import { useChange } from './use-census.ts'
import { useWords } from './words.ts'

type Batch = NonNullable<Census['batch']>

const OUTCOMES = [
  'new',
  'returned',
  'changed',
  'moved',
  'conflict',
  'suspect',
  'missing',
  'retired',
  'same',
  'refused',
  'unitsMade',
  'gaps',
] as const

export const Outcome = ({ counts }: Pick<Batch, 'counts'>) => {
  const t = useWords()
  const known = OUTCOMES.filter((name) => typeof counts[name] === 'number')
  return (
    <dl className="figures">
      {known.map((name) => (
        <div key={name}>
          <dt>{t(`commit.outcome.${name}`)}</dt>
          <dd>{formatCount(Number(counts[name]))}</dd>
        </div>
      ))}
    </dl>
  )
}

const UndoButton = ({ census }: { census: Census }) => {
  const t = useWords()
  const { modal } = App.useApp()
  const undo = useChange(census.id, () => api.undoCensus({ params: { id: census.id } }))
  const ask = () =>
    modal.confirm({
      title: t('commit.undo'),
      content: t('commit.undoWords'),
      okText: t('commit.undoYes'),
      okButtonProps: { danger: true },
      onOk: () => undo.mutateAsync(undefined),
    })
  return (
    <Button danger disabled={isHeavy(census.job)} loading={undo.isPending} onClick={() => void ask()}>
      {t('commit.undo')}
    </Button>
  )
}

export const UndoPart = ({ census, batch }: { census: Census; batch: Batch }) => {
  const t = useWords()
  const { undone } = batch
  return (
    <>
      <section aria-label={t('commit.done')}>
        <h2 className="proven">{t('commit.done')}</h2>
        <p>{t('commit.doneAt', { actor: batch.actor, at: formatMoment(batch.appliedAt), id: batch.id })}</p>
        <h3>{t('commit.counts')}</h3>
        <Outcome counts={batch.counts} />
      </section>
      {undone === null ? (
        <section aria-label={t('commit.undo')}>
          <h2>{t('commit.undo')}</h2>
          <p className="quiet">{t('commit.undoWords')}</p>
          <p className="card-actions">
            <UndoButton census={census} />
          </p>
        </section>
      ) : (
        <section aria-label={t('commit.undone')}>
          <h2 className="waits">{t('commit.undone')}</h2>
          <p role="status">
            {t('commit.undoneWords', {
              actor: undone.actor,
              at: formatMoment(undone.at),
              n: formatCount(undone.takenBack),
              kept: formatCount(undone.kept),
            })}
          </p>
        </section>
      )}
    </>
  )
}
