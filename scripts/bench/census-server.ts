/** A server in a process of its own that tells its parent, when asked, how long its event loop was blocked at most since it was asked before, in milliseconds. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readConfig } from '../../server/config.ts'
import { startServer } from '../../server/main.ts'

const RESOLUTION_MS = 5

const lag = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
const running = await startServer(
  readConfig(),
  () => {},
  (how) => console.error(`the embedded database ended: ${how}`),
)
lag.enable()
process.on('message', (asked: 'lag' | 'end') => {
  if (asked === 'end') {
    void running.close().then(() => process.exit(0))
    return
  }
  // An idle loop is late by its own resolution.
  process.send?.({ blockedMs: Math.max(0, lag.max / 1e6 - RESOLUTION_MS) })
  lag.reset()
})
process.send?.({ url: running.url })
