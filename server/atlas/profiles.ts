/**
 * What components have in common, each combination once: class, state, and of each role its unit and confirmation. A city of 580,000 components has
 * a few thousand of them, so a filter is decided once a profile instead of once a component, and a component needs four bytes for all of it.
 */
import { COMPONENT_STATES, CONFIRMATIONS } from '../shared/words.ts'

/** What a profile says, in the order in which it is kept. Of a unit, 0 is none; of a confirmation, 0 is none and n is CONFIRMATIONS[n - 1]; a state is its place in COMPONENT_STATES. */
export const FIELDS = [
  'class',
  'state',
  'competent',
  'owner',
  'maintainer',
  'competentConfirmation',
  'ownerConfirmation',
  'maintainerConfirmation',
] as const
export type Field = (typeof FIELDS)[number]
const WIDTH = FIELDS.length

/** Profile 0 is that of a row that is gone. `values` holds WIDTH numbers a profile; `table` is a hash table of profile numbers, 0 where free. */
export type Profiles = { size: number; values: Uint32Array; table: Uint32Array }

export const GONE = 0

export const makeProfiles = (): Profiles => ({
  size: 1,
  values: new Uint32Array(1024 * WIDTH),
  table: new Uint32Array(2048),
})

const hashOf = (values: Uint32Array, from: number): number => {
  let hash = 0
  for (let n = 0; n < WIDTH; n++)
    hash = Math.imul(hash ^ (values[from + n] as number), 0x9e3779b1) ^ (hash >>> 15)
  return hash >>> 0
}

/** Where in the table the values stand, or the free place where they would. */
const placeOf = ({ values, table }: Profiles, wanted: Uint32Array, from: number): number => {
  let place = hashOf(wanted, from) & (table.length - 1)
  for (;;) {
    const profile = table[place] as number
    if (profile === 0) return place
    let n = 0
    while (n < WIDTH && values[profile * WIDTH + n] === wanted[from + n]) n++
    if (n === WIDTH) return place
    place = (place + 1) & (table.length - 1)
  }
}

const grow = (profiles: Profiles): void => {
  const values = new Uint32Array(profiles.values.length * 2)
  values.set(profiles.values)
  profiles.values = values
  profiles.table = new Uint32Array(profiles.table.length * 2)
  for (let profile = 1; profile < profiles.size; profile++)
    profiles.table[placeOf(profiles, values, profile * WIDTH)] = profile
}

/** The number of the profile with these values, WIDTH of them from `from` on in the order of FIELDS; a new one where there is none yet. */
export const numberProfile = (profiles: Profiles, wanted: Uint32Array, from: number): number => {
  const place = placeOf(profiles, wanted, from)
  const known = profiles.table[place] as number
  if (known !== 0) return known
  const profile = profiles.size++
  profiles.values.set(wanted.subarray(from, from + WIDTH), profile * WIDTH)
  profiles.table[place] = profile
  if ((profiles.size + 1) * WIDTH > profiles.values.length) grow(profiles)
  return profile
}

export const PROFILE_WIDTH = WIDTH
export const placeOfField = (field: Field): number => FIELDS.indexOf(field)

export const fieldValue = ({ values }: Profiles, profile: number, field: Field): number =>
  values[profile * WIDTH + FIELDS.indexOf(field)] as number

export const stateWord = (state: number) => COMPONENT_STATES[state] ?? 'unknown'
export const confirmationWord = (confirmation: number) => CONFIRMATIONS[confirmation - 1] ?? null
