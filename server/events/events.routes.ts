/**
 * Server-sent events: `registry` at the beginning and after each commit, with what was touched, so that an open map loads just those tiles anew;
 * `report` for each new report that the listener may read; `census` for work on a delivery as it moves, to those who deliver.
 */
import type { Response } from 'express'
import type { Moved } from '../atlas/apply-changes.ts'
import type { TouchedTiles } from '../atlas/touched-tiles.ts'
import { isSurveyor } from '../census/census-rights.ts'
import type { Handler } from '../http/route.ts'
import type { NewReport } from '../reports/watch-reports.ts'
import { REGISTRY } from '../shared/endpoint.ts'
import { events, type RegistryEvent } from '../shared/tiles.contract.ts'
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

const addressesOf = ({ zoom, tiles }: TouchedTiles): NonNullable<RegistryEvent['tiles']> => ({
  zoom,
  tiles: [...tiles].map((tile) => [tile % 2 ** zoom, Math.floor(tile / 2 ** zoom)]),
})

const registryEvent = ({ version, entities, tiles }: Moved): RegistryEvent => ({
  version,
  touched: [...entities],
  tiles: tiles && addressesOf(tiles),
})

export const answerEvents: Handler<typeof events> = async (
  { db, atlas, reportWatch, censusJobs, log },
  { actor, response },
) => {
  const tell = async (came: readonly NewReport[]): Promise<void> => {
    for (const report of await visibleReports(db, actor, came)) send(response, 'report', report)
  }
  const { version } = await atlas.atLeast(0)
  const leaveReports = await reportWatch.listen({
    came: (came) => void tell(came).catch((error) => log.warn({ err: error }, 'an event was not told')),
    closed: () => response.end(),
  })
  response.set({ 'Content-Type': events.mediaType, 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
  response.flushHeaders()
  send(response, 'registry', { version })
  const leaveAtlas = atlas.listen({
    moved(moved) {
      if (REGISTRY.some((entity) => moved.entities.has(entity)))
        send(response, 'registry', registryEvent(moved))
    },
    closed: () => response.end(),
  })
  const leaveJobs = isSurveyor(actor)
    ? censusJobs.watch.listen({
        moved: (event) => send(response, 'census', event),
        closed: () => response.end(),
      })
    : () => {}
  const comments = setInterval(() => say(response, ':\n\n'), COMMENT_MS)
  const lifetime = setTimeout(() => response.end(), LIFETIME_MS)
  const end = (): void => {
    leaveAtlas()
    leaveReports()
    leaveJobs()
    clearInterval(comments)
    clearTimeout(lifetime)
  }
  if (response.closed) end()
  else response.once('close', end)
  return undefined
}
