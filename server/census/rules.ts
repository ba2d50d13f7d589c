/** The rules by which rows of a census are judged, in the order in which they are applied; each stands in a file of its name. */
import type { Rule } from './rule.ts'
import { classAgreement } from './rules/class-agreement.ts'
import { codeForm } from './rules/code-form.ts'
import { codeRepeated } from './rules/code-repeated.ts'
import { codeTaken } from './rules/code-taken.ts'
import { placeKind } from './rules/place-kind.ts'
import { unitKnown } from './rules/unit-known.ts'
import { wordsKnown } from './rules/words-known.ts'

export const RULES: readonly Rule[] = [
  codeForm,
  classAgreement,
  wordsKnown,
  unitKnown,
  codeTaken,
  placeKind,
  // Last, because it looks only at rows that are good otherwise.
  codeRepeated,
]
