/** What a staged component row says, as `batch_row.fields` holds it: everything already in the registry's own words. */
import type { ComponentState, Confirmation, Role } from '../shared/words.ts'

/** One role that a row states; the unit by identity, or by the code under which the batch makes it; neither where nobody's. */
export type StagedRole = {
  readonly role: Role
  readonly unitId?: number
  readonly unitCode?: string
  readonly state: Confirmation
  readonly basis?: string | null
  readonly evidence?: string | null
  /** yyyy-mm-dd, the day on which the agreement ends. */
  readonly until?: string | null
}

export type ComponentFields = {
  readonly classId: number
  readonly name?: string
  readonly state?: ComponentState
  readonly location?: string | null
  /** yyyy-mm-dd. */
  readonly surveyedOn?: string | null
  readonly changedOn?: string | null
  readonly dataSource?: string | null
  readonly note?: string | null
  /** The source's fields that have no place of their own. */
  readonly extra?: Readonly<Record<string, unknown>>
  readonly roles: readonly StagedRole[]
}

/** Attributes that a batch may leave alone. */
export const OPTIONAL_ATTRIBUTES = [
  'name',
  'state',
  'location',
  'surveyedOn',
  'changedOn',
  'dataSource',
  'note',
  'extra',
] as const
export type OptionalAttribute = (typeof OPTIONAL_ATTRIBUTES)[number]

/** Which roles a batch speaks of, and what it says of each beside the unit. */
export type StatedRole = {
  readonly role: Role
  readonly state: boolean
  readonly until: boolean
  readonly basis: boolean
}
