/**
 * Keeps the embedded database from mixing the requests of its clients (*measured*: after an error one client got the rows of another). Its socket
 * server takes messages one by one and holds to one client only while a transaction is open; and the database says that it is ready for the next
 * request at an error already, not only at the Sync that ends the request, so that the client takes the second of the two for its next answer.
 */
import type { PGlite } from '@electric-sql/pglite'

const bytesOf = (letters: string): Set<number> => new Set([...letters].map((letter) => letter.charCodeAt(0)))
/** First bytes of the messages that end a request: Sync and Query. */
const ENDS_REQUEST = bytesOf('SQ')
/** Parse, Bind, Describe, Execute, Close, Flush: a request goes on after them. */
const CONTINUES_REQUEST = bytesOf('PBDECH')
const SYNC = new Uint8Array(['S'.charCodeAt(0), 0, 0, 0, 4])

type Stream = PGlite['execProtocolRawStream']
type OnRawData = Parameters<Stream>[1]['onRawData']

/** ReadyForQuery: Z, a length of 5, and the state of the transaction. */
const READY = [0x5a, 0, 0, 0, 5]
const withoutReady = (bytes: Uint8Array): Uint8Array =>
  bytes.length >= 6 && READY.every((byte, n) => bytes[bytes.length - 6 + n] === byte)
    ? bytes.subarray(0, -6)
    : bytes

/** Passes everything on but a ReadyForQuery at the very end; `finish` passes on what was held back. */
const holdingReadyBack = (onRawData: OnRawData): { onRawData: OnRawData; finish(): void } => {
  let held: Uint8Array | undefined
  return {
    onRawData(bytes) {
      if (held) onRawData(held)
      held = bytes.slice()
    },
    finish() {
      const last = held && withoutReady(held)
      if (last && last.length > 0) onRawData(last)
    },
  }
}

/** The same database, which says that it is in a transaction from the first message of a request to its last, and is ready only after that. */
export const withWholeRequests = (pglite: PGlite): PGlite => {
  let midRequest = false
  const execProtocolRawStream: Stream = async (message, options) => {
    const [kind = 0] = message
    if (ENDS_REQUEST.has(kind)) midRequest = false
    if (!CONTINUES_REQUEST.has(kind)) return pglite.execProtocolRawStream(message, options)
    midRequest = true
    const held = holdingReadyBack(options.onRawData)
    await pglite.execProtocolRawStream(message, { ...options, onRawData: held.onRawData })
    held.finish()
  }
  const own = {
    execProtocolRawStream,
    isInTransaction: (): boolean => midRequest || pglite.isInTransaction(),
    // Called only to roll back for a client that is gone: its request ends with it.
    exec: async (...args: Parameters<PGlite['exec']>) => {
      if (midRequest) await pglite.execProtocolRaw(SYNC)
      midRequest = false
      return pglite.exec(...args)
    },
  }
  return new Proxy(pglite, {
    get(target, key) {
      if (key in own) return own[key as keyof typeof own]
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
