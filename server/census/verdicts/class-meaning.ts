/** Which class a row means: code digits, class code and name must agree under the edition (0114 is 无主井盖 in 2007 and 园林井盖 in 2013). */

import { type CatalogueClass, type ClassCatalogue, nameKey } from '../../imports/catalogue.ts'
import { type Reason, reason } from '../../shared/reasons.ts'

/** Each null where nothing is said. */
export type ClassSaid = {
  /** The class digits inside the component's code. */
  readonly digits: string | null
  /** A class code or name. */
  readonly given: string | null
  /** A name that must agree, where the source has one beside the code. */
  readonly name: string | null
}

const findGiven = (catalogue: ClassCatalogue, given: string): CatalogueClass | Reason => {
  const { edition } = catalogue
  const byCode = catalogue.byCode.get(given)
  if (byCode) return byCode
  const [found, second] = catalogue.byName.get(nameKey(given)) ?? []
  if (!found) return reason('class_unknown', null, { value: given, edition })
  return second ? reason('class_ambiguous', null, { value: given, edition }) : found
}

/** By the class given, else by the digits, else by the name. A class without a code of its own (some local dictionaries) cannot contradict the digits. */
const findSaid = (catalogue: ClassCatalogue, { digits, given, name }: ClassSaid): CatalogueClass | Reason => {
  if (given === null && digits === null)
    return name === null ? reason('class_missing') : findGiven(catalogue, name)
  const found = findGiven(catalogue, given ?? digits ?? '')
  const contradicts = 'id' in found && digits !== null && found.code !== null && found.code !== digits
  return contradicts ? reason('class_code_disagree', null, { inCode: digits, value: given }) : found
}

export const findClass = (catalogue: ClassCatalogue, said: ClassSaid): CatalogueClass | Reason => {
  const found = findSaid(catalogue, said)
  if (!('id' in found) || said.name === null) return found
  const names = [nameKey(found.nameZh), nameKey(found.nameEn)]
  if (names.includes(nameKey(said.name))) return found
  return reason('class_name_disagree', null, {
    edition: catalogue.edition,
    code: found.code ?? found.nameZh,
    expected: found.nameZh,
    value: said.name,
  })
}
