/** Meetings: opened on a queue, recorded parcel by parcel, closed, and their minutes. */
import type { Connection } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { pageById, readIdCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/meetings.contract.ts'
import { closeMeeting, deferParcel, presentParcel, signParcel } from './hold-meeting.ts'
import { getRecorder, mayRecord } from './meeting-recorder.ts'
import { getMeetingHead, listMeetingsBefore, listQueue, readMinutes } from './meetings.queries.ts'
import { openMeeting } from './open-meeting.ts'

const shown = async (db: Connection, actor: Actor, id: number): Promise<contract.Meeting> => {
  const head = await getMeetingHead(db, id)
  const queue = await listQueue(db, id)
  return {
    ...head,
    queue,
    next: queue.find(({ outcome }) => outcome === null)?.no ?? null,
    mayRecord: mayRecord(await getRecorder(db, id), actor),
  }
}

export const answerListMeetings: Handler<typeof contract.listMeetings> = async (
  { db },
  { query: { limit, cursor } },
) => {
  const { found, total } = await listMeetingsBefore(db, { limit: limit + 1, before: readIdCursor(cursor) })
  return { ...pageById(found, limit), total }
}

export const answerCreateMeeting: Handler<typeof contract.createMeeting> = async (
  { db },
  { body, actor },
) => {
  const id = await db.transaction((trx) => openMeeting(trx, actor, body))
  return shown(db, actor, id)
}

export const answerGetMeeting: Handler<typeof contract.getMeeting> = ({ db }, { params: { id }, actor }) =>
  shown(db, actor, id)

export const answerPresentParcel: Handler<typeof contract.presentParcel> = async (
  { db },
  { params, actor },
) => {
  await db.transaction((trx) => presentParcel(trx, actor, params))
  return shown(db, actor, params.id)
}

export const answerSignParcel: Handler<typeof contract.signParcel> = async (
  { db },
  { params, body, actor },
) => {
  await db.transaction((trx) => signParcel(trx, actor, params, body))
  return shown(db, actor, params.id)
}

export const answerDeferParcel: Handler<typeof contract.deferParcel> = async (
  { db },
  { params, body: { reason }, actor },
) => {
  await db.transaction((trx) => deferParcel(trx, actor, params, reason))
  return shown(db, actor, params.id)
}

export const answerCloseMeeting: Handler<typeof contract.closeMeeting> = async (
  { db },
  { params: { id }, actor },
) => {
  await db.transaction((trx) => closeMeeting(trx, actor, id))
  return shown(db, actor, id)
}

export const answerGetMinutes: Handler<typeof contract.getMinutes> = ({ db }, { params: { id } }) =>
  readMinutes(db, id)
