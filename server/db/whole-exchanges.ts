/**
 * Keeps the embedded database's one session to one connection from a statement's first protocol message to its Sync. The socket server queues single
 * messages and holds its queue for a connection only inside a transaction: without this, one connection's Bind meets another's Parse.
 */
import type { PGlite } from '@electric-sql/pglite'

/** Parse, Bind, Describe, Execute, Close, Flush: more follows, up to Sync (PostgreSQL's frontend protocol 3.0). */
const MORE_FOLLOWS = new Set([...'PBDECH'].map((type) => type.charCodeAt(0)))

/** The socket server asks `isInTransaction` before it lets another connection in, and rolls back by `exec` when a client is lost. */
export const keepExchangesWhole = (pglite: PGlite): void => {
  let open = false
  const execProtocolRawStream = pglite.execProtocolRawStream.bind(pglite)
  const isInTransaction = pglite.isInTransaction.bind(pglite)
  const exec = pglite.exec.bind(pglite)
  pglite.execProtocolRawStream = (message, options) => {
    open = MORE_FOLLOWS.has(message[0] ?? 0)
    return execProtocolRawStream(message, options)
  }
  pglite.isInTransaction = () => open || isInTransaction()
  pglite.exec = (...args) => {
    open = false
    return exec(...args)
  }
}
