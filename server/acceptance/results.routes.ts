/** What inspectors find in the field, entered one by one; entering it twice is entering it once. */
import type { Connection } from '../db/database.ts'
import { endWrite } from '../db/end-write.ts'
import { InvalidInput, NotFound } from '../errors.ts'
import { pageBy, readIdCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/acceptance.contract.ts'
import { type Draw, getDraw, getOpenDraw } from './acceptance.queries.ts'
import { requireInspector } from './acceptance-rights.ts'
import { enterResults, FARTHEST_M, getSampled, listSampledAfter, pointIn } from './sampled.queries.ts'
import { enterUndelivered, listUndelivered, removeUndelivered } from './undelivered.queries.ts'

export const answerListSampled: Handler<typeof contract.listSampled> = async (
  { db },
  { params: { id }, query: { limit, cursor, grid } },
) => {
  const draw = await getDraw(db, id)
  const { found, total } = await listSampledAfter(db, draw.id, {
    gridId: grid ?? null,
    after: readIdCursor(cursor),
    limit: limit + 1,
  })
  return { ...pageBy(found, limit, ({ no }) => no), total }
}

const requireTargets = ({ targets }: Draw, wrong: readonly string[]): void => {
  const unknown = wrong.find((target) => !targets.includes(target))
  if (unknown !== undefined)
    throw new InvalidInput('target_unknown', `wrong: ${unknown} is none of ${targets.join(', ')}.`, {
      field: 'wrong',
    })
}

export const answerRecordResult: Handler<typeof contract.recordResult> = async (
  { db },
  { params: { id, no }, body: { measured, ...result }, actor },
) => {
  await db.transaction(async (trx) => {
    const draw = await getOpenDraw(trx, id)
    const before = await getSampled(trx, draw.id, no)
    await requireInspector(trx, actor, id, [before.gridId])
    requireTargets(draw, result.wrong)
    const point = measured && pointIn(measured, 'measured')
    const { tooFar } = await enterResults(trx, draw.id, [{ ...result, no, point }], actor.name)
    if (tooFar.length > 0)
      throw new InvalidInput(
        'measured_far',
        `measured: more than ${FARTHEST_M} m from what was delivered; it is another one, or another system.`,
        { field: 'measured' },
      )
    await endWrite(trx, actor, {
      action: 'acceptance.record',
      entity: 'census',
      entityId: id,
      before: before.outcome && { no, outcome: before.outcome, wrong: before.wrong, offsetM: before.offsetM },
      after: { no, ...result, point },
    })
  })
  return getSampled(db, (await getDraw(db, id)).id, no)
}

export const answerListUndelivered: Handler<typeof contract.listUndelivered> = async (
  { db },
  { params: { id } },
) => {
  const items = await listUndelivered(db, (await getDraw(db, id)).id)
  return { items, total: items.length }
}

export const answerRecordUndelivered: Handler<typeof contract.recordUndelivered> = async (
  { db },
  { params: { id, key }, body: { gridId, classId, place, note }, actor },
) => {
  await db.transaction(async (trx) => {
    const draw = await getOpenDraw(trx, id)
    await requireInspector(trx, actor, id, [gridId])
    const after = { key, gridId, classId, note, point: pointIn(place, 'place') }
    if (!(await enterUndelivered(trx, draw.id, after, actor.name)))
      throw new InvalidInput(
        'not_in_sampled_grid',
        'place: it lies outside this sampled grid, or there is no such class.',
        { field: 'place' },
      )
    await endWrite(trx, actor, { action: 'acceptance.add', entity: 'census', entityId: id, after })
  })
  return undefined
}

const remove = async (trx: Connection, acceptanceId: number, key: string): Promise<number> => {
  const gridId = await removeUndelivered(trx, acceptanceId, key)
  if (gridId !== undefined) return gridId
  throw new NotFound('no_such_undelivered', `The sample has no undelivered component ${key}.`)
}

export const answerRemoveUndelivered: Handler<typeof contract.removeUndelivered> = async (
  { db },
  { params: { id, key }, actor },
) => {
  await db.transaction(async (trx) => {
    const draw = await getOpenDraw(trx, id)
    const gridId = await remove(trx, draw.id, key)
    await requireInspector(trx, actor, id, [gridId])
    await endWrite(trx, actor, {
      action: 'acceptance.remove',
      entity: 'census',
      entityId: id,
      before: { key, gridId },
    })
  })
  return undefined
}
