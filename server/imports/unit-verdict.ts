/** Which unit a row means by a code or a name; unknown ones are refused, or made with the batch where the mapping says so. */

import { type Reason, reason } from '../shared/reasons.ts'
import { nameKey, type UnitCatalogue } from './catalogue.ts'
import type { NewUnit } from './units.ts'

export type UnitSaid = {
  readonly code: string | null
  readonly name: string | null
  /** A code or a name, whichever fits. */
  readonly given: string | null
}
export type UnitMeant = { readonly unitId: number } | { readonly unitCode: string }

export type UnitFinder = {
  /** Null where the row names none. */
  find(said: UnitSaid, field: string | null): UnitMeant | null | Reason
  /** Declared ones, and those that rows named for the first time. */
  newUnits(): NewUnit[]
}

export const unitFinder = (
  known: UnitCatalogue,
  { create, declared }: { create: boolean; declared: readonly NewUnit[] },
): UnitFinder => {
  const made = new Map<string, NewUnit>()
  const codeByName = new Map<string, string>()
  const add = (unit: NewUnit): void => {
    if (!made.has(unit.code)) made.set(unit.code, unit)
    if (!codeByName.has(nameKey(unit.name))) codeByName.set(nameKey(unit.name), unit.code)
  }
  for (const unit of declared) if (!known.byCode.has(unit.code)) add(unit)

  const byCode = (code: string): UnitMeant | null => {
    const unitId = known.byCode.get(code)
    if (unitId !== undefined) return { unitId }
    return made.has(code) ? { unitCode: code } : null
  }
  const byName = (name: string, field: string | null): UnitMeant | null | Reason => {
    const [unitId, second] = known.byName.get(nameKey(name)) ?? []
    if (second !== undefined) return reason('unit_ambiguous', field, { value: name })
    if (unitId !== undefined) return { unitId }
    const unitCode = codeByName.get(nameKey(name))
    return unitCode === undefined ? null : { unitCode }
  }
  const unknown = (code: string, name: string, field: string | null): UnitMeant | Reason => {
    if (!create) return reason('unit_unknown', field, { value: code })
    add({ code, name, kind: 'other' })
    return { unitCode: code }
  }
  return {
    find({ code, name, given }, field) {
      if (code !== null) return byCode(code) ?? unknown(code, name ?? code, field)
      const said = name ?? given
      if (said === null) return null
      return (given === null ? null : byCode(given)) ?? byName(said, field) ?? unknown(said, said, field)
    },
    newUnits: () => [...made.values()],
  }
}
