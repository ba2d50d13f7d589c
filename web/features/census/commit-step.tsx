/** Sixth step: what the commit will do, in words and figures; then what it did, and the way to take it back. */
import type { Census } from '../../../server/shared/census.ts'
import { formatCount } from '../../i18n/formats.ts'
import { CommitForm } from './commit-form.tsx'
import { countOf, effectsOf } from './kinds.ts'
import { isHeavy } from './steps.ts'
import { UndoPart } from './undo-part.tsx'
import { useWords } from './words.ts'

const Effects = ({ census }: { census: Census }) => {
  const t = useWords()
  const { does, leaves } = effectsOf(census)
  const same = countOf('same', census)
  const { refused } = census.counts
  return (
    <div className="effects">
      <section aria-label={t('commit.will')}>
        <h2>{t('commit.will')}</h2>
        <ul className="deeds">
          {does.length === 0 && <li>{t('commit.nothing')}</li>}
          {does.map(({ deed, n }) => (
            <li key={deed} className={deed === 'retires' ? 'wrong' : undefined}>
              {t(`commit.${deed}`, { n: formatCount(n) })}
            </li>
          ))}
        </ul>
        {Object.keys(census.decided).length > 0 && <p className="quiet">{t('commit.single')}</p>}
      </section>
      <section aria-label={t('commit.leaves')}>
        <h2>{t('commit.leaves')}</h2>
        <ul className="deeds">
          {same > 0 && <li>{t('commit.same', { n: formatCount(same) })}</li>}
          {leaves.map(({ kind, n }) => (
            <li key={kind}>{t('commit.left', { kind: t(`kind.${kind}`), n: formatCount(n) })}</li>
          ))}
          {refused > 0 && <li className="waits">{t('commit.refused', { n: formatCount(refused) })}</li>}
        </ul>
      </section>
    </div>
  )
}

export const CommitStep = ({ census }: { census: Census }) => {
  const t = useWords()
  return (
    <div className="step-page">
      {census.batch === null ? (
        <>
          <Effects census={census} />
          <p>{t('commit.once')}</p>
          {census.acceptance === 'returned' && (
            <p className="wrong" role="status">
              {t('acceptance.state.returned')}. {t('acceptance.decide.correct')}
            </p>
          )}
          {!isHeavy(census.job) && census.acceptance !== 'returned' && <CommitForm census={census} />}
        </>
      ) : (
        <UndoPart census={census} batch={census.batch} />
      )}
    </div>
  )
}
