/** Who asks is known without a query, and what is taken away ends at once all the same. Only this process's monotonic clock is moved by hand. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { sign } from 'cookie-signature'
import pg from 'pg'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { keyHash } from '../../server/accounts/authenticate.ts'
import { rememberSignedIn } from '../../server/accounts/signed-in.ts'
import { one, rows } from '../../server/db/database.ts'
import { readVersion } from '../../server/db/end-write.ts'
import { makeRegistry } from '../support/registry-fixture.ts'
import { type Sent, type TestServer, useServer } from '../support/server.ts'

const server = useServer()

const MINUTE_MS = 60_000

beforeAll(async () => {
  await makeRegistry(server().db, 20)
  await server().followed()
})
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})
const pass = (ms: number) => vi.advanceTimersByTime(ms)

/** Every statement on any connection of this process, the session store's included, that asks who is signed in or writes it down. */
const watchStatements = (): { list(): string[] } => {
  const query = vi.spyOn(pg.Client.prototype, 'query')
  const textOf = (given: unknown): string =>
    typeof given === 'string' ? given : String((given as { text?: string }).text)
  return {
    list: () =>
      query.mock.calls
        .map(([given]) => textOf(given))
        .filter((text) => /\b(from|join|update|into)\s+("\w+"\.)?"?(session|account|api_key)\b/i.test(text)),
  }
}

/** Needs a sign-in and nothing of the tables of accounts. */
const statusOf = async (who: Sent, at: TestServer = server()): Promise<number> => {
  const answer = await at.send('GET', '/api/schemes', who)
  await answer.arrayBuffer()
  return answer.status
}
const change = async (who: Sent, method: string, path: string, body?: object): Promise<number> => {
  const answer = await server().send(method, path, { ...who, ...(body === undefined ? {} : { body }) })
  await answer.arrayBuffer()
  return answer.status
}

/** An account with a session and a key, both in use. */
const inUse = async () => {
  const account = await server().account('reader')
  const cookie = await server().signIn(account)
  const made = await (await server().send('POST', '/api/keys', { cookie, body: { name: 'k' } })).json()
  const callers = { session: { cookie }, key: { bearer: String(made.secret) } }
  const use = async (at: TestServer = server()) => [
    await statusOf(callers.session, at),
    await statusOf(callers.key, at),
  ]
  expect(await use()).toEqual([200, 200])
  return { ...account, ...callers, keyId: Number(made.id), use }
}

test('the second request of a session and of a key asks nothing about who they are', async () => {
  const { key, use } = await inUse()
  const statements = watchStatements()
  expect(await use()).toEqual([200, 200])
  expect(statements.list()).toEqual([])
  await statusOf({ bearer: `${key.bearer}x` })
  expect(statements.list()).toHaveLength(1)
})

test('many requests at once of one caller ask once', async () => {
  const { bearer } = await server().as('reader')
  const { byKey } = rememberSignedIn(server().db, 12)
  await byKey(keyHash(bearer))
  const statements = watchStatements()
  const { byKey: byKeyAnew } = rememberSignedIn(server().db, 12)
  const answers = await Promise.all(Array.from({ length: 8 }, () => byKeyAnew(keyHash(bearer))))
  expect(new Set(answers).size).toBe(1)
  expect(statements.list()).toHaveLength(1)
})

test('whoever is remembered is answered while another holds the tables, also when it is time to ask again', async () => {
  const { session, key } = await inUse()
  const open = async (who: Sent) => {
    const answer = server().send('GET', '/api/openapi.json', who)
    const late = once(AbortSignal.timeout(5_000), 'abort').then(() => ({ status: 'not within five seconds' }))
    return (await Promise.race([answer, late])).status
  }
  await server().db.transaction(async (trx) => {
    await trx.raw(`lock table account, session, api_key in access exclusive mode`)
    expect([await open(session), await open(key)]).toEqual([200, 200])
    for (const ms of [MINUTE_MS / 2, MINUTE_MS, 5 * MINUTE_MS]) {
      pass(ms)
      expect([await open(session), await open(key)]).toEqual([200, 200])
    }
    // An answer does not stand for ever.
    pass(15 * MINUTE_MS)
    expect(await open(key)).toBe('not within five seconds')
  })
})

test('what was forgotten while the database was busy does not stand', async () => {
  const { accountId, session, key } = await inUse()
  const { signedIn, db } = server()
  pass(2 * MINUTE_MS)
  const asked = await db.transaction(async (trx) => {
    await trx.raw(`lock table account, session, api_key in access exclusive mode`)
    const late = [statusOf(session), statusOf(key)]
    await trx.raw(`update account as a set active = false where a.id = :accountId::bigint`, { accountId })
    signedIn.forgetAccounts([accountId])
    return late
  })
  expect(await Promise.all(asked)).toEqual([401, 401])
})

type InUse = Awaited<ReturnType<typeof inUse>>
type Ending = {
  readonly how: string
  readonly end: (who: InUse, administrator: Sent) => Promise<number>
  /** What the session and the key get from then on. */
  readonly left: readonly [number, number]
}

const ENDINGS: readonly Ending[] = [
  {
    how: 'signing out',
    end: ({ session }) => change(session, 'DELETE', '/api/session'),
    left: [401, 200],
  },
  {
    how: 'signing in anew',
    end: ({ session, name, password }) => change(session, 'POST', '/api/session', { name, password }),
    left: [401, 200],
  },
  {
    how: 'signing in as another',
    end: async ({ session }) => {
      const { name, password } = await server().account(null)
      return change(session, 'POST', '/api/session', { name, password })
    },
    left: [401, 200],
  },
  {
    how: 'a new password',
    end: ({ key, password }) =>
      change(key, 'POST', '/api/session/password', { current: password, next: 'a much better one' }),
    left: [401, 200],
  },
  {
    how: 'a password that an administrator sets',
    end: ({ accountId }, administrator) =>
      change(administrator, 'PATCH', `/api/accounts/${accountId}`, { password: 'battery staple' }),
    left: [401, 200],
  },
  {
    how: 'closing the account',
    end: ({ accountId }, administrator) =>
      change(administrator, 'PATCH', `/api/accounts/${accountId}`, { active: false }),
    left: [401, 401],
  },
  {
    how: 'revoking the key',
    end: ({ session, keyId }) => change(session, 'DELETE', `/api/keys/${keyId}`),
    left: [200, 401],
  },
  {
    how: 'an administrator who revokes the key',
    end: ({ keyId }, administrator) => change(administrator, 'DELETE', `/api/keys/${keyId}`),
    left: [200, 401],
  },
]

test.each(ENDINGS)(
  '$how ends it with the next request, on another server once it has heard',
  async ({ end, left }) => {
    await server().withSettings({}, async (beside) => {
      await beside.followed()
      const who = await inUse()
      expect(await who.use(beside)).toEqual([200, 200])
      const before = await readVersion(server().db)
      expect(await end(who, await server().as('administrator'))).toBeLessThan(300)
      expect(await who.use()).toEqual(left)
      const touched = await rows<{ ids: string[] }>(
        server().db,
        `select c.ids as ids from change_log as c where c.version > :before::bigint and c.entity = 'account'`,
        { before },
      )
      expect(touched.map(({ ids }) => ids.map(Number))).toEqual([[who.accountId]])
      await beside.followed()
      expect(await who.use(beside)).toEqual(left)
    })
  },
)

test('rights taken away are refused with the next request, on another server once it has heard', async () => {
  await server().withSettings({}, async (beside) => {
    await beside.followed()
    const account = await server().account('administrator')
    const who = { cookie: await server().signIn(account) }
    const audit = async (at: TestServer) => (await at.send('GET', '/api/audit', who)).status
    expect([await audit(server()), await audit(beside)]).toEqual([200, 200])
    const grants = [{ role: 'reader', gridId: null }]
    const administrator = await server().as('administrator')
    await change(administrator, 'PATCH', `/api/accounts/${account.accountId}`, { grants })
    expect(await audit(server())).toBe(403)
    await beside.followed()
    expect(await audit(beside)).toBe(403)
  })
})

test('a password changed in a session keeps that session and ends the others', async () => {
  const { session, name, password } = await inUse()
  const other = { cookie: await server().signIn({ name, password }) }
  expect(await statusOf(other)).toBe(200)
  const body = { current: password, next: 'a much better one' }
  expect(await change(session, 'POST', '/api/session/password', body)).toBe(204)
  expect([await statusOf(session), await statusOf(other)]).toEqual([200, 401])
})

test('whoever else is signed in stays remembered when an account is forgotten', async () => {
  const [one, other] = [await server().as('reader'), await server().as('reader')]
  const { byKey, forgetAccounts } = rememberSignedIn(server().db, 12)
  for (const { bearer } of [one, other]) await byKey(keyHash(bearer))
  forgetAccounts([one.accountId])
  const statements = watchStatements()
  await byKey(keyHash(other.bearer))
  expect(statements.list()).toEqual([])
  await byKey(keyHash(one.bearer))
  expect(statements.list()).toHaveLength(1)
  forgetAccounts(null)
  for (const { bearer } of [one, other]) await byKey(keyHash(bearer))
  expect(statements.list()).toHaveLength(3)
})

test('signing in, a failure to, and a new key take no version', async () => {
  const before = await readVersion(server().db)
  const { name } = await inUse()
  await change({}, 'POST', '/api/session', { name, password: 'not the password' })
  expect(await readVersion(server().db)).toBe(before)
})

test('what was asked before an account was forgotten is not remembered after it', async () => {
  const { accountId, session } = await inUse()
  const { signedIn, db } = server()
  signedIn.forgetAccounts([accountId])
  const sid = decodeURIComponent(session.cookie).split(':')[1]?.split('.')[0] ?? ''
  const early = signedIn.bySession(sid)
  signedIn.forgetAccounts([accountId])
  await early
  await db.raw(`update account as a set active = false where a.id = :accountId::bigint`, { accountId })
  expect(await signedIn.bySession(sid)).toBeUndefined()
})

test('the account is forgotten also where the write failed: its commit may only have lost its answer', async () => {
  const { accountId, session } = await inUse()
  const { signedIn, db } = server()
  const lost = signedIn.forgetAfter(accountId, async () => {
    await db.raw(`update account as a set active = false where a.id = :accountId::bigint`, { accountId })
    throw new Error('the connection was lost')
  })
  await expect(lost).rejects.toThrow('the connection was lost')
  expect(await statusOf(session)).toBe(401)
})

test('what nobody tells ends after a minute, and for whoever keeps coming after half of it', async () => {
  const close = (accountId: number) =>
    server().db.raw(`update account as a set active = false where a.id = :accountId::bigint`, { accountId })
  const idle = await inUse()
  await close(idle.accountId)
  expect(await idle.use()).toEqual([200, 200])
  pass(MINUTE_MS)
  expect(await idle.use()).toEqual([401, 401])
  const busy = await inUse()
  await close(busy.accountId)
  pass(MINUTE_MS / 2)
  expect(await busy.use()).toEqual([200, 200])
  await expect.poll(busy.use).toEqual([401, 401])
})

test('a session and a key that expire within the minute are not remembered beyond that', async () => {
  await server().withSettings({ sessionHours: 20 / 3600 }, async (brief) => {
    const account = await brief.account('reader')
    const caller = await brief.as('reader')
    const cookie = await brief.signIn(account)
    const expire = async (seconds: number) => {
      const bindings = { seconds, ids: [account.accountId, caller.accountId] }
      await brief.db.raw(
        `update api_key as k set expires_at = now() + :seconds::int * interval '1 second' where k.account_id = any(:ids::bigint[])`,
        bindings,
      )
      await brief.db.raw(
        `update session as s set expire = now() + :seconds::int * interval '1 second' where (s.sess ->> 'accountId')::bigint = any(:ids::bigint[])`,
        bindings,
      )
    }
    const use = async () => [await statusOf({ cookie }, brief), await statusOf(caller, brief)]
    await expire(20)
    expect(await use()).toEqual([200, 200])
    await expire(-1)
    pass(20_000)
    expect(await use()).toEqual([401, 401])
  })
})

test('use lengthens a session and is noted of a key while both are remembered', async () => {
  const { accountId, session, key, use } = await inUse()
  const written = () =>
    one<{ left: number; unnoted: number }>(
      server().db,
      `select extract(epoch from s.expire - now())::int as left, extract(epoch from now() - k.last_used_at)::int as unnoted
         from session as s
         join api_key as k on k.account_id = (s.sess ->> 'accountId')::bigint
        where k.account_id = :accountId::bigint`,
      { accountId },
    )
  await server().db.raw(
    `update session as s set expire = now() + interval '11 hours 1 second' where s.sess ->> 'accountId' = :accountId::text`,
    { accountId: String(accountId) },
  )
  await server().db.raw(
    `update api_key as k set last_used_at = now() - interval '59 seconds' where k.account_id = :accountId::bigint`,
    { accountId },
  )
  server().signedIn.forgetAccounts([accountId])
  expect(await use()).toEqual([200, 200])
  expect((await written()).left).toBeLessThan(11 * 3600 + 2)
  // Both clocks: the database's by moving what it wrote, this process's by hand.
  await server().db.raw(
    `update session as s set expire = s.expire - interval '2 seconds' where s.sess ->> 'accountId' = :accountId::text`,
    { accountId: String(accountId) },
  )
  await server().db.raw(
    `update api_key as k set last_used_at = k.last_used_at - interval '2 seconds' where k.account_id = :accountId::bigint`,
    { accountId },
  )
  pass(2_000)
  expect([await statusOf(session), await statusOf(key)]).toEqual([200, 200])
  await expect
    .poll(written)
    .toMatchObject({ left: expect.closeTo(12 * 3600, -1), unnoted: expect.closeTo(0, -1) })
})

test('a cookie whose signature is not this registry’s signs nobody in, also beside a session that is remembered', async () => {
  const { session } = await inUse()
  const sid = decodeURIComponent(session.cookie).split(':')[1]?.split('.')[0] ?? ''
  const as = (value: string) => statusOf({ cookie: `gridbook=${encodeURIComponent(value)}` })
  const { value: secret } = await one<{ value: string }>(
    server().db,
    `select s.value as value from server_secret as s where s.name = 'session'`,
  )
  expect(await as(`s:${sign(sid, secret)}`)).toBe(200)
  expect(await as(`s:${sign(sid, 'a guess')}`)).toBe(401)
  expect(await as(`s:${sid}`)).toBe(401)
  expect(await as(`s:${sid}.`)).toBe(401)
  expect(await as(sid)).toBe(401)
  expect(await as(sign(sid, secret))).toBe(401)
  expect(await as('')).toBe(401)
  expect(await statusOf({ cookie: 'gridbook=%E0%A4%A' })).toBe(401)
  expect(await statusOf({ cookie: `other=1; ${session.cookie}` })).toBe(200)
})

test('a bounded number of callers is remembered, those who asked last', async () => {
  const callers = [await server().as('reader'), await server().as('reader'), await server().as('reader')]
  const [first, second, third] = callers.map(({ bearer }) => keyHash(bearer))
  const { byKey } = rememberSignedIn(server().db, 12, 2)
  for (const hash of [first, second, third]) expect(await byKey(String(hash))).toMatchObject({ via: 'key' })
  const statements = watchStatements()
  await byKey(String(second))
  await byKey(String(third))
  expect(statements.list()).toEqual([])
  await byKey(String(first))
  expect(statements.list()).toHaveLength(1)
})

test('what signs nobody in takes no place', async () => {
  const { byKey } = rememberSignedIn(server().db, 12, 1)
  const hash = keyHash((await server().as('reader')).bearer)
  await byKey(hash)
  for (let n = 0; n < 3; n++) expect(await byKey(keyHash(randomBytes(8).toString('hex')))).toBeUndefined()
  const statements = watchStatements()
  await byKey(hash)
  expect(statements.list()).toEqual([])
})
