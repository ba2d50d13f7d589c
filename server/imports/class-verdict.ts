/** Which class a row means: code digits, class code and name must agree under the edition (0114 is 无主井盖 in 2007 and 园林井盖 in 2013). */
import { parseComponentCode } from '../shared/component-code.ts'
import { isReason, type Reason, reason } from '../shared/reasons.ts'
import { type CatalogueClass, type ClassCatalogue, nameKey } from './catalogue.ts'

export type ClassSaid = {
  readonly code: string
  /** A class code or name. */
  readonly given: string | null
  /** A name that must agree, where the source has one beside the code. */
  readonly name: string | null
}
export type ClassFieldNames = {
  readonly code: string | null
  readonly given: string | null
  readonly name: string | null
}

const findGiven = (
  catalogue: ClassCatalogue,
  given: string,
  field: string | null,
): CatalogueClass | Reason => {
  const byCode = catalogue.byCode.get(given)
  if (byCode) return byCode
  const [found, second] = catalogue.byName.get(nameKey(given)) ?? []
  if (!found) return reason('class_unknown', field, { value: given, edition: catalogue.edition })
  return second ? reason('class_ambiguous', field, { value: given, edition: catalogue.edition }) : found
}

/** The class digits inside a code of an edition that has such a form. */
const digitsOf = (catalogue: ClassCatalogue, code: string, field: string | null): string | null | Reason => {
  const { classCodeLength, componentCodeLength, edition } = catalogue
  if (classCodeLength === null || componentCodeLength === null) return null
  const parsed = parseComponentCode(code, classCodeLength)
  if (parsed) return parsed.classCode
  const expected = `6 + ${classCodeLength} + 6 = ${componentCodeLength}`
  return reason('code_form', field, { value: code, edition, expected })
}

/** A class without a code of its own (some local dictionaries) has nothing that could disagree with the digits. */
export const findClass = (
  catalogue: ClassCatalogue,
  said: ClassSaid,
  fields: ClassFieldNames,
): CatalogueClass | Reason => {
  const digits = digitsOf(catalogue, said.code, fields.code)
  if (digits !== null && typeof digits === 'object') return digits
  let found: CatalogueClass
  if (said.given !== null) {
    const given = findGiven(catalogue, said.given, fields.given)
    if (isReason(given)) return given
    if (digits !== null && given.code !== null && given.code !== digits) {
      return reason('class_code_disagree', fields.given, { inCode: digits, value: said.given })
    }
    found = given
  } else if (digits !== null) {
    const coded = catalogue.byCode.get(digits)
    if (!coded) return reason('class_unknown', fields.code, { value: digits, edition: catalogue.edition })
    found = coded
  } else if (said.name !== null) {
    const named = findGiven(catalogue, said.name, fields.name)
    if (isReason(named)) return named
    found = named
  } else return reason('class_missing', fields.given)
  if (said.name !== null && ![nameKey(found.nameZh), nameKey(found.nameEn)].includes(nameKey(said.name))) {
    return reason('class_name_disagree', fields.name, {
      edition: catalogue.edition,
      code: found.code ?? found.nameZh,
      expected: found.nameZh,
      value: said.name,
    })
  }
  return found
}
