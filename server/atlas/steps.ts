/** Long work on memory, done in steps: all at once where nobody waits, or with turns of the event loop between them where requests are answered meanwhile. */
import { setImmediate } from 'node:timers/promises'

/** Each `yield` is a place where others may run; what is half done must be seen by nobody. */
export type Steps<T = void> = Generator<void, T>

/** Steps are made to take some milliseconds each; a turn ends with the first that ends after this. */
const TURN_MS = 10

/** Makes something of each item, so many a step. */
export function* mapInSteps<T, U>(
  items: readonly T[],
  aStep: number,
  make: (item: T, n: number) => U,
): Steps<U[]> {
  const made: U[] = []
  for (const [n, item] of items.entries()) {
    if (n % aStep === 0) yield
    made.push(make(item, n))
  }
  return made
}

export const allAtOnce = <T>(steps: Steps<T>): T => {
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

export const inTurns = async <T>(steps: Steps<T>): Promise<T> => {
  let began = performance.now()
  let step = steps.next()
  while (!step.done) {
    if (performance.now() - began > TURN_MS) {
      await setImmediate()
      began = performance.now()
    }
    step = steps.next()
  }
  return step.value
}
