/** From rows to the arrays of grids.ts. On one core 100,000 grids of a dozen vertices take half a second. */
import Flatbush from 'flatbush'
import { type GridNumbers, numberGrid } from './grid-numbers.ts'
import {
  type GridLevel,
  type GridScheme,
  type Grids,
  type LevelRef,
  MOST_STEPS,
  type SchemeRef,
} from './grids.ts'
import { buildLattice } from './lattice.ts'
import { boxesOf, finishShapes, type ShapesWriter } from './shapes.ts'

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

/** An identity must fit in four bytes; 4 billion of them do. */
const small = (id: number | null): number => {
  if (id !== null && id > 0xffff_ffff) throw new RangeError(`identity ${id} does not fit in four bytes`)
  return id ?? 0
}

/** The number of each row's grid, and of its parent, 0 at the top; gives numbers to those that have none. */
const numberRows = (
  rows: readonly GridRow[],
  numbers: GridNumbers,
): { own: Uint32Array; parent: Uint32Array } => ({
  own: Uint32Array.from(rows, ({ id }) => numberGrid(numbers, small(id))),
  parent: Uint32Array.from(rows, ({ parentId }) =>
    parentId === null ? 0 : numberGrid(numbers, small(parentId)),
  ),
})

/** By number, what is said of the rows at their places; empty or 0 for holes. */
const scatterText = (own: Uint32Array, size: number, of: (place: number) => string): string[] => {
  const column = new Array<string>(size).fill('')
  for (let place = 0; place < own.length; place++) column[own[place] as number] = of(place)
  return column
}
const scatter = (own: Uint32Array, size: number, of: (place: number) => number): Uint32Array => {
  const column = new Uint32Array(size)
  for (let place = 0; place < own.length; place++) column[own[place] as number] = of(place)
  return column
}

/** A string whose order by code units is the order of the text's UTF-8 bytes. */
const byteOrder = (text: string): string => Buffer.from(text).toString('latin1')

/** Places of the rows in order of code. */
const placesByCode = (rows: readonly GridRow[]): Uint32Array => {
  const keys = rows.map(({ code }) => byteOrder(code))
  return Uint32Array.from(keys.keys()).sort((a, b) => {
    const [x, y] = [keys[a] as string, keys[b] as string]
    return x < y ? -1 : x > y ? 1 : a - b
  })
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

const indexOf = (boxes: Float64Array, members: Uint32Array): Flatbush => {
  const index = new Flatbush(members.length)
  for (const n of members) {
    const [west, south, east, north] = [boxes[4 * n], boxes[4 * n + 1], boxes[4 * n + 2], boxes[4 * n + 3]]
    index.add(west as number, south as number, east, north)
  }
  index.finish()
  return index
}

const layOutLevel = (ref: LevelRef, scheme: number, boxes: Float64Array, members: Uint32Array): GridLevel =>
  members.length === 0
    ? { ref, scheme, members, index: null, lattice: null }
    : { ref, scheme, members, index: indexOf(boxes, members), lattice: buildLattice(boxes, members) }

/** Numbers what has no number yet. Rows come in any order; schemes in order of rank, their levels by depth. */
export const layOutGrids = (
  schemeRows: readonly SchemeRow[],
  rows: readonly GridRow[],
  written: ShapesWriter,
  numbers: GridNumbers,
): Grids => {
  const { own, parent } = numberRows(rows, numbers)
  const size = numbers.ids.length
  const column = (of: (row: GridRow) => number) => scatter(own, size, (place) => of(rows[place] as GridRow))
  const words = (of: (row: GridRow) => string) =>
    scatterText(own, size, (place) => of(rows[place] as GridRow))
  const parents = scatter(own, size, (place) => parent[place] as number)
  const ownUnits = column(({ unitId }) => small(unitId))
  const inOrder = placesByCode(rows).map((place) => own[place] as number)
  const levelIds = column(({ levelId }) => levelId)
  const divided = new Uint8Array(size)
  for (const above of parent) if (above !== 0) divided[above] = 1
  const shapes = finishShapes(
    written,
    column(({ firstPolygon }) => firstPolygon),
    column(({ lastPolygon }) => lastPolygon),
  )
  const boxes = boxesOf(shapes)
  const schemes = schemeRows.map(
    ({ ref, levels }, scheme): GridScheme => ({
      ref,
      levels: levels.map((level) =>
        layOutLevel(
          level,
          scheme,
          boxes,
          inOrder.filter((number) => levelIds[number] === level.id),
        ),
      ),
    }),
  )
  return {
    size,
    ids: Float64Array.from(numbers.ids),
    codes: words(({ code }) => code),
    names: words(({ name }) => name),
    levelIds,
    parents,
    ownUnits,
    answeringUnits: answering(parents, ownUnits),
    divided,
    codeRanks: scatter(inOrder, size, (rank) => rank),
    shapes,
    boxes,
    schemes,
    levels: new Map(schemes.flatMap((s) => s.levels.map((level) => [level.ref.id, level] as const))),
    ancestors: new Map(),
  }
}
