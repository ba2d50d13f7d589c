/** The rules by which rows of a census are judged, in the order in which they are applied; each stands in a file of its name. */
import type { Rule } from './rule.ts'
import { classAgreement } from './rules/class-agreement.ts'
import { codeForm } from './rules/code-form.ts'
import { codeRepeated } from './rules/code-repeated.ts'
import { codeRetired } from './rules/code-retired.ts'
import { codeTaken } from './rules/code-taken.ts'
import { county } from './rules/county.ts'
import { creditCodes } from './rules/credit-codes.ts'
import { dates } from './rules/dates.ts'
import { outsideDistrict } from './rules/outside-district.ts'
import { placeKind } from './rules/place-kind.ts'
import { requiredFields } from './rules/required-fields.ts'
import { samePlace } from './rules/same-place.ts'
import { shapeUsable } from './rules/shape-usable.ts'
import { statedGrid } from './rules/stated-grid.ts'
import { textLength } from './rules/text-length.ts'
import { textMojibake } from './rules/text-mojibake.ts'
import { textSpoilt } from './rules/text-spoilt.ts'
import { unitKnown } from './rules/unit-known.ts'
import { valueDomains } from './rules/value-domains.ts'
import { wordsKnown } from './rules/words-known.ts'

export const RULES: readonly Rule[] = [
  codeForm,
  county,
  classAgreement,
  wordsKnown,
  dates,
  unitKnown,
  creditCodes,
  requiredFields,
  valueDomains,
  textLength,
  textSpoilt,
  textMojibake,
  codeTaken,
  placeKind,
  shapeUsable,
  // These ask only about places that the two before them left standing.
  outsideDistrict,
  statedGrid,
  samePlace,
  codeRetired,
  // Last, because it looks only at rows that are good otherwise.
  codeRepeated,
]
