/** The way of a change into force: given to review and taken back, rejected, approved for a day, that approval taken back, and never for a day gone by. */
import { beforeAll, expect, test } from 'vitest'
import { rows } from '../../server/db/database.ts'
import type { Change } from '../../server/shared/boundaries.ts'
import { type Api, createApi } from '../../web/api.ts'
import { refusal } from '../support/refusal.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'
import { useServer } from '../support/server.ts'

const DAY_MS = 86_400_000

const server = useServer()
let fixture: RegistryFixture
let author: Api
let decider: Api

beforeAll(async () => {
  fixture = await makeRegistry(server().db, 200)
  const reviewer = async () =>
    createApi({ base: server().base, bearer: (await server().as('reviewer')).bearer })
  author = await reviewer()
  decider = await reviewer()
})

const idOf = (code: string): number => fixture.grids.find((one) => one.code === code)?.id ?? 0

/** Renames a village. */
const renamed = async (code: string, name: string): Promise<Change> => {
  const { id, revision } = await author.createChange({ body: { scheme: fixture.schemeId, title: name } })
  await author.addOperation({
    params: { id },
    body: { revision, operation: { kind: 'rename', face: idOf(code), name } },
  })
  return author.getChange({ params: { id } })
}

const step = ({ id, revision }: Change) => ({ params: { id }, body: { revision } })
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString()

test('there and back by every way, each step in the audit, and the register as it was', async () => {
  const draft = await renamed('320506002001', '改名村')
  const withdrawn = await author.withdrawChange(step(await author.submitChange(step(draft))))
  expect(withdrawn).toMatchObject({ state: 'draft', submittedAt: null })
  const submitted = await author.submitChange(step(withdrawn))
  const { params, body } = step(submitted)
  const rejected = await decider.rejectChange({ params, body: { ...body, reason: '名称要先报批' } })
  expect(rejected).toMatchObject({ state: 'rejected', decisionReason: '名称要先报批' })
  const again = await author.submitChange(step(await author.reopenChange(step(rejected))))
  const approved = await decider.approveChange({
    params,
    body: { revision: again.revision, effectAt: inDays(3), reason: '三日后' },
  })
  expect(approved).toMatchObject({ state: 'approved', decisionReason: '三日后', inForceAt: null })
  const reopened = await author.reopenChange(step(approved))
  expect(reopened).toMatchObject({ state: 'draft', effectAt: null, decider: null })
  await author.discardChange({ params })
  expect((await author.getChange({ params })).state).toBe('discarded')
  const audited = await rows<{ action: string }>(
    server().db,
    `select a.action as action
       from audit as a
      where a.entity = 'change' and a.entity_id = :id::bigint and a.after->>'state' is not null
      order by a.id`,
    params,
  )
  const steps = ['submit', 'withdraw', 'submit', 'reject', 'reopen', 'submit', 'approve', 'reopen', 'discard']
  expect(audited.map(({ action }) => action)).toEqual(steps.map((word) => `change.${word}`))
  expect(
    await rows(
      server().db,
      `select v.id as id from grid_version as v where v.change_id = :id::bigint`,
      params,
    ),
  ).toEqual([])
})

test('a day gone by is refused and nothing is decided; an hour of today that is over means at once', async () => {
  const submitted = await author.submitChange(step(await renamed('320506002002', '今日村')))
  const { params, body } = step(submitted)
  const approve = (effectAt: string) => decider.approveChange({ params, body: { ...body, effectAt } })
  expect(await refusal(approve(inDays(-1)))).toBe('400 day_gone')
  expect(await author.getChange({ params })).toEqual(submitted)
  const midnight = `${new Date().toISOString().slice(0, 10)}T00:00:00Z`
  const inForce = await approve(midnight)
  expect(inForce.state).toBe('in_force')
  expect(Date.parse(inForce.inForceAt ?? '')).toBeGreaterThan(Date.parse(submitted.submittedAt ?? ''))
})
