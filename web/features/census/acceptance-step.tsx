/** Fifth step: a sample of the delivery is drawn, inspected in the field, held against the limits, and the delivery accepted or given back. */
import type { Acceptance } from '../../../server/shared/acceptance.contract.ts'
import type { Census } from '../../../server/shared/census.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import './acceptance.css'
import { AcceptanceRates } from './acceptance-rates.tsx'
import { AcceptanceRule } from './acceptance-rule.tsx'
import { DecisionPart } from './decision-part.tsx'
import { DrawPart, SampledGrids } from './draw-part.tsx'
import { SheetPart } from './sheet-part.tsx'
import { useAcceptance } from './use-acceptance.ts'
import { useWords } from './words.ts'

const Parts = ({ census, acceptance }: { census: Census; acceptance: Acceptance }) => {
  const t = useWords()
  const { sample, rates, may, decision } = acceptance
  const open = decision === null
  return (
    <>
      {!may.decide && <p className="quiet">{t('acceptance.mayNot')}</p>}
      <AcceptanceRule
        key={JSON.stringify(acceptance.settings)}
        id={census.id}
        acceptance={acceptance}
        frozen={!may.decide || decision?.decision === 'accepted'}
      />
      <DrawPart census={census} acceptance={acceptance} />
      {sample && <SampledGrids id={census.id} grids={sample.grids} />}
      {sample && <SheetPart id={census.id} mayFill={may.inspect && open} />}
      {rates && <AcceptanceRates rates={rates} />}
      {sample && <DecisionPart census={census} acceptance={acceptance} />}
    </>
  )
}

export const AcceptanceStep = ({ census }: { census: Census }) => {
  const t = useWords()
  const { data, error, isPending, refetch } = useAcceptance(census.id)
  return (
    <div className="step-page acceptance">
      <h2>{t('acceptance.title')}</h2>
      <p className="quiet">{t('acceptance.intro')}</p>
      {isPending && <Loading />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data && <Parts census={census} acceptance={data} />}
    </div>
  )
}
