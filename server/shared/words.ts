/** The vocabulary of the registry (states, roles, steps) as unions of literals. Chinese and English words stand in the client's i18n. */
import { z } from 'zod'

/** 主管, 权属, 养护: what a unit is to a component. */
export const ROLES = ['competent', 'owner', 'maintainer'] as const
export const role = z.enum(ROLES)
export type Role = z.infer<typeof role>

/** 确权: how sure a role is. Later issues add the moves between them; the words are all here. */
export const CONFIRMATIONS = [
  'presumed',
  'notified',
  'confirmed',
  'disputed',
  'ruled',
  'unowned',
  'on_notice',
  'claimed',
  'in_custody',
] as const
export const confirmation = z.enum(CONFIRMATIONS)
export type Confirmation = z.infer<typeof confirmation>

/** 完好 破损 丢失 废弃 移除, the standards' five states of a component; `unknown` where the source says nothing. */
export const COMPONENT_STATES = ['intact', 'damaged', 'missing', 'abandoned', 'removed', 'unknown'] as const
export const componentState = z.enum(COMPONENT_STATES)
export type ComponentState = z.infer<typeof componentState>
/** As deliveries under the standards write a state (GB/T 30428.2); nothing said is an empty field. */
export const STANDARD_STATES: Record<ComponentState, string> = {
  intact: '完好',
  damaged: '破损',
  missing: '丢失',
  abandoned: '废弃',
  removed: '移除',
  unknown: '',
}

export const GEOMETRY_KINDS = ['point', 'line', 'polygon'] as const
export const geometryKind = z.enum(GEOMETRY_KINDS)

/** What an account may be. A role can be limited to one grid and everything below it. */
export const ACCOUNT_ROLES = ['administrator', 'surveyor', 'reviewer', 'dispatcher', 'reader'] as const
export const accountRole = z.enum(ACCOUNT_ROLES)
export type AccountRole = z.infer<typeof accountRole>

/** How a point came to its grid: inside or on the border; nearest within the set distance; none. */
export const PLACEMENTS = ['covers', 'nearest', 'none'] as const
export const placement = z.enum(PLACEMENTS)
export type Placement = z.infer<typeof placement>

/** What a scheme is for: 单元网格, 责任网格, or another division of the same ground. */
export const schemePurpose = z.enum(['unit', 'responsibility', 'other'])

/** The written order in which a responsible unit is sought. Later issues add steps; none is ever renamed. */
export const ASSIGNMENT_STEPS = ['maintainer', 'owner', 'competent', 'territory', 'centre'] as const
export const assignmentStep = z.enum(ASSIGNMENT_STEPS)
export type AssignmentStep = z.infer<typeof assignmentStep>
