/** The thread in which a server does the heavy work of a census, with connections of its own, so that no request waits for it. */
import os from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { openPool } from '../../db/database.ts'
import { FileRefused } from '../../readers/file-refused.ts'
import { openDelivered } from '../staging/delivered-files.ts'
import { carryOutJob, Stopped } from './carry-out-job.ts'
import type { Ended, FromWorker, StopReason, ToWorker, WorkerPlace } from './job-messages.ts'
import type { Claimed } from './jobs.queries.ts'

const port = parentPort
if (port === null) throw new Error('census-worker.ts is started by a server, as a thread')

/** One for the rows, one for what is asked beside them. */
const CONNECTIONS = 2

/** Requests come first where cores are few. Linux keeps this for each thread; elsewhere it would slow the whole server. */
if (process.platform === 'linux') os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL)

const place = workerData as WorkerPlace
const db = openPool(place.address, place.schema, CONNECTIONS)
const delivered = openDelivered(place.spool)
let wanted: StopReason | null = null

const say = (message: FromWorker): void => port.postMessage(message)

const endOf = (error: unknown): Ended => {
  if (error instanceof Stopped) return { how: 'stopped', why: error.why }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    how: 'failed',
    problem: error instanceof FileRefused ? [error.zh, error.message] : null,
    detail,
  }
}

const carryOut = async (job: Claimed): Promise<void> => {
  wanted = null
  const ended = await carryOutJob(
    {
      ...place,
      db,
      delivered,
      step: (step) => say({ step }),
      warn: (warn, detail) => say({ warn, detail }),
      stopIfWanted() {
        if (wanted !== null) throw new Stopped(wanted)
      },
    },
    job,
  ).then((): Ended => ({ how: 'done' }), endOf)
  say({ ended })
}

const end = async (): Promise<void> => {
  await delivered.close()
  await db.destroy()
  port.close()
}

port.on('message', (message: ToWorker) => {
  if ('carryOut' in message) void carryOut(message.carryOut)
  else if ('stop' in message) wanted = message.stop
  else void end()
})
