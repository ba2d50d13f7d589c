import { expect, test } from 'vitest'
import { one } from '../../server/db/database.ts'
import { type Caller, useServer } from '../support/server.ts'

const server = useServer()

const change = async (by: Caller, whom: Caller, body: object): Promise<[number, string | undefined]> => {
  const answer = await server().send('PATCH', `/api/accounts/${whom.accountId}`, { ...by, body })
  return [answer.status, (await answer.json()).error?.code]
}

test('the last administrator of the whole district cannot be closed nor lose the right, also by two at once', async () => {
  const [a, b] = [await server().as('administrator'), await server().as('administrator')]
  const both = await Promise.all([change(a, b, { active: false }), change(b, a, { grants: [] })])
  expect(both.filter(([status]) => status === 200)).toHaveLength(1)
  const { left } = await one<{ left: number }>(
    server().db,
    `select count(*) as left
       from account as a
       join account_grant as g on g.account_id = a.id and g.role = 'administrator'
      where a.active`,
  )
  expect(left).toBe(1)
  const last = both[0]?.[0] === 200 ? a : b
  expect(await change(last, last, { active: false })).toEqual([409, 'last_administrator'])
  expect(await change(last, last, { grants: [{ role: 'reader', gridId: null }] })).toEqual([
    409,
    'last_administrator',
  ])
  expect(await change(last, last, { displayName: '管理员' })).toEqual([200, undefined])
})
