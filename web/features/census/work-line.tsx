/** Work in hand: stage, rows, rate, time left; hold, go on, cancel. It goes on when the page is left. */
import { Alert, Button, Progress } from 'antd'
import type { CensusJob } from '../../../server/shared/census.ts'
import { api } from '../../api.ts'
import { formatCount, formatShare } from '../../i18n/formats.ts'
import { useSaid } from './said.ts'
import { isOpen } from './steps.ts'
import { useChange } from './use-census.ts'
import { useWords, type Words } from './words.ts'

const timeLeft = (t: Words, seconds: number): string =>
  seconds < 90
    ? t('work.secondsLeft', { n: Math.max(1, Math.round(seconds)) })
    : t('work.minutesLeft', { n: Math.round(seconds / 60) })

/** For lists: only what it is doing. */
export const WorkShort = ({ job }: { job: CensusJob | null }) => {
  const t = useWords()
  if (!isOpen(job)) return null
  return (
    <span className="waits">
      {t(`work.kind.${job.kind}`)} · {t(`work.state.${job.state}`)} {job.share > 0 && formatShare(job.share)}
    </span>
  )
}

const Facts = ({ job }: { job: CensusJob }) => {
  const t = useWords()
  const moving = job.state === 'running'
  return (
    <p className="work-facts">
      {job.stage !== 'waiting' && <span>{t(`work.stage.${job.stage}`)}</span>}
      {job.rows > 0 && <span className="code">{t('work.rows', { n: formatCount(job.rows) })}</span>}
      {moving && job.rowsPerSecond !== null && (
        <span className="code">{t('work.rate', { n: formatCount(Math.round(job.rowsPerSecond)) })}</span>
      )}
      {moving && job.secondsLeft !== null && <span className="code">{timeLeft(t, job.secondsLeft)}</span>}
    </p>
  )
}

const Failed = ({ id, job }: { id: number; job: CensusJob }) => {
  const t = useWords()
  const said = useSaid()
  const resume = useChange(id, () => api.resumeJob({ params: { id } }))
  return (
    <Alert
      type="error"
      role="alert"
      className="note"
      title={`${t(`work.kind.${job.kind}`)} · ${job.problem ? said(job.problem) : t('work.state.failed')}`}
      description={t('work.failedSafe')}
      action={
        <Button size="small" loading={resume.isPending} onClick={() => resume.mutate(undefined)}>
          {t('work.resume')}
        </Button>
      }
    />
  )
}

const Buttons = ({ id, job }: { id: number; job: CensusJob }) => {
  const t = useWords()
  const params = { params: { id } }
  const pause = useChange(id, () => api.pauseJob(params))
  const resume = useChange(id, () => api.resumeJob(params))
  const cancel = useChange(id, () => api.cancelJob(params))
  const busy = pause.isPending || resume.isPending || cancel.isPending
  return (
    <span className="row-tools">
      {job.state === 'paused' ? (
        <Button size="small" type="primary" disabled={busy} onClick={() => resume.mutate(undefined)}>
          {t('work.resume')}
        </Button>
      ) : (
        <Button size="small" disabled={busy} onClick={() => pause.mutate(undefined)}>
          {t('work.pause')}
        </Button>
      )}
      <Button size="small" disabled={busy} onClick={() => cancel.mutate(undefined)}>
        {t('work.cancel')}
      </Button>
    </span>
  )
}

export const WorkLine = ({ id, job }: { id: number; job: CensusJob | null }) => {
  const t = useWords()
  if (job?.state === 'failed') return <Failed id={id} job={job} />
  if (!isOpen(job)) return null
  return (
    <section className="work" aria-label={t('work.progress')}>
      <header>
        <strong role="status">
          {t(`work.kind.${job.kind}`)} · {t(`work.state.${job.state}`)}
        </strong>
        <Buttons id={id} job={job} />
      </header>
      <Progress
        percent={Math.round(job.share * 100)}
        size="small"
        aria-label={t('work.progress')}
        status={job.state === 'paused' ? 'normal' : 'active'}
      />
      <Facts job={job} />
      <p className="quiet">{t(job.state === 'paused' ? 'work.held' : 'work.leave')}</p>
    </section>
  )
}
