/**
 * All grids in force, laid out for reading: what a grid is stands in arrays by its number (see grid-numbers.ts), 0 being no grid and numbers of
 * grids no longer in force being holes. Built whole and never changed; degrees are EPSG:4490.
 */
import Flatbush from 'flatbush'
import type { z } from 'zod'
import type { GridRef, levelRef, schemeRef } from '../shared/grids.contract.ts'
import { type GridNumbers, numberGrid } from './grid-numbers.ts'
import { buildLattice, type Lattice } from './lattice.ts'
import { boxesOf, finishShapes, type Shapes, type ShapesWriter } from './shapes.ts'

type LevelRef = z.infer<typeof levelRef>
export type SchemeRef = z.infer<typeof schemeRef>

/** `members` are numbers in order of code. `index` finds places in `members` by box, `lattice` numbers by position; null where the level has no grids. */
export type GridLevel = {
  readonly ref: LevelRef
  /** Place in `schemes`. */
  readonly scheme: number
  readonly members: Uint32Array
  readonly index: Flatbush | null
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

export type GridRow = {
  readonly id: number
  readonly levelId: number
  readonly parentId: number | null
  readonly code: string
  readonly name: string
  readonly unitId: number | null
  /** The polygons of its shape among those written: from the first to before the last. */
  readonly firstPolygon: number
  readonly lastPolygon: number
}
export type SchemeRow = { readonly ref: SchemeRef; readonly levels: readonly LevelRef[] }

/** Levels are six at most; a parent that leads back to its child ends there. */
export const MOST_STEPS = 6

/** A string whose order by code units is the order of the text's UTF-8 bytes. */
const byteOrder = (text: string): string => Buffer.from(text).toString('latin1')
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const indexOf = (boxes: Float64Array, members: Uint32Array): Flatbush | null => {
  if (members.length === 0) return null
  const index = new Flatbush(members.length)
  for (const n of members)
    index.add(
      boxes[4 * n] as number,
      boxes[4 * n + 1] as number,
      boxes[4 * n + 2] as number,
      boxes[4 * n + 3] as number,
    )
  index.finish()
  return index
}

const layOutLevel = (
  ref: LevelRef,
  scheme: number,
  boxes: Float64Array,
  members: Uint32Array,
): GridLevel => ({
  ref,
  scheme,
  members,
  index: indexOf(boxes, members),
  lattice: members.length === 0 ? null : buildLattice(boxes, members),
})

/** A unit's identity must fit in four bytes; 4 billion of them do. */
const small = (id: number | null): number => {
  if (id !== null && id > 0xffff_ffff) throw new RangeError(`identity ${id} does not fit in four bytes`)
  return id ?? 0
}

const answering = (parents: Uint32Array, ownUnits: Uint32Array): Uint32Array =>
  ownUnits.map((own, number) => {
    let unit = own
    let above = parents[number] ?? 0
    for (let step = 0; unit === 0 && above !== 0 && step < MOST_STEPS; step++) {
      unit = ownUnits[above] ?? 0
      above = parents[above] ?? 0
    }
    return unit
  })

/** Numbers what has no number yet. Rows come in any order; schemes in order of rank, their levels by depth. */
export const layOutGrids = (
  schemeRows: readonly SchemeRow[],
  rows: readonly GridRow[],
  written: ShapesWriter,
  numbers: GridNumbers,
): Grids => {
  for (const { id, parentId } of rows) {
    numberGrid(numbers, small(id))
    if (parentId !== null) numberGrid(numbers, small(parentId))
  }
  const size = numbers.ids.length
  const ids = Float64Array.from(numbers.ids)
  const codes = new Array<string>(size).fill('')
  const names = new Array<string>(size).fill('')
  const [levelIds, parents, ownUnits, codeRanks] = [1, 2, 3, 4].map(() => new Uint32Array(size)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ]
  const [firstPolygon, lastPolygon] = [new Uint32Array(size), new Uint32Array(size)]
  for (const row of rows) {
    const number = numbers.numbers.get(row.id) ?? 0
    codes[number] = row.code
    names[number] = row.name
    levelIds[number] = row.levelId
    ownUnits[number] = small(row.unitId)
    firstPolygon[number] = row.firstPolygon
    lastPolygon[number] = row.lastPolygon
  }
  const divided = new Uint8Array(size)
  for (const { id, parentId } of rows) {
    if (parentId === null) continue
    const parent = numbers.numbers.get(parentId) ?? 0
    parents[numbers.numbers.get(id) ?? 0] = parent
    divided[parent] = 1
  }
  const inOrder = rows
    .map((row) => ({ key: byteOrder(row.code), number: numbers.numbers.get(row.id) ?? 0 }))
    .sort((a, b) => compare(a.key, b.key) || a.number - b.number)
  const members = new Map<number, number[]>()
  for (const [rank, { number }] of inOrder.entries()) {
    codeRanks[number] = rank
    const level = levelIds[number] ?? 0
    members.set(level, members.get(level) ?? [])
    members.get(level)?.push(number)
  }
  const shapes = finishShapes(written, firstPolygon, lastPolygon)
  const boxes = boxesOf(shapes)
  const schemes = schemeRows.map(
    ({ ref, levels }, scheme): GridScheme => ({
      ref,
      levels: levels.map((level) =>
        layOutLevel(level, scheme, boxes, Uint32Array.from(members.get(level.id) ?? [])),
      ),
    }),
  )
  return {
    size,
    ids,
    codes,
    names,
    levelIds,
    parents,
    ownUnits,
    answeringUnits: answering(parents, ownUnits),
    divided,
    codeRanks,
    shapes,
    boxes,
    schemes,
    levels: new Map(schemes.flatMap((s) => s.levels.map((level) => [level.ref.id, level] as const))),
    ancestors: new Map(),
  }
}

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
