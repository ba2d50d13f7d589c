/** The state of a change as a mark, and its way from the draft to being in force as steps with who and when. */
import type { Change, ChangeState } from '../../../server/shared/boundaries.ts'
import { formatMoment } from '../../i18n/formats.ts'
import { useWords } from './words.ts'

const LOOKS: Record<ChangeState, string> = {
  draft: 'quiet',
  in_review: 'waits',
  approved: 'waits',
  in_force: 'proven',
  rejected: 'wrong',
  discarded: 'quiet',
}

export const StateMark = ({ state }: { state: ChangeState }) => {
  const t = useWords()
  return <span className={`pill ${LOOKS[state]}`}>{t(`state.${state}`)}</span>
}

const WAY: readonly ChangeState[] = ['draft', 'in_review', 'approved', 'in_force']

/** What has come to pass up to each step. */
const momentOf = (change: Change, step: ChangeState): string | null => {
  if (step === 'draft') return change.createdAt
  if (step === 'in_review') return change.submittedAt
  if (step === 'approved') return change.state === 'rejected' ? null : change.decidedAt
  return change.inForceAt ?? change.effectAt
}

export const StateSteps = ({ change }: { change: Change }) => {
  const t = useWords()
  const at = WAY.indexOf(change.state)
  return (
    <ol className="state-steps">
      {WAY.map((step, n) => {
        const moment = momentOf(change, step)
        const looks = [n === at && 'now', at >= 0 && n <= at && 'passed'].filter(Boolean).join(' ')
        return (
          <li key={step} className={looks} aria-current={n === at ? 'step' : undefined}>
            <span>{t(`state.${step}`)}</span>
            {moment && (n <= at || step === 'in_force') && (
              <span className="quiet small">
                {step === 'in_force' && change.inForceAt === null
                  ? t('review.due', { at: formatMoment(moment) })
                  : formatMoment(moment)}
              </span>
            )}
          </li>
        )
      })}
    </ol>
  )
}
