/** MapLibre expressions that colour dots by class, unit or state; seven units get a hue, all others one grey. */
import type { ExpressionSpecification } from 'maplibre-gl'
import { COMPONENT_STATES, type ComponentState } from '../../server/shared/words.ts'
import type { ComponentClass } from '../api-types.ts'
import { COLOURS, classColour } from './class-picture.ts'

export const UNIT_COLOURS = ['#62b0e8', '#e69f00', '#52b788', '#f0e442', '#d78fb8', '#e8835a', '#c29468']
export const NOBODY_COLOUR = '#ffffff'
export const OTHERS_COLOUR = '#a8b3bd'
export const STATE_COLOURS: Record<ComponentState, string> = {
  intact: '#52b788',
  damaged: '#f0b429',
  missing: '#ef6f6c',
  abandoned: '#c29468',
  removed: '#a8b3bd',
  unknown: '#ffffff',
}

const match = (
  attribute: string,
  pairs: readonly (readonly [number, string])[],
  fallback: string,
): ExpressionSpecification | string =>
  pairs.length === 0
    ? fallback
    : // Tiles leave attributes out that are 0.
      ([
        'match',
        ['coalesce', ['get', attribute], 0],
        ...pairs.flat(),
        fallback,
      ] as unknown as ExpressionSpecification)

export const colourByClass = (classes: readonly ComponentClass[]): ExpressionSpecification | string =>
  match(
    'c',
    classes.map((one) => [one.id, classColour(one)] as const),
    COLOURS.other,
  )

/** `attribute` is `o` for owners, `m` for maintainers; `ids` are the largest, in order. */
export const colourByUnit = (
  attribute: 'o' | 'm',
  ids: readonly number[],
): ExpressionSpecification | string =>
  match(
    attribute,
    [[0, NOBODY_COLOUR], ...ids.slice(0, 7).map((id, i) => [id, UNIT_COLOURS[i] ?? OTHERS_COLOUR] as const)],
    OTHERS_COLOUR,
  )

export const colourByState = (): ExpressionSpecification | string =>
  match(
    's',
    COMPONENT_STATES.map((state, i) => [i, STATE_COLOURS[state]] as const),
    STATE_COLOURS.unknown,
  )
