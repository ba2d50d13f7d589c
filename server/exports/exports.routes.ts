/** Exports as downloads: made while they are sent, as fast as the client takes them, and ended when the client goes away. */
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import { TooMany } from '../errors.ts'
import type { Handler, Services, SignedInCall } from '../http/route.ts'
import type { exportComponents as contract } from '../shared/exports.contract.ts'
import { auditExport } from './audit-export.ts'
import { exportComponents } from './export-components.ts'
import { attachment } from './export-name.ts'

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

const sendExport = async (
  { db, database }: Services,
  { query, actor, request, response }: SignedInCall<typeof contract>,
): Promise<void> => {
  const { embedded } = database
  await exportComponents({ db, embedded, signal: untilGone(response) }, query, async (exported) => {
    const { fileName, mediaType, rows, bytes } = exported
    response.set({
      'Content-Type': mediaType,
      'Content-Disposition': attachment(fileName),
      'Cache-Control': 'no-store',
      'Export-Rows': String(rows),
    })
    if (request.method === 'HEAD') return void response.end()
    await auditExport(db, actor, query, exported)
    Object.assign(response.locals.facts, { format: query.format, rows })
    await pipeline(bytes, response)
  }).catch((error) => {
    if (!isGone(error)) throw error
  })
}

export const answerExportComponents: Handler<typeof contract> = async (services, call) => {
  if (running >= MOST_AT_ONCE)
    throw new TooMany('exports_busy', `${MOST_AT_ONCE} exports are running; try again in a minute.`)
  running++
  await sendExport(services, call).finally(() => {
    running--
  })
  return undefined
}
