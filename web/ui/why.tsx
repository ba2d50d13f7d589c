/** "Why": the trace of an assignment as an ordered list in words, the unit that answers set apart. */
import { useTranslation } from 'react-i18next'
import type { TraceEntry } from '../../server/shared/lookup.contract.ts'
import { traceWords } from '../i18n/trace-words.ts'

const keyOf = (entry: TraceEntry): string =>
  `${entry.step}-${entry.subject?.kind ?? ''}-${entry.subject?.id ?? ''}`

export const Why = ({ trace }: { trace: readonly TraceEntry[] }) => {
  const { t } = useTranslation()
  return (
    <ol className="why" aria-label={t('trace.title')}>
      {trace.map((entry) => (
        <li key={keyOf(entry)} className={`why-${entry.verdict}`}>
          <span className="verdict">{t(`verdict.${entry.verdict}`)}</span> {traceWords(t, entry)}
        </li>
      ))}
    </ol>
  )
}
