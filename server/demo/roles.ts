/** Whose a component is (主管, 权属, 养护) and how sure that is: by its kind and its place, most of it confirmed as after a census (确权). */
import type { Confirmation, Role } from '../shared/words.ts'
import type { Address } from './addresses.ts'
import type { ComponentKind, Shares } from './component-kinds.ts'
import type { Random } from './random.ts'
import { townGovernment, villageCommittee } from './units.ts'

export type DemoRole = {
  readonly role: Role
  /** Left out where nobody's. */
  readonly unitCode?: string
  readonly state: Confirmation
  readonly basis: string
  /** yyyy-mm-dd, where a firm's contract ends. */
  readonly until?: string
}

const BASIS: Readonly<Record<Confirmation, string>> = {
  presumed: '按类别推定（合成）',
  notified: '已告知单位待复（合成）',
  confirmed: '部件普查确权（合成）',
  disputed: '单位提出异议（合成）',
  ruled: '协调会裁定（合成）',
  unowned: '普查未找到权属（合成）',
  on_notice: '公示中（合成）',
  claimed: '单位认领（合成）',
  in_custody: '属地代管（合成）',
}

/** Shares of the states of a role that has a unit; what is left is confirmed. */
const OWNER_STATES: readonly [Confirmation, number][] = [
  ['presumed', 0.06],
  ['disputed', 0.012],
  ['notified', 0.01],
  ['ruled', 0.008],
  ['claimed', 0.006],
  ['in_custody', 0.002],
]
const MAINTAINER_STATES: readonly [Confirmation, number][] = [
  ['presumed', 0.09],
  ['notified', 0.01],
]
const COMPETENT_STATES: readonly [Confirmation, number][] = [['presumed', 0.015]]
const USUALLY_UNOWNED = 0.003
/** Of what nobody owns, so much is on public notice. */
const ON_NOTICE = 0.25
const CONTRACT_ENDS = '2027-12-31'
const FIRM = /M\d\d$/

const stateOf = (states: readonly [Confirmation, number][], random: Random): Confirmation => {
  let dice = random.next()
  for (const [state, share] of states) {
    if (dice < share) return state
    dice -= share
  }
  return 'confirmed'
}

const chosen = (shares: Shares, random: Random): string | null => {
  let dice = random.next() * shares.reduce((sum, [, share]) => sum + share, 0)
  for (const [unit, share] of shares) {
    if (dice < share) return unit
    dice -= share
  }
  return null
}

/** The town's firm of three; in an orphan strip the town stands for the village that is not there. */
const unitCodeOf = (unit: string, { town, village }: Address): string => {
  switch (unit) {
    case '{town}':
      return townGovernment(town).code
    case '{village}':
      return village ? villageCommittee(village).code : townGovernment(town).code
    case '{firm}':
      return `${town.code.slice(0, 6)}M0${((Number(town.code.slice(-1)) - 1) % 3) + 1}`
    default:
      return unit
  }
}

const ownerOf = (kind: ComponentKind, address: Address, random: Random): DemoRole => {
  const unit = chosen(kind.owner, random)
  if (unit === null || random.next() < (kind.unowned ?? USUALLY_UNOWNED)) {
    const state = random.next() < ON_NOTICE ? 'on_notice' : 'unowned'
    return { role: 'owner', state, basis: BASIS[state] }
  }
  const state = stateOf(OWNER_STATES, random)
  return { role: 'owner', unitCode: unitCodeOf(unit, address), state, basis: BASIS[state] }
}

/** In the order competent, owner, maintainer; a maintainer is missing where none is known. */
export const rolesOf = (kind: ComponentKind, address: Address, random: Random): DemoRole[] => {
  const competent = stateOf(COMPETENT_STATES, random)
  const owner = ownerOf(kind, address, random)
  const roles: DemoRole[] = [
    {
      role: 'competent',
      unitCode: unitCodeOf(kind.competent, address),
      state: competent,
      basis: BASIS[competent],
    },
    owner,
  ]
  const maintainer = owner.unitCode === undefined ? null : chosen(kind.maintainer, random)
  if (maintainer === null) return roles
  const [unitCode, state] = [unitCodeOf(maintainer, address), stateOf(MAINTAINER_STATES, random)]
  const until = FIRM.test(unitCode) ? { until: CONTRACT_ENDS } : {}
  return [...roles, { role: 'maintainer', unitCode, state, basis: BASIS[state], ...until }]
}
