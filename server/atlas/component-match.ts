/**
 * The one filter of components (`components/component-filter.ts` in SQL) over the columns: decided once for every profile and every grid, so that a
 * component costs one or two look-ups whatever is asked. A box holds a component when it holds its point, its edges included.
 */
import type { ComponentFilter } from '../components/component-filter.ts'
import { COMPONENT_STATES, CONFIRMATIONS } from '../shared/words.ts'
import type { Components } from './components.ts'
import { flagsBelow } from './grid-tree.ts'
import type { Grids } from './grids.ts'
import { type Field, GONE, PROFILE_WIDTH, type Profiles, placeOfField } from './profiles.ts'

export type Match = {
  /** 1 for every profile that passes; GONE never does. */
  readonly profiles: Uint8Array
  /** 1 for every grid asked for or below one; null where any will do. */
  readonly grids: Uint8Array | null
  readonly bbox: readonly [number, number, number, number] | null
}

const wordsToNumbers = (words: readonly string[] | undefined, all: readonly string[], first: number) =>
  words?.map((word) => all.indexOf(word) + first)

/** Identities of classes and units lie far below; a value beyond is looked up in the list itself. */
const LARGEST_FLAG = 2 ** 16

/** Takes out the profiles whose value is none of these: by a table, because a set takes several times as long. */
const keepOnly = (
  { size, values }: Profiles,
  pass: Uint8Array,
  place: number,
  numbers: readonly number[],
): void => {
  const flags = new Uint8Array(numbers.reduce((most, n) => Math.max(most, Math.min(n, LARGEST_FLAG)), 0) + 1)
  for (const number of numbers) if (number <= LARGEST_FLAG) flags[number] = 1
  for (let profile = 1; profile < size; profile++) {
    if (pass[profile] === 0) continue
    const value = values[profile * PROFILE_WIDTH + place] as number
    if (value < flags.length ? flags[value] === 0 : value <= LARGEST_FLAG || !numbers.includes(value))
      pass[profile] = 0
  }
}

const passing = (profiles: Profiles, filter: ComponentFilter): Uint8Array => {
  const wanted: readonly (readonly [Field, readonly number[] | undefined])[] = [
    ['class', filter.class],
    ['owner', filter.owner],
    ['maintainer', filter.maintainer],
    ['competent', filter.competent],
    ['state', wordsToNumbers(filter.state, COMPONENT_STATES, 0)],
    // 确权 is of ownership: a component's confirmation is the state of its owner.
    ['ownerConfirmation', wordsToNumbers(filter.confirmation, CONFIRMATIONS, 1)],
  ]
  const pass = new Uint8Array(profiles.size).fill(1)
  pass[GONE] = 0
  for (const [field, numbers] of wanted)
    if (numbers !== undefined) keepOnly(profiles, pass, placeOfField(field), numbers)
  return pass
}

export const matchOf = (components: Components, grids: Grids, filter: ComponentFilter): Match => ({
  profiles: passing(components.profiles, filter),
  grids: filter.grid ? flagsBelow(grids, filter.grid) : null,
  bbox: filter.bbox ?? null,
})

/** Whether a row passes; for loops over many rows that need no more than profiles, look into `profiles` yourself. */
export const matches = (components: Components, match: Match, row: number): boolean => {
  if (match.profiles[components.profile[row] as number] !== 1) return false
  const { grids, bbox } = match
  if (grids !== null && !components.places.some((places) => grids[places[row] as number] === 1)) return false
  if (bbox === null) return true
  const [lon, lat] = [components.lon[row] as number, components.lat[row] as number]
  return lon >= bbox[0] && lat >= bbox[1] && lon <= bbox[2] && lat <= bbox[3]
}
