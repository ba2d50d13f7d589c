/** "Why": the trace of an assignment as an ordered list in words, the unit that answers set apart. */
import { useTranslation } from 'react-i18next'
import type { TraceEntry } from '../../server/shared/lookup.contract.ts'
import { traceWords } from '../i18n/trace-words.ts'

/** Two schemes may both have no grid: only the place in the order tells such entries apart. */
const keyOf = (trace: readonly TraceEntry[], entry: TraceEntry): string =>
  `${trace.indexOf(entry)}-${entry.step}-${entry.subject?.id ?? ''}`

export const Why = ({ trace }: { trace: readonly TraceEntry[] }) => {
  const { t } = useTranslation()
  return (
    <ol className="why" aria-label={t('trace.title')}>
      {trace.map((entry) => (
        <li key={keyOf(trace, entry)} className={`why-${entry.verdict}`}>
          <span className="verdict">{t(`verdict.${entry.verdict}`)}</span> {traceWords(t, entry)}
        </li>
      ))}
    </ol>
  )
}
