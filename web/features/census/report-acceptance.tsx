/** The acceptance on the printed report: the sample with its seed, rates against limits, the decision, and who signs it. */
import type { Census } from '../../../server/shared/census.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { RatesTable } from './acceptance-rates.tsx'
import { DecisionWords } from './decision-part.tsx'
import { SampleFacts } from './draw-part.tsx'
import { useAcceptance } from './use-acceptance.ts'
import { useWords } from './words.ts'

export const ReportAcceptance = ({ census }: { census: Census }) => {
  const t = useWords()
  const { data, error } = useAcceptance(census.id)
  if (error) return <ErrorNote error={error} />
  if (!data) return null
  const { sample, rates, decision } = data
  if (sample === null || rates === null) return <p>{t('acceptance.report.none')}</p>
  return (
    <>
      <SampleFacts sample={sample} />
      <p className="sampled-grids">
        {t('acceptance.grids.title')}: {sample.grids.map(({ code }) => code).join(' · ')}
      </p>
      <p>{t('acceptance.rates.inspected', { inspected: rates.inspected, sampled: rates.sampled })}</p>
      <RatesTable rates={rates} />
      {decision ? <DecisionWords decision={decision} /> : <p>{t('acceptance.report.undecided')}</p>}
    </>
  )
}
