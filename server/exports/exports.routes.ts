/** Exports as downloads: made while they are sent, as fast as the client takes them, and ended when the client goes away. */
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import { TooMany } from '../errors.ts'
import type { Handler, SignedInCall } from '../http/route.ts'
import type {
  exportComponents as componentContract,
  exportGrids as gridContract,
} from '../shared/exports.contract.ts'
import { auditExport, auditGridExport } from './audit-export.ts'
import { exportComponents } from './export-components.ts'
import { exportGrids } from './export-grids.ts'
import { attachment } from './export-name.ts'
import type { Exported } from './write-table.ts'

/** Each takes a core while it runs and two of the database's ten connections while it begins. */
const MOST_AT_ONCE = 4
let running = 0

/** A client that went away is no fault of the server. */
const GONE = new Error('the client went away')
const isGone = (error: unknown): boolean =>
  error === GONE || (error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')

const untilGone = (response: Response): AbortSignal => {
  const controller = new AbortController()
  response.once('close', () => controller.abort(GONE))
  return controller.signal
}

/** What an export says of itself before its bytes; `audit` before the first of them leaves. */
const send = async (
  { request, response }: SignedInCall,
  { fileName, mediaType, rows, bytes }: Exported,
  { holds, format, audit }: { holds: 'components' | 'grids'; format: string; audit(): Promise<unknown> },
): Promise<void> => {
  response.set({
    'Content-Type': mediaType,
    'Content-Disposition': attachment(fileName, holds),
    'Cache-Control': 'no-store',
    'Export-Rows': String(rows),
  })
  if (request.method === 'HEAD') return void response.end()
  await audit()
  Object.assign(response.locals.facts, { format, rows })
  await pipeline(bytes, response)
}

const inTurn = async (run: () => Promise<void>): Promise<undefined> => {
  if (running >= MOST_AT_ONCE)
    throw new TooMany('exports_busy', `${MOST_AT_ONCE} exports are running; try again in a minute.`)
  running++
  await run()
    .catch((error) => {
      if (!isGone(error)) throw error
    })
    .finally(() => {
      running--
    })
  return undefined
}

export const answerExportComponents: Handler<typeof componentContract> = (services, call) => {
  const { db, database } = services
  const { query, actor, response } = call
  const source = { db, embedded: database.embedded, signal: untilGone(response) }
  return inTurn(() =>
    exportComponents(source, query, (exported) =>
      send(call, exported, {
        holds: 'components',
        format: query.format,
        audit: () => auditExport(db, actor, query, exported),
      }),
    ),
  )
}

export const answerExportGrids: Handler<typeof gridContract> = (services, call) => {
  const { db, database } = services
  const { query, actor, response } = call
  const source = { db, embedded: database.embedded, signal: untilGone(response) }
  return inTurn(() =>
    exportGrids(source, query, (exported) =>
      send(call, exported, {
        holds: 'grids',
        format: query.format,
        audit: () => auditGridExport(db, actor, query, exported),
      }),
    ),
  )
}
