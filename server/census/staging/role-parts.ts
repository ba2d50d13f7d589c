/** What a mapping says of one role (主管, 权属, 养护): where its unit comes from, and its confirmation, end and basis. */
import type { RoleSource } from '../../imports/mapping.ts'
import type { ValueSource } from '../../imports/mapping-value.ts'
import { ROLE_PARTS, type RolePart } from './said-columns.ts'

export type RoleParts = { readonly [part in RolePart]?: ValueSource | undefined }

/** A bare source is the unit, by code or name. */
export const rolePartsOf = (source: RoleSource): RoleParts =>
  typeof source === 'object' &&
  !Array.isArray(source) &&
  Object.keys(source).every((key) => ROLE_PARTS.some((part) => part === key))
    ? (source as RoleParts)
    : { unit: source as ValueSource }
