/** The filter as data: what it asks of the server, what one value more or less makes of it, and the rows of a facet with their counts. */
import type { ComponentQuery } from '../../api-types.ts'
import { type Choices, FACETS, type Facet } from '../../url-state.ts'

export type Group = { key: number | string | null; count: number }

/** Null where no class is chosen, so nothing is asked or drawn. `but` leaves one facet out: its own values are counted under all others. */
export const queryOf = (choices: Choices & { asOf: string | null }, but?: Facet): ComponentQuery | null => {
  const given = FACETS.filter((facet) => facet !== but && choices[facet] !== null)
  if (given.some((facet) => choices[facet]?.length === 0)) return null
  return {
    ...Object.fromEntries(given.map((facet) => [facet, choices[facet]])),
    ...(choices.asOf === null ? {} : { at: choices.asOf }),
  } as ComponentQuery
}

export const NO_CHOICES: Choices = {
  class: null,
  competent: null,
  owner: null,
  maintainer: null,
  state: null,
  confirmation: null,
  grid: null,
}

/** How many facets narrow what is shown. */
export const facetsChosen = (choices: Choices): number =>
  FACETS.filter((facet) => choices[facet] !== null).length

/** Nothing chosen any more is no filter. */
export const flipped = <T extends number | string>(
  chosen: readonly T[] | null,
  value: T,
): readonly T[] | null => {
  const others = (chosen ?? []).filter((one) => one !== value)
  const after = chosen?.includes(value) ? others : [...others, value]
  if (after.length === 0) return null
  return after.sort((a, b) => (a < b ? -1 : 1))
}

/** `value` null: components of which the facet says nothing; they can be counted, not chosen. */
export type FacetRow = { value: number | string | null; name: string; count: number; on: boolean }

/** What is chosen though nothing is left of it, then largest first as they came; those whose names hold the words. */
export const facetRows = (
  groups: readonly Group[],
  chosen: readonly (number | string)[] | null,
  nameOf: (value: number | string | null) => string,
  words: string,
): FacetRow[] => {
  const counted = groups.map(({ key, count }) => ({ value: key, count }))
  const gone = (chosen ?? []).filter((value) => !groups.some(({ key }) => key === value))
  const wanted = words.trim().toLowerCase()
  return [...gone.map((value) => ({ value, count: 0 })), ...counted]
    .map(({ value, count }) => ({
      value,
      count,
      name: nameOf(value),
      on: value !== null && (chosen ?? []).includes(value),
    }))
    .filter(({ name }) => name.toLowerCase().includes(wanted))
}

export const sumOf = (groups: readonly Group[]): number =>
  groups.reduce((total, { count }) => total + count, 0)

/** Of counts by class under the other facets, those of the classes shown. */
export const shownTotal = (byClass: readonly Group[], shown: readonly number[] | null): number =>
  sumOf(shown === null ? byClass : byClass.filter(({ key }) => shown.includes(Number(key))))
