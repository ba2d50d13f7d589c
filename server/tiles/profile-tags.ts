/** What a tile says of a component besides its place: small integers, the same for all components of a profile. */
import { type Field, fieldValue, type Profiles } from '../atlas/profiles.ts'
import { type Dictionary, tagBytes } from './mvt-layer.ts'

/** `c` class, `o` `m` `p` owner, maintainer and competent unit, `s` place in COMPONENT_STATES; what is 0 is left out. */
export const ATTRIBUTES: readonly (readonly [string, Field])[] = [
  ['c', 'class'],
  ['o', 'owner'],
  ['m', 'maintainer'],
  ['p', 'competent'],
  ['s', 'state'],
]

/** Tags by profile, made when first asked for. */
export const tagsOfProfiles = (
  profiles: Profiles,
  dictionary: Dictionary,
): ((profile: number) => Uint8Array) => {
  const made: (Uint8Array | undefined)[] = []
  return (profile) => {
    made[profile] ??= tagBytes(
      dictionary,
      ATTRIBUTES.map(([key, field]) => [key, fieldValue(profiles, profile, field)]),
    )
    return made[profile]
  }
}
