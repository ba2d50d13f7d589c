/**
 * From rows to the arrays of grids.ts: all of them from nothing, or those that changed over what was laid out before, which stays as it is for whoever reads it.
 * On one core 100,000 grids of a dozen vertices take half a second, a handful changed among them 60 ms.
 */
import { inCodeOrder } from './code-order.ts'
import { type GridNumbers, numberGrid } from './grid-numbers.ts'
import { type Grids, MOST_STEPS } from './grids.ts'
import { layOutSchemes, type SchemeRow } from './lay-out-levels.ts'
import { moveShapes } from './move-shapes.ts'
import { findRow } from './rows-by-id.ts'
import { type ShapesWriter, writeBox } from './shapes.ts'
import { allAtOnce, type Steps } from './steps.ts'

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
/** Rows in any order, and their shapes. */
export type FoundGrids = { readonly rows: GridRow[]; readonly written: ShapesWriter }

/** An identity must fit in four bytes; 4 billion of them do. */
const small = (id: number | null): number => {
  if (id !== null && id > 0xffff_ffff) throw new RangeError(`identity ${id} does not fit in four bytes`)
  return id ?? 0
}

/** The columns that are said of each grid, by number; the others follow from them. */
type Said = Pick<Grids, 'levelIds' | 'parents' | 'ownUnits'> & { codes: string[]; names: string[] }

const grown = (column: Uint32Array, size: number): Uint32Array => {
  const larger = new Uint32Array(size)
  larger.set(column)
  return larger
}
const grownText = (column: readonly string[], size: number): string[] => {
  const larger = column.slice()
  while (larger.length < size) larger.push('')
  return larger
}

const ROWS_A_STEP = 16_384

/** `moved` flags what is no more what it was; of it the rows hold what is in force. `own` are the rows' numbers. */
function* say(
  before: Grids,
  moved: Uint8Array,
  rows: readonly GridRow[],
  own: Uint32Array,
  numbers: GridNumbers,
): Steps<Said> {
  const size = moved.length
  const said = {
    levelIds: grown(before.levelIds, size),
    parents: grown(before.parents, size),
    ownUnits: grown(before.ownUnits, size),
    codes: grownText(before.codes, size),
    names: grownText(before.names, size),
  }
  yield
  for (let number = 0; number < before.size; number++) {
    if (moved[number] === 0) continue
    said.levelIds[number] = said.parents[number] = said.ownUnits[number] = 0
    said.codes[number] = said.names[number] = ''
  }
  for (const [place, { levelId, parentId, unitId, code, name }] of rows.entries()) {
    const number = own[place] as number
    said.levelIds[number] = levelId
    said.parents[number] = parentId === null ? 0 : numberGrid(numbers, parentId)
    said.ownUnits[number] = small(unitId)
    said.codes[number] = code
    said.names[number] = name
    if (place % ROWS_A_STEP === 0) yield
  }
  return said
}

const answering = (parents: Uint32Array, ownUnits: Uint32Array): Uint32Array => {
  const units = ownUnits.slice()
  for (let number = 0; number < units.length; number++) {
    let unit = ownUnits[number] as number
    let above = parents[number] as number
    for (let step = 0; unit === 0 && above !== 0 && step < MOST_STEPS; step++) {
      unit = ownUnits[above] as number
      above = parents[above] as number
    }
    units[number] = unit
  }
  return units
}

const dividedBy = (parents: Uint32Array): Uint8Array => {
  const divided = new Uint8Array(parents.length)
  for (const above of parents) if (above !== 0) divided[above] = 1
  return divided
}

/** Numbers in order of code, of those that stay. */
const orderKept = (before: Grids, moved: Uint8Array): Uint32Array => {
  const order = new Uint32Array(before.size)
  for (let number = 0; number < before.size; number++)
    if (before.levelIds[number] !== 0 && moved[number] === 0)
      order[before.codeRanks[number] as number] = number
  let kept = 0
  for (let rank = 0; rank < order.length; rank++) {
    const number = order[rank] as number
    if (number !== 0) order[kept++] = number
  }
  return order.subarray(0, kept)
}

