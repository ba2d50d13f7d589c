/**
 * All grids in force, laid out for reading: what a grid is stands in arrays by its number (see grid-numbers.ts), 0 being no grid and numbers of
 * grids no longer in force being holes. Built whole and never changed; degrees are EPSG:4490.
 */
import type { z } from 'zod'
import type { GridRef, levelRef, schemeRef } from '../shared/grids.contract.ts'
import type { BoxIndex } from './box-index.ts'
import type { Lattice } from './lattice.ts'
import type { Shapes } from './shapes.ts'

export type LevelRef = z.infer<typeof levelRef>
export type SchemeRef = z.infer<typeof schemeRef>

/** `members` are numbers in order of code. `index` finds numbers by box, `lattice` numbers by position; null where the level has no grids. */
export type GridLevel = {
  readonly ref: LevelRef
  /** Place in `schemes`. */
  readonly scheme: number
  readonly members: Uint32Array
  readonly index: BoxIndex | null
  readonly lattice: Lattice | null
}
/** `levels` from the first depth down, empty ones too. */
export type GridScheme = { readonly ref: SchemeRef; readonly levels: readonly GridLevel[] }

export type Grids = {
  /** How many numbers the arrays hold, 0 included; a grid numbered later is not in force here. */
  readonly size: number
  /** Identities by number, holes too. */
  readonly ids: Float64Array
  readonly codes: readonly string[]
  readonly names: readonly string[]
  /** 0 for a hole. */
  readonly levelIds: Uint32Array
  /** 0 at the top; a hole where the parent is no longer in force. */
  readonly parents: Uint32Array
  /** Unit of the grid itself, and the unit that answers: its own or that of the nearest grid above. Identities; 0 for none. */
  readonly ownUnits: Uint32Array
  readonly answeringUnits: Uint32Array
  /** 1 where the grid is divided. */
  readonly divided: Uint8Array
  /** Place among all grids by code, in byte order of UTF-8. */
  readonly codeRanks: Uint32Array
  readonly shapes: Shapes
  /** West, south, east, north by number. */
  readonly boxes: Float64Array
  /** In order of rank. */
  readonly schemes: readonly GridScheme[]
  readonly levels: ReadonlyMap<number, GridLevel>
  /** Filled by `ancestorsAt`. */
  readonly ancestors: Map<number, Uint32Array>
}

/** Levels are six at most; a parent that leads back to its child ends there. */
export const MOST_STEPS = 6

/** As the contract names a grid in force. */
export const gridRefOf = (grids: Grids, number: number): GridRef => {
  const level = grids.levels.get(grids.levelIds[number] ?? 0)
  if (level === undefined) throw new RangeError(`grid number ${number} is not in force`)
  return {
    id: grids.ids[number] ?? 0,
    code: grids.codes[number] ?? '',
    name: grids.names[number] ?? '',
    level: level.ref,
  }
}
