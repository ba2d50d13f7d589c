/** The issues of the proof in step with the map: what a row says, what opens below it, and how one goes from one to the next. */
import { Button, Segmented, Select } from 'antd'
import { useEffect, useRef } from 'react'
import type { Change } from '../../../server/shared/boundaries.ts'
import { ISSUE_KINDS, type IssueKind, type Proof, type ProofIssue } from '../../../server/shared/proof.ts'
import { formatCount, formatM2 } from '../../i18n/formats.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/loading.tsx'
import { formatWidth } from './figures.ts'
import { IssueDetail } from './issue-detail.tsx'
import { ProofFigures } from './proof-figures.tsx'
import type { Scope } from './use-change.ts'
import type { Editor } from './use-editor.ts'
import { useWords } from './words.ts'

export type IssuesSeen = {
  readonly proof: Proof | undefined
  readonly error: Error | null
  readonly retry: () => void
  /** Of an earlier revision, until the proof of this one comes: nothing is mended by it. */
  readonly past: boolean
  /** As they are listed. */
  readonly issues: readonly ProofIssue[]
  readonly kind: IssueKind | null
  readonly scope: Scope
  readonly lit: string | null
  readonly chosen: string | null
}

type Props = {
  change: Change
  seen: IssuesSeen
  editor: Editor
  editable: boolean
  /** A grid chosen on the map, to which ground can be given. */
  face: { id: number; name: string } | null
  onChoose: (id: string | null) => void
  onLit: (id: string | null) => void
  onStep: (by: 1 | -1) => void
  onKind: (kind: IssueKind | null) => void
  onScope: (scope: Scope) => void
}

const Head = ({ issue }: { issue: ProofIssue }) => {
  const t = useWords()
  const { kind, severity, areaM2, widthM, faces, standing, waiver } = issue
  return (
    <>
      <span className="issue-head">
        <span className={`issue-mark ${severity === 'error' ? 'wrong' : 'waits'}`}>
          {t(`severity.${severity}`)}
        </span>
        <strong>{t(`issue.${kind}`)}</strong>
        {standing && <span className="pill quiet">{t('issues.standing')}</span>}
        {waiver && <span className="pill proven">{t('issues.waived')}</span>}
      </span>
      <span className="quiet small issue-facts">
        <span>{faces.map(({ name, code }) => name || code).join('、')}</span>
        {areaM2 !== null && <span className="code">{formatM2(areaM2)}</span>}
        {widthM !== null && <span className="code">{t('issues.wide', { width: formatWidth(widthM) })}</span>}
      </span>
    </>
  )
}

const Row = (props: Props & { issue: ProofIssue }) => {
  const { issue, seen, onChoose, onLit } = props
  const open = issue.id === seen.chosen
  const ref = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (open) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [open])
  return (
    <li ref={ref} className={open ? 'open' : undefined}>
      <button
        type="button"
        className={`row issue-row ${open || issue.id === seen.lit ? 'lit' : ''}`}
        aria-expanded={open}
        onClick={() => onChoose(open ? null : issue.id)}
        onMouseEnter={() => onLit(issue.id)}
        onMouseLeave={() => onLit(null)}
        onFocus={() => onLit(issue.id)}
        onBlur={() => onLit(null)}
      >
        <Head issue={issue} />
      </button>
      {open && <IssueDetail {...props} issue={issue} past={seen.past} />}
    </li>
  )
}

const Verdict = ({ proof }: { proof: Proof }) => {
  const t = useWords()
  const warnings = proof.issues.filter(({ severity, waiver }) => severity === 'warning' && !waiver).length
  const standing = proof.issues.filter(
    ({ severity, standing: before }) => before && severity === 'error',
  ).length
  return (
    <p role="status" className={proof.blocking > 0 ? 'wrong' : 'proven'}>
      {proof.blocking > 0 ? t('issues.blocking', { n: formatCount(proof.blocking) }) : t('issues.clean')}
      {standing > 0 && (
        <span className="quiet"> {t('issues.standingCount', { n: formatCount(standing) })}</span>
      )}
      {warnings > 0 && <span className="waits"> {t('issues.warnings', { n: formatCount(warnings) })}</span>}
      {proof.cutOff > 0 && (
        <span className="quiet"> {t('issues.cutOff', { n: formatCount(proof.cutOff) })}</span>
      )}
    </p>
  )
}

export const IssuesPart = (props: Props) => {
  const t = useWords()
  const { proof, error, retry, issues, kind, scope } = props.seen
  const kinds = ISSUE_KINDS.filter((one) => (proof?.counts[one] ?? 0) > 0)
  return (
    <>
      <div className="issue-tools">
        <Segmented<Scope>
          size="small"
          aria-label={t('issues.scope')}
          value={scope}
          options={[
            { value: 'touched', label: t('issues.touched') },
            { value: 'scheme', label: t('issues.whole') },
          ]}
          onChange={props.onScope}
        />
        {kinds.length > 1 && (
          <Select<IssueKind>
            size="small"
            allowClear
            className="kind-filter"
            aria-label={t('issues.kind')}
            placeholder={t('issues.anyKind')}
            value={kind}
            options={kinds.map((one) => ({
              value: one,
              label: `${t(`issue.${one}`)} ${formatCount(proof?.counts[one] ?? 0)}`,
            }))}
            onChange={(chosen) => props.onKind(chosen ?? null)}
          />
        )}
        {issues.length > 0 && (
          <span className="row-tools">
            <Button size="small" aria-keyshortcuts="K" onClick={() => props.onStep(-1)}>
              {t('issues.previous')} <kbd aria-hidden>K</kbd>
            </Button>
            <Button size="small" aria-keyshortcuts="J" onClick={() => props.onStep(1)}>
              {t('issues.next')} <kbd aria-hidden>J</kbd>
            </Button>
          </span>
        )}
      </div>
      {error && <ErrorNote error={error} onRetry={retry} />}
      {!proof && !error && <Loading />}
      {proof && <Verdict proof={proof} />}
      <ul className="rows issues" aria-label={t('parts.issues')}>
        {issues.map((issue) => (
          <Row key={issue.id} {...props} issue={issue} />
        ))}
      </ul>
      {proof && <ProofFigures proof={proof} levels={props.change.levels} />}
    </>
  )
}