function* boxesAfter(before: Grids, shapes: Grids['shapes'], moved: Uint8Array): Steps<Float64Array> {
  const boxes = new Float64Array(4 * moved.length)
  boxes.set(before.boxes)
  for (let number = 0; number < moved.length; number++) {
    if (moved[number] === 1 || number >= before.size) writeBox(shapes, number, boxes)
    if (number % ROWS_A_STEP === 0) yield
  }
  return boxes
}

const noShapes = (): Grids['shapes'] => ({
  coordinates: new Float64Array(0),
  ringStarts: new Uint32Array(1),
  polygonStarts: new Uint32Array(1),
  firstPolygon: new Uint32Array(0),
  lastPolygon: new Uint32Array(0),
})
const nothingBefore = (): Grids => ({
  size: 0,
  ids: new Float64Array(0),
  codes: [],
  names: [],
  levelIds: new Uint32Array(0),
  parents: new Uint32Array(0),
  ownUnits: new Uint32Array(0),
  answeringUnits: new Uint32Array(0),
  divided: new Uint8Array(0),
  codeRanks: new Uint32Array(0),
  shapes: noShapes(),
  boxes: new Float64Array(0),
  schemes: [],
  levels: new Map(),
  ancestors: new Map(),
})

/**
 * Of the identities in `changed` the rows found hold those that are in force now; all others stay as they were. Numbers what has no number yet. Schemes in order of
 * rank, their levels by depth. What was before is not written to.
 */
export function* moveGrids(
  before: Grids,
  schemeRows: readonly SchemeRow[],
  changed: readonly number[],
  { rows, written }: FoundGrids,
  numbers: GridNumbers,
): Steps<Grids> {
  const own = Uint32Array.from(rows, ({ id }) => numberGrid(numbers, id))
  for (const { parentId } of rows) if (parentId !== null) numberGrid(numbers, parentId)
  const size = numbers.ids.length
  const moved = new Uint8Array(size)
  for (const id of changed) {
    const number = findRow(numbers.numbers, id)
    if (number > 0) moved[number] = 1
  }
  for (const number of own) moved[number] = 1
  yield
  const said = yield* say(before, moved, rows, own, numbers)
  const { parents, ownUnits, levelIds, codes, names } = said
  const ids = before.size === size ? before.ids : Float64Array.from(numbers.ids)
  yield
  const inOrder = yield* inCodeOrder(orderKept(before, moved), own, { codes, ids })
  const codeRanks = new Uint32Array(size)
  for (let rank = 0; rank < inOrder.length; rank++) codeRanks[inOrder[rank] as number] = rank
  yield
  const answeringUnits = answering(parents, ownUnits)
  const divided = dividedBy(parents)
  yield
  const shapes = yield* moveShapes(before.shapes, size, (number) => moved[number] === 0, {
    written,
    numbers: own,
    polygonsOf: (place) => [rows[place]?.firstPolygon ?? 0, rows[place]?.lastPolygon ?? 0],
  })
  yield
  const boxes = yield* boxesAfter(before, shapes, moved)
  const schemes = yield* layOutSchemes(before, schemeRows, moved, { levelIds, boxes, codeRanks, inOrder })
  return {
    size,
    ids,
    codes,
    names,
    levelIds,
    parents,
    ownUnits,
    answeringUnits,
    divided,
    codeRanks,
    shapes,
    boxes,
    schemes,
    levels: new Map(schemes.flatMap((s) => s.levels.map((level) => [level.ref.id, level] as const))),
    ancestors: new Map(),
  }
}

/** All grids in force, at once. */
export const layOutGrids = (
  schemeRows: readonly SchemeRow[],
  rows: GridRow[],
  written: ShapesWriter,
  numbers: GridNumbers,
): Grids => allAtOnce(moveGrids(nothingBefore(), schemeRows, [], { rows, written }, numbers))
