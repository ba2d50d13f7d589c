/** One line in words for each step of an assignment's trace: which unit was considered, for what, and why it does or does not answer. */
import type { TFunction } from 'i18next'
import type { TraceEntry } from '../../server/shared/lookup.contract.ts'

export const traceWords = (t: TFunction, entry: TraceEntry): string => {
  const step = t(`step.${entry.step}`)
  const reason = t(`reason.${entry.reason}`)
  const confirmation = entry.confirmation === null ? '' : t(`confirmation.${entry.confirmation}`)
  const unit = entry.unit && (confirmation ? `${entry.unit.name} [${confirmation}]` : entry.unit.name)
  const subject = entry.subject && entry.subject.kind !== 'district' ? subjectWords(entry.subject) : null
  if (unit && subject) return t('trace.lineSubject', { step, unit, subject, reason })
  if (unit) return t('trace.line', { step, unit, reason })
  return subject
    ? t('trace.lineSubjectNone', { step, subject, reason })
    : t('trace.lineNone', { step, reason })
}

const subjectWords = (subject: { name: string; code: string }): string =>
  subject.name === '' || subject.name === subject.code ? subject.code : `${subject.name} ${subject.code}`
