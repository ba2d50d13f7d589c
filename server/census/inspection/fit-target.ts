/** Whether the values of a field can be what its name says, and what a field can be by its values alone (forms of GB/T 30428.2 and GB/T 47678.5). */
import { nameKey } from '../../imports/catalogue.ts'
import { STANDARD_STATES } from '../../shared/words.ts'
import {
  type FieldProfile,
  filledShare,
  isCodeLike,
  isComponentCode,
  isDay,
  isDigits,
  isIdentifying,
  isUnitGridCode,
  shareOf,
} from './field-profile.ts'
import type { KnownEdition } from './known-classes.ts'

const STATE_WORDS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(STANDARD_STATES).flatMap(([state, said]) => (said === '' ? [] : [[said, state]])),
)

export type Fit = 'fits' | 'empty' | 'contradicts'

/** What cities elsewhere write for the standards' five states. */
const OTHER_STATES: Readonly<Record<string, string>> = {
  existing: 'intact',
  active: 'intact',
  act: 'intact',
  'in service': 'intact',
  good: 'intact',
  damaged: 'damaged',
  missing: 'missing',
  abandoned: 'abandoned',
  abn: 'abandoned',
  'out of service': 'abandoned',
  removed: 'removed',
}
const MOST = 0.8
const HALF = 0.5

const stateOf = (text: string): string | undefined =>
  Object.hasOwn(STATE_WORDS, text) ? STATE_WORDS[text] : OTHER_STATES[text.toLowerCase()]

/** Words of the standard are read as they are; others need to be translated, those that nobody knows to `unknown`. */
export const stateSource = (profile: FieldProfile): unknown => {
  if (shareOf(profile, (text) => Object.hasOwn(STATE_WORDS, text)) === 1 || profile.texts.length === 0)
    return profile.name
  const said = [...new Set(profile.texts)].filter((text) => stateOf(text) !== undefined)
  return {
    field: profile.name,
    map: Object.fromEntries(said.map((text) => [text, stateOf(text)])),
    else: 'unknown',
  }
}

/** Both judge among the classes of all editions: which one is meant is seen afterwards. */
export type ClassWords = { readonly codes: ReadonlySet<string>; readonly names: ReadonlySet<string> }
export const classWords = (editions: readonly KnownEdition[]): ClassWords => ({
  codes: new Set(editions.flatMap(({ byCode }) => [...byCode.keys()])),
  names: new Set(editions.flatMap(({ byName }) => [...byName.keys()])),
})

const TESTS: Readonly<Record<string, (profile: FieldProfile, known: ClassWords) => boolean>> = {
  code: (p) => shareOf(p, isUnitGridCode) < HALF && p.distinct >= p.texts.length * HALF,
  class: (p, { codes }) => shareOf(p, (text) => codes.has(text)) >= HALF,
  className: (p, { names }) => shareOf(p, (text) => names.has(nameKey(text))) >= HALF,
  name: (p) => shareOf(p, isDigits) < HALF,
  gridCode: (p) => shareOf(p, isCodeLike) >= MOST && shareOf(p, isComponentCode) < HALF,
  state: (p) => shareOf(p, (text) => stateOf(text) !== undefined) >= MOST,
  surveyedOn: (p) => shareOf(p, isDay) >= MOST,
  changedOn: (p) => shareOf(p, isDay) >= MOST,
  location: (p) => shareOf(p, isDigits) < HALF,
}
const PARTS: Readonly<Record<string, (profile: FieldProfile) => boolean>> = {
  code: (p) => shareOf(p, isCodeLike) >= MOST,
  name: (p) => shareOf(p, isDigits) < HALF,
}

export const fitOf = (target: string, profile: FieldProfile, known: ClassWords): Fit => {
  if (profile.texts.length === 0) return 'empty'
  const part = target.includes('.') ? PARTS[target.slice(target.indexOf('.') + 1)] : undefined
  const test = part ?? TESTS[target]
  return test === undefined || test(profile, known) ? 'fits' : 'contradicts'
}

type Guess = { readonly target: string; readonly zh: string; readonly en: string }

/** Null where the values are like many things. Dates are not told apart by themselves: a field of them is the survey's only where it is the only one. */
export const targetByValues = (profile: FieldProfile, known: ClassWords): Guess | null => {
  if (profile.texts.length < 3 || filledShare(profile) < HALF) return null
  const most = (has: (text: string) => boolean): boolean => shareOf(profile, has) >= 0.9
  if (most(isComponentCode) && isIdentifying(profile))
    return {
      target: 'code',
      zh: '值是不重复的 16 或 17 位编码',
      en: 'its values are codes of 16 or 17 digits, each once',
    }
  if (most(isUnitGridCode))
    return { target: 'gridCode', zh: '值是 15 位网格编码', en: 'its values are grid codes of 15 digits' }
  if (most((text) => Object.hasOwn(STATE_WORDS, text)))
    return { target: 'state', zh: '值是标准的状态词', en: "its values are the standard's words for states" }
  if (most((text) => known.names.has(nameKey(text))))
    return { target: 'className', zh: '值是已知的类别名称', en: 'its values are names of known classes' }
  if (
    most((text) => /^\d{4,5}$/.test(text) && known.codes.has(text)) &&
    !most((text) => /^(19|20)\d\d$/.test(text))
  )
    return { target: 'class', zh: '值是已知的类别代码', en: 'its values are codes of known classes' }
  if (most(isDay)) return { target: 'surveyedOn', zh: '值是日期', en: 'its values are dates' }
  return null
}
