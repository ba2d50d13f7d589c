/** What a row says of one role (主管, 权属, 养护): the unit, or that it is nobody's, with its confirmation and its end. */

import type { Fields } from '../readers/source.ts'
import { isReason, type Reason, reason } from '../shared/reasons.ts'
import { CONFIRMATIONS, type Confirmation, type Role } from '../shared/words.ts'
import type { StagedRole, StatedRole } from './component-fields.ts'
import { readDay } from './dates.ts'
import type { RoleSource } from './mapping.ts'
import { fieldOf, readValue, type ValueSource } from './mapping-value.ts'
import { readText } from './text-value.ts'
import type { UnitFinder } from './unit-verdict.ts'

export type RoleParts = {
  readonly unit?: ValueSource | undefined
  readonly code?: ValueSource | undefined
  readonly name?: ValueSource | undefined
  readonly state?: ValueSource | undefined
  readonly until?: ValueSource | undefined
  readonly basis?: ValueSource | undefined
}

const PARTS = ['unit', 'code', 'name', 'state', 'until', 'basis']

export const rolePartsOf = (source: RoleSource): RoleParts =>
  typeof source === 'object' &&
  !Array.isArray(source) &&
  Object.keys(source).every((key) => PARTS.includes(key))
    ? (source as RoleParts)
    : { unit: source as ValueSource }

export const statedRoleOf = (role: Role, parts: RoleParts): StatedRole => ({
  role,
  state: parts.state !== undefined,
  until: parts.until !== undefined,
  basis: parts.basis !== undefined,
})

/** A text as people write a unit down; what is too long for one is no unit. */
const LIMIT = 200
const isUnowned = (state: Confirmation): boolean => state === 'unowned' || state === 'on_notice'

/** Null where the row leaves the role open. */
export const readRole = (
  role: Role,
  parts: RoleParts,
  fields: Fields,
  units: UnitFinder,
): StagedRole | null | Reason => {
  const text = (source: ValueSource | undefined): string | null | Reason =>
    readText(readValue(source, fields), fieldOf(source), LIMIT)
  const [code, name, given] = [text(parts.code), text(parts.name), text(parts.unit)]
  const [saidState, basis] = [text(parts.state), text(parts.basis)]
  for (const part of [code, name, given, saidState, basis]) if (isReason(part)) return part
  const field = fieldOf(parts.code ?? parts.unit ?? parts.name)
  const unit = units.find(
    { code, name, given } as { code: string | null; name: string | null; given: string | null },
    field,
  )
  if (isReason(unit)) return unit
  const state = CONFIRMATIONS.find((word) => word === (saidState ?? 'presumed'))
  if (state === undefined) return reason('role_state_unknown', field, { value: saidState })
  const rawUntil = readValue(parts.until, fields)
  const until = readDay(rawUntil)
  if (until === undefined)
    return reason('date_unreadable', fieldOf(parts.until), {
      value: rawUntil,
    })
  if (unit !== null && state === 'unowned')
    return reason('role_contradiction', field, { value: code ?? name ?? given })
  if (unit === null && !isUnowned(state)) return null
  return {
    role,
    state,
    ...unit,
    ...(basis === null ? {} : { basis: basis as string }),
    ...(until === null ? {} : { until }),
  }
}
