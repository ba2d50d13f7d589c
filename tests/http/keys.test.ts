import { expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { useServer } from '../support/server.ts'

const server = useServer()

type Key = { id: number; secret: string; prefix: string; name: string }

const makeKey = async (cookie: string, body: object): Promise<Key> => {
  const answer = await server().send('POST', '/api/keys', { cookie, body })
  expect(answer.status).toBe(201)
  return (await answer.json()) as Key
}
const statusOf = async (bearer: string): Promise<number> =>
  (await server().send('GET', '/api/keys', { bearer })).status

test('a key that is not known is refused even where nobody need sign in, and beside a good cookie', async () => {
  const cookie = await server().signIn(await server().account('reader'))
  expect((await server().send('GET', '/api/session', { bearer: 'gb_not-a-key' })).status).toBe(401)
  expect((await server().send('GET', '/api/session', { bearer: 'anything', cookie })).status).toBe(401)
  expect((await server().send('GET', '/api/session', { cookie })).status).toBe(200)
})

test('a secret is shown once, when the key is made; what is stored and listed does not hold it', async () => {
  const account = await server().account('reader')
  const cookie = await server().signIn(account)
  const made = await makeKey(cookie, { name: 'night job' })
  expect(made.secret.startsWith(made.prefix)).toBe(true)
  expect(await statusOf(made.secret)).toBe(200)
  const listed = await (await server().send('GET', '/api/keys', { cookie })).text()
  expect(JSON.parse(listed).items).toMatchObject([
    { id: made.id, name: 'night job', accountId: account.accountId },
  ])
  const kept = await rows(
    server().db,
    `select k::text as key, u.after::text as after
       from api_key as k
       join audit as u on u.entity = 'key' and u.entity_id = k.id
      where k.id = :id::bigint`,
    { id: made.id },
  )
  expect(kept).toHaveLength(1)
  expect(listed + JSON.stringify(kept)).not.toContain(made.secret.slice(made.prefix.length))
})

test('a revoked key stops at once, and revoking twice leaves one audit row', async () => {
  const cookie = await server().signIn(await server().account('reader'))
  const { id, secret } = await makeKey(cookie, { name: 'k' })
  for (const _ of [1, 2]) {
    expect((await server().send('DELETE', `/api/keys/${id}`, { cookie })).status).toBe(204)
    expect(await statusOf(secret)).toBe(401)
  }
  const revoked = await rows(
    server().db,
    `select u.id as id from audit as u where u.action = 'key.revoke' and u.entity_id = :id::bigint`,
    { id },
  )
  expect(revoked).toHaveLength(1)
})

test('a key ends when it expires, and cannot be made to have ended already', async () => {
  const account = await server().account('reader')
  const cookie = await server().signIn(account)
  const past = await server().send('POST', '/api/keys', {
    cookie,
    body: { name: 'k', expiresAt: '2020-01-01T00:00:00Z' },
  })
  expect(past.status).toBe(400)
  const { id, secret } = await makeKey(cookie, { name: 'k', expiresAt: '2999-01-01T00:00:00Z' })
  expect(await statusOf(secret)).toBe(200)
  await server().db.raw(`update api_key as k set expires_at = now() where k.id = :id::bigint`, { id })
  server().signedIn.forgetAccounts([account.accountId])
  expect(await statusOf(secret)).toBe(401)
})

test('others’ keys are not there, except for an administrator; no key makes keys', async () => {
  const owner = await server().as('reader')
  const { id } = await one<{ id: number }>(
    server().db,
    `select k.id as id from api_key as k where k.account_id = :accountId::bigint`,
    { accountId: owner.accountId },
  )
  const other = await server().as('reviewer')
  expect((await server().send('DELETE', `/api/keys/${id}`, other)).status).toBe(404)
  expect((await server().send('POST', '/api/keys', { ...owner, body: { name: 'child' } })).status).toBe(403)
  expect(await statusOf(owner.bearer)).toBe(200)
  const administrator = await server().as('administrator')
  const all = await (await server().send('GET', '/api/keys', administrator)).json()
  expect(all.items.map((key: Key) => key.id)).toContain(id)
  expect((await server().send('DELETE', `/api/keys/${id}`, administrator)).status).toBe(204)
  expect(await statusOf(owner.bearer)).toBe(401)
})

test('the last use is noted at most once a minute, and a key leaves no session', async () => {
  const caller = await server().as('reader')
  const usedAt = async () =>
    (
      await one<{ used: string | null }>(
        server().db,
        `select k.last_used_at as used from api_key as k where k.account_id = :accountId::bigint`,
        { accountId: caller.accountId },
      )
    ).used
  const sessions = () => rows(server().db, `select s.sid as sid from session as s order by s.sid`)
  const before = await sessions()
  expect(await usedAt()).toBeNull()
  await statusOf(caller.bearer)
  const first = await usedAt()
  expect(first).not.toBeNull()
  await statusOf(caller.bearer)
  expect(await usedAt()).toBe(first)
  await server().db.raw(
    `update api_key as k set last_used_at = now() - interval '61 seconds' where k.account_id = :accountId::bigint`,
    caller,
  )
  server().signedIn.forgetAccounts([caller.accountId])
  await statusOf(caller.bearer)
  expect(Date.parse((await usedAt()) ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''))
  expect(await sessions()).toEqual(before)
})
