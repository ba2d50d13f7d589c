/** What was found, reason by reason with counts; each is a filter of the rows. */
import type { Census } from '../../../server/shared/census.ts'
import { formatCount } from '../../i18n/formats.ts'
import { arrowKeys } from '../../ui/arrow-keys.ts'
import { useSaid } from './said.ts'
import { useWords } from './words.ts'

type Finding = Census['findings'][number]
type Props = {
  findings: readonly Finding[]
  chosen: string | null
  onChoose: (code: string | null) => void
}

const ORDER = { error: 0, warning: 1, note: 2 } as const
export const SEVERITY_LOOKS = { error: 'wrong', warning: 'waits', note: 'quiet' } as const

export const inOrder = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || b.count - a.count)

export const ReasonsList = ({ findings, chosen, onChoose }: Props) => {
  const t = useWords()
  const said = useSaid()
  if (findings.length === 0) return <p className="proven">{t('verdicts.noReasons')}</p>
  return (
    <ul className="rows reasons" onKeyDown={arrowKeys}>
      {inOrder(findings).map((finding) => {
        const [example] = finding.examples
        const active = finding.code === chosen
        return (
          <li key={`${finding.code}-${finding.severity}`}>
            <button
              type="button"
              className={active ? 'row lit' : 'row'}
              aria-pressed={active}
              onClick={() => onChoose(active ? null : finding.code)}
            >
              <span className={`pill ${SEVERITY_LOOKS[finding.severity]}`}>
                {t(`verdicts.severity.${finding.severity}`)}
              </span>
              <span className="row-main">
                <span>{example ? said(example) : finding.code}</span>
              </span>
              <span className="count">{formatCount(finding.count)}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
