/** A code as a row gives it: text as issued, or the reason why it is none. Spreadsheets and JSON numbers lose the digits of long codes. */
import { type Reason, reason } from '../shared/reasons.ts'

/** Doubles hold 15 digits for certain. */
const CERTAIN = 1e15

export const readCode = (value: unknown, field: string | null): string | Reason => {
  if (value === null || value === undefined) return reason('code_missing', field)
  if (typeof value === 'number' && Math.abs(value) >= CERTAIN)
    return reason('code_as_number', field, { value })
  const text = String(value).replaceAll('\0', '').trim()
  if (text === '') return reason('code_missing', field)
  if (/^\d(\.\d+)?E\+?\d{2}$/i.test(text)) return reason('code_scientific', field, { value: text })
  if (/\p{Cc}|\ufffd/u.test(text)) return reason('text_undecodable', field, { value: text })
  return text.length > 100 ? reason('text_too_long', field, { length: text.length, limit: 100 }) : text
}
