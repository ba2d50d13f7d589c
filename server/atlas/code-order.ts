/** Grids in order of code, by bytes of UTF-8 as the database's "C" collation has it; of equal codes, which levels may share, the lower identity first. */
import type { Steps } from './steps.ts'

type Coded = { readonly codes: readonly string[]; readonly ids: ArrayLike<number> }

const BEYOND_ASCII = /[^\0-\x7f]/
/** A string whose order by code units is the order of the text's UTF-8 bytes. */
const byteOrder = (text: string): string =>
  BEYOND_ASCII.test(text) ? Buffer.from(text).toString('latin1') : text

/** Of two numbers of grids. */
const comparing =
  ({ codes, ids }: Coded) =>
  (a: number, b: number): number => {
    const [x, y] = [byteOrder(codes[a] as string), byteOrder(codes[b] as string)]
    return x < y ? -1 : x > y ? 1 : (ids[a] as number) - (ids[b] as number)
  }

/** Sorted at once: some milliseconds. */
const RUN = 4_096

/** Two sorted runs as one, written to `to` from where the first begins. */
const merge = (
  from: Uint32Array,
  to: Uint32Array,
  [first, second, end]: readonly [number, number, number],
  compare: (a: number, b: number) => number,
): void => {
  let [a, b] = [first, second]
  for (let at = first; at < end; at++) {
    const takeFirst = b >= end || (a < second && compare(from[a] as number, from[b] as number) <= 0)
    to[at] = from[takeFirst ? a++ : b++] as number
  }
}

function* sorted(numbers: Uint32Array, compare: (a: number, b: number) => number): Steps<Uint32Array> {
  let from = numbers.slice()
  for (let at = 0; at < from.length; at += RUN) {
    from.subarray(at, at + RUN).sort(compare)
    yield
  }
  let to = new Uint32Array(from.length)
  for (let length = RUN; length < from.length; length *= 2) {
    for (let at = 0; at < from.length; at += 2 * length) {
      const [second, end] = [Math.min(from.length, at + length), Math.min(from.length, at + 2 * length)]
      merge(from, to, [at, second, end], compare)
      yield
    }
    ;[from, to] = [to, from]
  }
  return from
}

/** How many before it are lower. */
const placeIn = (order: Uint32Array, number: number, compare: (a: number, b: number) => number): number => {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(order[middle] as number, number) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** `kept` in order already, `added` in none: all of them in order. Few added cost a search each and one copy. */
export function* inCodeOrder(kept: Uint32Array, added: Uint32Array, coded: Coded): Steps<Uint32Array> {
  const compare = comparing(coded)
  const fresh = yield* sorted(added, compare)
  const order = new Uint32Array(kept.length + fresh.length)
  let taken = 0
  for (let n = 0; n < fresh.length; n++) {
    const place = kept.length === 0 ? 0 : placeIn(kept, fresh[n] as number, compare)
    order.set(kept.subarray(taken, place), taken + n)
    order[place + n] = fresh[n] as number
    taken = place
    if (n % RUN === RUN - 1) yield
  }
  order.set(kept.subarray(taken), taken + fresh.length)
  return order
}
