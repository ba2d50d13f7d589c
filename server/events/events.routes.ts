/** Server-sent events: `registry` with its version at the beginning and after each commit, `report` for each new report that the listener may read. */
import type { Response } from 'express'
import type { News } from '../db/watch-registry.ts'
import type { Handler } from '../http/route.ts'
import { events } from '../shared/tiles.contract.ts'
import { visibleReports } from './visible-reports.ts'

/** Proxies cut what is silent for 30 s and more. */
const COMMENT_MS = 25_000
/** Then the browser connects anew, and who may listen is asked again. */
const LIFETIME_MS = 600_000

const say = (response: Response, words: string): void => {
  if (!response.writableEnded && !response.destroyed) response.write(words)
}
const send = (response: Response, event: string, data: object): void =>
  say(response, `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)

export const answerEvents: Handler<typeof events> = async ({ db, watch, log }, { actor, response }) => {
  const tell = async ({ version, reports }: News): Promise<void> => {
    if (version !== null) send(response, 'registry', { version })
    for (const report of await visibleReports(db, actor, reports)) send(response, 'report', report)
  }
  response.set({ 'Content-Type': events.mediaType, 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
  response.flushHeaders()
  const { version, leave } = await watch.listen({
    news: (news) => void tell(news).catch((error) => log.warn({ err: error }, 'an event was not told')),
    closed: () => response.end(),
  })
  send(response, 'registry', { version })
  const comments = setInterval(() => say(response, ':\n\n'), COMMENT_MS)
  const lifetime = setTimeout(() => response.end(), LIFETIME_MS)
  const end = (): void => {
    leave()
    clearInterval(comments)
    clearTimeout(lifetime)
  }
  if (response.closed) end()
  else response.once('close', end)
  return undefined
}
