/** Writes moved components: a few over what is there, in one turn; many into a copy, in many turns, while readers go on with what was. */
import type { Connection } from '../db/database.ts'
import {
  type Components,
  copyComponents,
  mostUnsorted,
  type ReadComponents,
  removeComponent,
  sortSteps,
  writeSteps,
} from './components.ts'
import type { GridNumbers } from './grid-numbers.ts'
import { readComponents } from './read-components.ts'
import { findRow } from './rows-by-id.ts'
import { allAtOnce, inTurns, type Steps } from './steps.ts'
import { makeTouchedTiles, type TouchedTiles, type TouchedTilesMaker } from './touched-tiles.ts'

/** `components` to use from then on: the same ones, or the copy. */
export type Written = { readonly components: Components; readonly tiles: TouchedTiles }

/** Two milliseconds and less in one turn. */
const FEW = 2_000

/** Whether so many are few, and leave few enough behind the sorted ones. */
export const areFew = ({ rows, sorted }: Components, moved: number): boolean =>
  moved <= FEW && rows - sorted + moved <= mostUnsorted(sorted)

/** Where the components stand, before or after they are written. */
const addPlaces = (components: Components, ids: readonly number[], tiles: TouchedTilesMaker): void => {
  for (const id of ids) {
    const row = findRow(components.rowsById, id)
    if (row < 0) continue
    tiles.addPoint(components.lon[row] as number, components.lat[row] as number)
    tiles.addShape(components.shapes.get(id))
  }
}

/** Of those named, `read` holds the ones that there are. */
function* moveSteps(
  components: Components,
  ids: readonly number[],
  read: readonly ReadComponents[],
  tiles: TouchedTilesMaker,
): Steps {
  addPlaces(components, ids, tiles)
  yield
  for (const chunk of read) yield* writeSteps(components, chunk)
  const there = new Set<number>()
  for (const chunk of read) for (const id of chunk.id) there.add(id)
  for (const id of ids) if (!there.has(id)) removeComponent(components, id)
  yield
  addPlaces(components, ids, tiles)
}

export const writeFew = (
  components: Components,
  ids: readonly number[],
  read: readonly ReadComponents[],
): Written => {
  const tiles = makeTouchedTiles()
  allAtOnce(moveSteps(components, ids, read, tiles))
  return { components, tiles: tiles.made() }
}

/** Reads each part and writes it before the next, so that memory holds one. A component named in two parts is written twice, alike. */
export const writeMany = async (
  trx: Connection,
  before: Components,
  parts: readonly (() => Promise<number[]>)[],
  schemeIds: readonly number[],
  numbers: GridNumbers,
): Promise<Written> => {
  const components = await inTurns(copyComponents(before))
  const tiles = makeTouchedTiles()
  for (const listIds of parts) {
    const ids = await listIds()
    const read = await readComponents(trx, ids, schemeIds, numbers)
    await inTurns(moveSteps(components, ids, read, tiles))
  }
  await inTurns(sortSteps(components))
  return { components, tiles: tiles.made() }
}
