/** Acceptance of a delivery: shown, its rule and limits set, a sample drawn, the decision taken. */
import { randomInt } from 'node:crypto'
import { getSettings } from '../census/census.queries.ts'
import { withCensus } from '../census/editable.ts'
import type { Connection } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Conflict } from '../errors.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/acceptance.contract.ts'
import { findDraw, readAcceptance } from './acceptance.queries.ts'
import { mayDoWhat, requireAccepter } from './acceptance-rights.ts'
import { decideAcceptance } from './decide.ts'
import { drawSample } from './draw-sample.ts'
import { getAcceptanceSettings, keepAcceptanceSettings } from './settings.ts'

/** Where there is a difference, the good rows are known. */
const COMPARED = ['compared', 'committed'] as const

const card = async (db: Connection, actor: Actor, censusId: number): Promise<contract.Acceptance> => ({
  ...(await readAcceptance(db, censusId)),
  may: await mayDoWhat(db, actor, censusId),
})

export const answerGetAcceptance: Handler<typeof contract.getAcceptance> = async (
  { db },
  { params: { id }, actor },
) => {
  await getSettings(db, id)
  return card(db, actor, id)
}

const requireUndecided = async (trx: Connection, censusId: number): Promise<void> => {
  const draw = await findDraw(trx, censusId)
  if (draw?.decision === 'accepted')
    throw new Conflict('acceptance_decided', `Delivery ${censusId} was accepted.`)
}

export const answerSetAcceptance: Handler<typeof contract.setAcceptance> = async (
  { db },
  { params: { id }, body, actor },
) => {
  await db.transaction(async (trx) => {
    await requireAccepter(trx, actor, id)
    await requireUndecided(trx, id)
    const { settings: before } = await getAcceptanceSettings(trx, id)
    await keepAcceptanceSettings(trx, id, body)
    await endWrite(trx, actor, {
      action: 'acceptance.set',
      entity: 'census',
      entityId: id,
      before,
      after: body,
    })
  })
  return card(db, actor, id)
}

export const answerDrawSample: Handler<typeof contract.drawSample> = async (
  { db },
  { params: { id }, body, actor },
) => {
  await withCensus(db, id, COMPARED, async (trx) => {
    await requireAccepter(trx, actor, id)
    await requireUndecided(trx, id)
    const { settings } = await getAcceptanceSettings(trx, id)
    const seed = body.seed ?? randomInt(2 ** 31)
    const drawn = await drawSample(trx, {
      censusId: id,
      seed,
      rule: settings.sample,
      actor: actor.name,
    })
    await endWrite(trx, actor, {
      action: 'acceptance.draw',
      entity: 'census',
      entityId: id,
      after: { seed, rule: settings.sample, ...drawn },
    })
  })
  return card(db, actor, id)
}

export const answerDecideAcceptance: Handler<typeof contract.decideAcceptance> = async (
  { db },
  { params: { id }, body, actor },
) => {
  await withCensus(db, id, COMPARED, async (trx) => {
    await requireAccepter(trx, actor, id)
    const after = await decideAcceptance(trx, id, body, actor.name)
    await endWrite(trx, actor, { action: 'acceptance.decide', entity: 'census', entityId: id, after })
  })
  return card(db, actor, id)
}
