/** Grids of a level by box: a packed tree, and beside it the few that changed since it was packed, because packing 100,000 boxes anew blocks others for 40 ms. */
import Flatbush from 'flatbush'
import type { Steps } from './steps.ts'

export type BoxIndex = {
  readonly tree: Flatbush
  /** By place in the tree. */
  readonly numbers: Uint32Array
  /** Numbers whose box in the tree is no longer theirs, and those of them and of new ones that belong to the level. */
  readonly gone: ReadonlySet<number>
  readonly later: readonly number[]
  /** West, south, east, north by number. */
  readonly boxes: Float64Array
}

/** `members` are at least one. */
export function* packBoxes(boxes: Float64Array, members: Uint32Array): Steps<BoxIndex> {
  const tree = new Flatbush(members.length)
  for (const n of members)
    tree.add(boxes[4 * n] as number, boxes[4 * n + 1] as number, boxes[4 * n + 2], boxes[4 * n + 3])
  yield
  tree.finish()
  yield
  return { tree, numbers: members, gone: new Set(), later: [], boxes }
}

/** Each search looks at all that came later: a thousand boxes in some microseconds. */
const MOST_LATER = 1_000

/** `leaving` and `entering`: what left the level and what came into it; a grid that changed did both. Null where there are too many to stand beside the tree. */
export const moveBoxes = (
  { tree, numbers, gone, later }: BoxIndex,
  boxes: Float64Array,
  leaving: readonly number[],
  entering: readonly number[],
): BoxIndex | null => {
  const left = new Set(leaving)
  const index = {
    tree,
    numbers,
    gone: new Set([...gone, ...leaving]),
    later: [...later.filter((number) => !left.has(number)), ...entering],
    boxes,
  }
  return index.gone.size + index.later.length > MOST_LATER ? null : index
}

/** Numbers of the grids whose boxes meet this one. */
export const searchBoxes = (
  { tree, numbers, gone, later, boxes }: BoxIndex,
  west: number,
  south: number,
  east: number,
  north: number,
): number[] => {
  const found: number[] = []
  for (const place of tree.search(west, south, east, north)) {
    const number = numbers[place] as number
    if (!gone.has(number)) found.push(number)
  }
  for (const n of later) {
    const [w, s, e, t] = [boxes[4 * n], boxes[4 * n + 1], boxes[4 * n + 2], boxes[4 * n + 3]] as number[]
    if ((w as number) <= east && (e as number) >= west && (s as number) <= north && (t as number) >= south)
      found.push(n)
  }
  return found
}
