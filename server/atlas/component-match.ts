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
  /** By profile: PASSES or FAILS where it was asked about before, else 0. Ask `passesProfile`. */
  readonly verdicts: Uint8Array
  /** Gives a profile its verdict. */
  readonly decide: (profile: number) => boolean
  /** 1 for every grid asked for or below one; null where any will do. */
  readonly grids: Uint8Array | null
  readonly bbox: readonly [number, number, number, number] | null
}

const PASSES = 1
const FAILS = 2

const wordsToNumbers = (words: readonly string[] | undefined, all: readonly string[], first: number) =>
  words?.map((word) => all.indexOf(word) + first)

/** What is asked of a profile: which of its values, and which ones will do. */
type Wanted = { readonly place: number; readonly numbers: ReadonlySet<number> }

const wantedBy = (filter: ComponentFilter): Wanted[] => {
  const fields: readonly (readonly [Field, readonly number[] | undefined])[] = [
    ['class', filter.class],
    ['owner', filter.owner],
    ['maintainer', filter.maintainer],
    ['competent', filter.competent],
    ['state', wordsToNumbers(filter.state, COMPONENT_STATES, 0)],
    // 确权 is of ownership: a component's confirmation is the state of its owner.
    ['ownerConfirmation', wordsToNumbers(filter.confirmation, CONFIRMATIONS, 1)],
  ]
  return fields.flatMap(([field, numbers]) =>
    numbers === undefined ? [] : [{ place: placeOfField(field), numbers: new Set(numbers) }],
  )
}

/** A profile is decided when it is first met: a tile of a street meets some dozens of several thousand. */
const deciding = (
  { size, values }: Profiles,
  wanted: readonly Wanted[],
): Pick<Match, 'verdicts' | 'decide'> => {
  const verdicts = new Uint8Array(size)
  if (wanted.length === 0) verdicts.fill(PASSES)
  verdicts[GONE] = FAILS
  const decide = (profile: number): boolean => {
    const first = profile * PROFILE_WIDTH
    for (const { place, numbers } of wanted) {
      if (numbers.has(values[first + place] as number)) continue
      verdicts[profile] = FAILS
      return false
    }
    verdicts[profile] = PASSES
    return true
  }
  return { verdicts, decide }
}

export const matchOf = (components: Components, grids: Grids, filter: ComponentFilter): Match => ({
  ...deciding(components.profiles, wantedBy(filter)),
  grids: filter.grid ? flagsBelow(grids, filter.grid) : null,
  bbox: filter.bbox ?? null,
})

/** Every component that is there. */
export const matchAll = ({ profiles }: Components): Match => ({
  ...deciding(profiles, []),
  grids: null,
  bbox: null,
})

export const passesProfile = ({ verdicts, decide }: Match, profile: number): boolean => {
  const verdict = verdicts[profile]
  return verdict === 0 ? decide(profile) : verdict === PASSES
}

/** By profile 1 where it passes and 2 where it fails, all of them decided: for loops over so many rows that a look-up is all they can afford. */
export const allVerdicts = ({ verdicts, decide }: Match): Uint8Array => {
  for (let profile = 0; profile < verdicts.length; profile++) if (verdicts[profile] === 0) decide(profile)
  return verdicts
}

/** In any scheme. */
const standsInOne = ({ places }: Components, grids: Uint8Array, row: number): boolean => {
  for (let scheme = 0; scheme < places.length; scheme++)
    if (grids[(places[scheme] as Uint32Array)[row] as number] === 1) return true
  return false
}

/** Whether a row passes; for loops over many rows that need no more than profiles, ask `passesProfile` yourself. */
export const matches = (components: Components, match: Match, row: number): boolean => {
  if (!passesProfile(match, components.profile[row] as number)) return false
  const { grids, bbox } = match
  if (grids !== null && !standsInOne(components, grids, row)) return false
  if (bbox === null) return true
  const [lon, lat] = [components.lon[row] as number, components.lat[row] as number]
  return lon >= bbox[0] && lat >= bbox[1] && lon <= bbox[2] && lat <= bbox[3]
}
