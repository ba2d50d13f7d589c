/** The steps as links: which is shown, which can be taken, which wait. Choices of one step are not carried to the next. */
import { Link } from 'react-router'
import type { Census } from '../../../server/shared/census.ts'
import { missingFor, type Step } from './steps.ts'
import { useWords } from './words.ts'

type Props = { census: Census; step: Step; steps: readonly Step[] }

export const stepAddress = (id: number, step: Step): string => `/census/${id}?step=${step}`

/** The way on, where it is open. */
export const NextStep = ({ census, step, steps }: Props) => {
  const t = useWords()
  const next = steps[steps.indexOf(step) + 1]
  if (next === undefined || next === 'files' || missingFor(next, census) !== null) return null
  const words = {
    reading: 'steps.toReading',
    verdicts: 'steps.toVerdicts',
    difference: 'steps.toDifference',
    acceptance: 'steps.toAcceptance',
    commit: 'steps.toCommit',
    report: 'steps.toReport',
  } as const
  return (
    <Link className="next-step" to={stepAddress(census.id, next)}>
      {t(words[next])} →
    </Link>
  )
}

export const StepNav = ({ census, step, steps }: Props) => {
  const t = useWords()
  return (
    <nav className="steps" aria-label={t('steps.label')}>
      <ol>
        {steps.map((one, n) => {
          const missing = missingFor(one, census)
          const words = (
            <>
              <span className="step-number" aria-hidden>
                {n + 1}
              </span>
              <span className="step-word">{t(`steps.${one}`)}</span>
            </>
          )
          return (
            <li key={one} className={one === step ? 'now' : undefined}>
              {missing === null ? (
                <Link to={stepAddress(census.id, one)} aria-current={one === step ? 'step' : undefined}>
                  {words}
                </Link>
              ) : (
                <span className="quiet" title={t('steps.notYet', { why: t(`steps.${missing}`) })}>
                  {words}
                  <span className="hidden">{t('steps.notYet', { why: t(`steps.${missing}`) })}</span>
                </span>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
