/** Hears of commits by `LISTEN` on a connection of its own; not on the embedded database, which does not tell its clients. A lost connection is made again. */
import pg from 'pg'
import type { Database } from '../db/database.ts'
import { channelOf } from '../db/end-write.ts'

export type Hints = { listening(): boolean; close(): Promise<void> }

const AGAIN_MS = 5_000

export const listenForCommits = ({ address, schema, embedded }: Database, heard: () => void): Hints => {
  let client: pg.Client | undefined
  let listening = false
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const open = async (): Promise<void> => {
    const opening = new pg.Client({ ...address, application_name: 'gridbook listener' })
    client = opening
    const lost = (): void => {
      if (client !== opening) return
      client = undefined
      listening = false
      void opening.end().catch(() => {})
      if (!closed) timer = setTimeout(() => void open(), AGAIN_MS)
    }
    opening.on('error', lost)
    opening.on('end', lost)
    opening.on('notification', heard)
    try {
      await opening.connect()
      await opening.query(`listen ${opening.escapeIdentifier(channelOf(schema))}`)
      listening = true
      heard()
    } catch {
      // The poll finds what is not heard, and the next try comes by itself.
      lost()
    }
  }
  if (!embedded) void open()
  return {
    listening: () => listening,
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}
