/** One delivery, step by step; the step stands in the address, so that one can leave and come back. Without one it opens where the delivery has come to. */
import { useEffect } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import type { Census } from '../../../server/shared/census.ts'
import { hasRole, useAccount } from '../../app/session.tsx'
import { useWriteWords } from '../../app/use-write-address.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { AcceptanceStep } from './acceptance-step.tsx'
import './census.css'
import { CommitStep } from './commit-step.tsx'
import { DifferenceStep } from './difference-step.tsx'
import { FilesStep } from './files-step.tsx'
import { ReadingStep } from './reading-step.tsx'
import { ReportStep } from './report-step.tsx'
import { AcceptanceMark, StateMark } from './state-mark.tsx'
import { NextStep, StepNav } from './step-nav.tsx'
import { ACCEPTERS_STEPS, missingFor, presentStep, readStep, STEPS, type Step } from './steps.ts'
import { useCensus } from './use-census.ts'
import { useUploads } from './use-uploads.ts'
import { VerdictsStep } from './verdicts-step.tsx'
import { useWords } from './words.ts'
import { WorkLine } from './work-line.tsx'

const StepBody = ({ step, census }: { step: Step; census: Census }) => {
  const t = useWords()
  // Uploads go on while another step is looked at.
  const uploads = useUploads(census.id)
  const missing = missingFor(step, census)
  if (missing !== null)
    return <p className="step-page waits">{t('steps.notYet', { why: t(`steps.${missing}`) })}</p>
  switch (step) {
    case 'files':
      return <FilesStep census={census} uploads={uploads} />
    case 'reading':
      return <ReadingStep census={census} />
    case 'verdicts':
      return <VerdictsStep census={census} />
    case 'difference':
      return <DifferenceStep census={census} />
    case 'acceptance':
      return <AcceptanceStep census={census} />
    case 'commit':
      return <CommitStep census={census} />
    case 'report':
      return <ReportStep census={census} />
  }
}

const Wizard = ({ census }: { census: Census }) => {
  const t = useWords()
  const [params] = useSearchParams()
  const write = useWriteWords()
  const steps = hasRole(useAccount(), 'surveyor', 'administrator') ? STEPS : ACCEPTERS_STEPS
  const named = readStep(params.get('step'))
  const asked = named !== null && steps.includes(named) ? named : null
  const step = asked ?? (steps === STEPS ? presentStep(census) : 'acceptance')
  // The step that was come to is written down, so that going on elsewhere and back leads here.
  useEffect(() => {
    if (asked === null) write({ step }, 'replace')
  }, [asked, step, write])
  return (
    <>
      <header className="census-head">
        <Link to="/census">{t('steps.back')}</Link>
        <h1>{census.title}</h1>
        <StateMark state={census.state} undone={census.batch?.undone != null} />
        <AcceptanceMark acceptance={census.acceptance} />
        <NextStep census={census} step={step} steps={steps} />
      </header>
      <StepNav census={census} step={step} steps={steps} />
      <WorkLine id={census.id} job={census.job} />
      <StepBody step={step} census={census} />
    </>
  )
}

const Delivery = ({ id }: { id: number }) => {
  const t = useWords()
  const { data, error, isPending, refetch } = useCensus(id)
  const title = data?.title
  useEffect(() => {
    document.title = `${title ?? t('list.title')} · Gridbook`
  }, [t, title])
  if (data) return <Wizard census={data} />
  return (
    <div className="step-page">
      <h1>{t('list.title')}</h1>
      {isPending && <Loading />}
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      <Link to="/census">{t('steps.back')}</Link>
    </div>
  )
}

export const WizardPage = () => {
  const t = useWords()
  const account = useAccount()
  const { id } = useParams()
  if (!hasRole(account, 'surveyor', 'administrator', 'reviewer'))
    return (
      <main className="state" id="content">
        <h1>{t('list.title')}</h1>
        <p className="waits" role="status">
          {t('list.forbidden')}
        </p>
      </main>
    )
  return (
    <main className="wizard" id="content">
      <Delivery key={id} id={Number(id)} />
    </main>
  )
}
