/** Which edition a delivery's codes and class names are of: by their length, by the class digits inside them, and by whether digits and names agree. */
import { nameKey } from '../../imports/catalogue.ts'
import type { LayerInspection } from '../../shared/census.ts'
import { isDigits } from './field-profile.ts'
import type { KnownEdition } from './known-classes.ts'

type Reason = LayerInspection['reasons'][string]
/** What one sampled row says of its class; '' where it says nothing. */
export type ClassSaidBy = { readonly code: string; readonly classCode: string; readonly className: string }
export type ProposedEdition = { readonly edition: string; readonly reason: Reason }

/** Of the rows that say something, how many an edition understands without contradiction. */
const understood = (edition: KnownEdition, { code, classCode, className }: ClassSaidBy): boolean => {
  const { classCodeLength, componentCodeLength } = edition
  const formed = isDigits(code) && code.length === componentCodeLength
  if (componentCodeLength !== null && code !== '' && !formed) return false
  const digits = formed && classCodeLength !== null ? code.slice(6, 6 + classCodeLength) : ''
  const said = classCode === '' ? digits : classCode
  if (said === '') return edition.byName.has(nameKey(className))
  const known = edition.byCode.get(said)
  if (known === undefined || (digits !== '' && digits !== said)) return false
  return className === '' || [known.nameZh, known.nameEn].some((name) => nameKey(name) === nameKey(className))
}

const percent = (share: number): string => `${Math.round(share * 100)}%`

/** Null where no edition understands any row. `editions` in the order of preference among equals. */
export const proposeEdition = (
  editions: readonly KnownEdition[],
  said: readonly ClassSaidBy[],
): ProposedEdition | null => {
  const speaking = said.filter((row) => row.code + row.classCode + row.className !== '')
  if (speaking.length === 0) return null
  const shares = editions.map((edition) => ({
    edition: edition.code,
    share: speaking.filter((row) => understood(edition, row)).length / speaking.length,
  }))
  const [best, second] = shares.toSorted((a, b) => b.share - a.share)
  if (best === undefined || best.share === 0) return null
  const equals = shares.filter(({ share }) => share === best.share).map(({ edition }) => edition)
  const alone = equals.length === 1 && best.share - (second?.share ?? 0) >= 0.2
  const others = equals.slice(1)
  return {
    edition: best.edition,
    reason: {
      confidence: alone && best.share >= 0.9 ? 'likely' : 'guess',
      why: {
        zh: `${percent(best.share)} 的行的编码和类别符合“${best.edition}”${others.length > 0 ? `，也同样符合“${others.join('、')}”` : ''}`,
        en: `Codes and classes of ${percent(best.share)} of the rows agree with ${best.edition}${others.length > 0 ? `, and as well with ${others.join(', ')}` : ''}.`,
      },
    },
  }
}
