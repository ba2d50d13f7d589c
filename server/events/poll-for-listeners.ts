/** Polls the registry for whoever listens in this process: one poll a second for all of them, none while nobody listens. */

export type Listening<L> = {
  /** Those to tell; none once it is closed. */
  list(): readonly L[]
  /** Gives the function that ends it. */
  listen(listener: L): () => void
  close(): Promise<void>
}

const POLL_MS = 1_000

/** `rest` is called when nobody listens any more. */
export const pollForListeners = <L extends { closed(): void }>({
  poll,
  rest,
  lost,
}: {
  poll(): Promise<void>
  rest(): void
  lost(error: unknown): void
}): Listening<L> => {
  const listeners = new Set<L>()
  let timer: NodeJS.Timeout | undefined
  let polling: Promise<void> = Promise.resolve()
  let closed = false
  const schedule = (): void => {
    if (closed || timer !== undefined || listeners.size === 0) return
    timer = setTimeout(() => {
      polling = poll()
        .catch(lost)
        .finally(() => {
          timer = undefined
          if (listeners.size === 0) rest()
          schedule()
        })
    }, POLL_MS)
  }
  return {
    list: () => [...listeners],
    listen(listener) {
      if (closed) listener.closed()
      else listeners.add(listener)
      schedule()
      return () => void listeners.delete(listener)
    },
    async close() {
      closed = true
      clearTimeout(timer)
      for (const listener of listeners) listener.closed()
      listeners.clear()
      await polling
    },
  }
}
