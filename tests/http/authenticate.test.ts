import { expect, test } from 'vitest'
import { one } from '../../server/db/database.ts'
import { useServer } from '../support/server.ts'

const server = useServer()

test('a key that is not known is refused even where nobody need sign in', async () => {
  const answer = await server().send('GET', '/api/openapi.json', { bearer: 'gb_not-a-key' })
  expect(answer.status).toBe(401)
})

test('a known key is let in, and its use is noted', async () => {
  const caller = await server().as('reader')
  const answer = await server().send('GET', '/api/openapi.json', caller)
  expect(answer.status).toBe(200)
  const key = await one<{ used: string | null }>(
    server().db,
    `select k.last_used_at as used from api_key as k where k.account_id = :accountId::bigint`,
    { accountId: caller.accountId },
  )
  expect(key.used).not.toBeNull()
})
