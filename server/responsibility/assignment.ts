/**
 * Who is responsible for a place or a component: one pure function with a written order. The component's maintainer, its owner, its competent
 * department, the unit that answers for the deepest grid or the nearest grid above it, the district's centre: never nobody.
 */
import type { TraceEntry } from '../shared/lookup.contract.ts'
import type { UnitRef } from '../shared/units.contract.ts'
import type { AssignmentStep, Confirmation, Role } from '../shared/words.ts'

type Subject = NonNullable<TraceEntry['subject']>

export type Circumstances = {
  readonly component: {
    readonly id: number
    readonly code: string
    readonly name: string
    readonly roles: readonly { role: Role; unit: UnitRef | null; confirmation: Confirmation }[]
  } | null
  /** Why there is no component: none was asked for or found, or several are too near each other to tell. */
  readonly withoutComponent: 'no_component' | 'component_unclear'
  /** The grids that hold the place, from the deepest upwards, scheme after scheme in order of rank. */
  readonly grids: readonly { id: number; code: string; name: string; unit: UnitRef | null }[]
  readonly district: { readonly code: string; readonly name: string; readonly centre: UnitRef }
}

export type Decision = { readonly unit: UnitRef; readonly step: AssignmentStep; readonly trace: TraceEntry[] }

/** Somebody who could answer, or the reason why this step has nobody. */
type Candidate = Omit<TraceEntry, 'verdict' | 'reason'> & { readonly lack: TraceEntry['reason'] | null }

/** The order of the roles is the order in which they are asked. */
const ROLES_IN_ORDER = ['maintainer', 'owner', 'competent'] as const

const lackOf = (unit: UnitRef | null, confirmation: Confirmation): TraceEntry['reason'] | null => {
  if (unit === null) return 'role_unowned'
  return confirmation === 'disputed' ? 'role_disputed' : null
}

const roleCandidates = ({ component, withoutComponent }: Circumstances): Candidate[] =>
  ROLES_IN_ORDER.map((step) => {
    if (component === null)
      return { step, subject: null, unit: null, confirmation: null, lack: withoutComponent }
    const subject: Subject = {
      kind: 'component',
      id: component.id,
      code: component.code,
      name: component.name,
    }
    const held = component.roles.find((r) => r.role === step)
    if (held === undefined)
      return { step, subject, unit: null, confirmation: null, lack: 'role_not_recorded' }
    return {
      step,
      subject,
      unit: held.unit,
      confirmation: held.confirmation,
      lack: lackOf(held.unit, held.confirmation),
    }
  })

const territoryCandidates = ({ grids }: Circumstances): Candidate[] => {
  if (grids.length === 0)
    return [{ step: 'territory', subject: null, unit: null, confirmation: null, lack: 'no_grid' }]
  return grids.map(({ id, code, name, unit }) => ({
    step: 'territory',
    subject: { kind: 'grid', id, code, name },
    unit,
    confirmation: null,
    lack: unit === null ? 'grid_has_no_unit' : null,
  }))
}

const verdictOf = (candidate: Candidate, chosen: Candidate): Pick<TraceEntry, 'verdict' | 'reason'> => {
  if (candidate.lack !== null) return { verdict: 'absent', reason: candidate.lack }
  if (candidate !== chosen) return { verdict: 'outranked', reason: 'earlier_step_decided' }
  return { verdict: 'responsible', reason: chosen.step === 'centre' ? 'last_resort' : 'first_in_order' }
}

/** Every candidate in order, each with its verdict; exactly one of them is responsible. */
export const decide = (circumstances: Circumstances): Decision => {
  const { district } = circumstances
  const centre: Candidate & { unit: UnitRef } = {
    step: 'centre',
    subject: { kind: 'district', id: null, code: district.code, name: district.name },
    unit: district.centre,
    confirmation: null,
    lack: null,
  }
  const candidates: Candidate[] = [
    ...roleCandidates(circumstances),
    ...territoryCandidates(circumstances),
    centre,
  ]
  const chosen =
    candidates.find((c): c is Candidate & { unit: UnitRef } => c.lack === null && c.unit !== null) ?? centre
  // Written out field by field: to copy what remains of an object takes 3 µs an entry, ten entries a lookup.
  const trace = candidates.map((candidate): TraceEntry => {
    const { step, subject, unit, confirmation } = candidate
    const { verdict, reason } = verdictOf(candidate, chosen)
    return { step, subject, unit, confirmation, verdict, reason }
  })
  return { unit: chosen.unit, step: chosen.step, trace }
}
