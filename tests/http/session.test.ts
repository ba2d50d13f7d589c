import { expect, test } from 'vitest'
import { hashPassword } from '../../server/accounts/password.ts'
import { one, rows } from '../../server/db/database.ts'
import { useServer } from '../support/server.ts'

const server = useServer()

const whoIs = async (cookie: string): Promise<string | null> =>
  (await (await server().send('GET', '/api/session', { cookie })).json()).account?.name ?? null
const trySignIn = (name: string, password: string): Promise<Response> =>
  server().send('POST', '/api/session', { body: { name, password } })
const sessionCount = async (): Promise<number> =>
  (await one<{ n: number }>(server().db, `select count(*) as n from session as s`)).n

test('whoever never signs in gets no cookie and leaves no session', async () => {
  const before = await sessionCount()
  const answer = await server().send('GET', '/api/session')
  expect(await answer.json()).toEqual({ account: null })
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await sessionCount()).toBe(before)
})

test('signing in gives the account and an HttpOnly, SameSite cookie; signing out ends the session on the server', async () => {
  const account = await server().account('dispatcher')
  const answer = await trySignIn(account.name.toUpperCase(), account.password)
  expect(await answer.json()).toEqual({
    account: {
      id: account.accountId,
      name: account.name,
      displayName: '',
      active: true,
      grants: [{ role: 'dispatcher', gridId: null, gridCode: null, gridName: null }],
    },
  })
  const [setCookie = ''] = answer.headers.getSetCookie()
  expect(setCookie).toMatch(/^gridbook=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)
  const cookie = setCookie.split(';')[0] ?? ''
  expect(await whoIs(cookie)).toBe(account.name)
  expect((await server().send('DELETE', '/api/session', { cookie })).status).toBe(204)
  expect(await whoIs(cookie)).toBeNull()
})

test('behind TLS, as a trusted proxy says, the cookie is Secure', async () => {
  await server().withSettings({ trustProxy: 1 }, async (proxied) => {
    const { name, password } = await proxied.account('reader')
    const answer = await proxied.send('POST', '/api/session', {
      body: { name, password },
      headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' },
    })
    expect(answer.headers.getSetCookie()[0]).toContain('; Secure')
    const [signedIn] = await rows(
      proxied.db,
      `select u.address as address from audit as u where u.action = 'session.create' order by u.id desc limit 1`,
    )
    expect(signedIn).toEqual({ address: '203.0.113.9' })
  })
})

test('a cookie from before sign-in is worth nothing after it', async () => {
  const account = await server().account('reader')
  const former = await server().signIn(account)
  const answer = await server().send('POST', '/api/session', {
    cookie: former,
    body: { name: account.name, password: account.password },
  })
  const later = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  expect(later).not.toBe(former)
  expect(await whoIs(former)).toBeNull()
  expect(await whoIs(later)).toBe(account.name)
})

test('a cookie that was altered, and a session whose time is over, sign nobody in', async () => {
  const account = await server().account('reader')
  const cookie = await server().signIn(account)
  const altered = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
  expect(await whoIs(altered)).toBeNull()
  expect(await whoIs(cookie)).not.toBeNull()
  await server().db.raw(`update session set expire = now() - interval '1 second'`)
  server().signedIn.forgetAccounts([account.accountId])
  expect(await whoIs(cookie)).toBeNull()
})

test('use lengthens a session, by a write only when a twelfth of its time has passed', async () => {
  const account = await server().account('reader')
  const cookie = await server().signIn(account)
  const sid = decodeURIComponent(cookie).split(':')[1]?.split('.')[0]
  const expiry = async () =>
    (
      await one<{ expire: string }>(
        server().db,
        `select s.expire as expire from session as s where s.sid = :sid::text`,
        { sid },
      )
    ).expire
  const first = await expiry()
  await whoIs(cookie)
  expect(await expiry()).toBe(first)
  await server().db.raw(
    `update session as s set expire = s.expire - interval '61 minutes' where s.sid = :sid::text`,
    { sid },
  )
  server().signedIn.forgetAccounts([account.accountId])
  await whoIs(cookie)
  expect(Date.parse(await expiry())).toBeGreaterThanOrEqual(Date.parse(first) - 1000)
})

test('the secret that signs cookies stays the same for every server on the registry', async () => {
  const { value } = await one<{ value: string }>(
    server().db,
    `select s.value as value from server_secret as s where s.name = 'session'`,
  )
  expect(value).toMatch(/^[\w-]{43}$/)
})

test('after five failures the right password is refused too, in the same words, until the wait is over', async () => {
  const { accountId, name, password } = await server().account('reader')
  const words = async (answer: Response) => {
    const { error } = await answer.json()
    return [answer.status, error.code, error.message]
  }
  const wrong = await words(await trySignIn(name, 'not the password'))
  expect(wrong[0]).toBe(401)
  for (let n = 2; n <= 5; n++) await trySignIn(name, 'not the password')
  expect(await words(await trySignIn(name, password))).toEqual(wrong)
  expect(await words(await trySignIn('nobody-of-that-name', password))).toEqual(wrong)
  const state = () =>
    one<{ failures: number }>(
      server().db,
      `select a.failures as failures from account as a where a.id = :accountId::bigint`,
      { accountId },
    )
  expect(await state()).toEqual({ failures: 5 })
  const waited = (seconds: number) =>
    server().db.raw(
      `update account as a set failed_at = now() - :seconds::float8 * interval '1 second' where a.id = :accountId::bigint`,
      { seconds, accountId },
    )
  await waited(30)
  expect((await trySignIn(name, password)).status).toBe(401)
  await waited(33)
  expect((await trySignIn(name, password)).status).toBe(200)
  expect(await state()).toEqual({ failures: 0 })
  const audited = await rows<{ actor: string; verdict: string }>(
    server().db,
    `select u.actor as actor, u.after ->> 'verdict' as verdict from audit as u where u.entity_id = :accountId::bigint order by u.id`,
    { accountId },
  )
  expect(audited).toEqual([
    ...Array.from({ length: 5 }, () => ({ actor: 'anonymous', verdict: 'wrong_password' })),
    { actor: 'anonymous', verdict: 'waiting' },
    { actor: 'anonymous', verdict: 'waiting' },
    { actor: name, verdict: 'accepted' },
  ])
})

test('guesses sent all at once do not slip past the count', async () => {
  const { name, password } = await server().account('reader')
  const answers = await Promise.all(Array.from({ length: 8 }, () => trySignIn(name, 'not the password')))
  expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(401))
  expect((await trySignIn(name, password)).status).toBe(401)
})

test('a name that does not exist takes about as long as one that does, and is not written down', async () => {
  const { accountId, name } = await server().account('reader')
  await server().db.raw(
    `update account as a set password_hash = :hash::text where a.id = :accountId::bigint`,
    { accountId, hash: await hashPassword('a real and costly one') },
  )
  const took = async (who: string) => {
    const began = performance.now()
    await (await trySignIn(who, 'not the password')).arrayBuffer()
    return performance.now() - began
  }
  const [known, unknown] = [await took(name), await took('typed-my-password-here')]
  expect(unknown).toBeGreaterThan(known * 0.3)
  expect(unknown).toBeLessThan(known * 3)
  const [written] = await rows(
    server().db,
    `select count(*) as n from audit as u where u::text like '%typed-my-password-here%'`,
  )
  expect(written).toEqual({ n: 0 })
})

test('too many failures from one address are refused, whatever the names', async () => {
  await server().withSettings({}, async (guessed) => {
    const answers: number[] = []
    for (let n = 0; n <= 60; n++)
      answers.push((await guessed.send('POST', '/api/session', { body: {} })).status)
    expect(answers).toEqual([...Array(60).fill(400), 429])
    const last = await guessed.send('POST', '/api/session', { body: {} })
    expect((await last.json()).error.code).toBe('too_many_sign_ins')
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

test('a new password ends the account’s other sessions and keeps the own one', async () => {
  const account = await server().account('reader')
  const [own, other] = [await server().signIn(account), await server().signIn(account)]
  const change = (current: string, next: string) =>
    server().send('POST', '/api/session/password', { cookie: own, body: { current, next } })
  const refused = await change('not the password', 'a much better one')
  expect([refused.status, (await refused.json()).error.field]).toEqual([400, 'current'])
  expect((await change(account.password, 'short')).status).toBe(400)
  expect((await change(account.password, 'a much better one')).status).toBe(204)
  expect(await whoIs(own)).toBe(account.name)
  expect(await whoIs(other)).toBeNull()
  expect((await trySignIn(account.name, account.password)).status).toBe(401)
  expect((await trySignIn(account.name, 'ａ much better one')).status).toBe(200)
})

test('writes that another site asks for are refused, with a key they are not asked', async () => {
  const account = await server().account('reader')
  const cookie = await server().signIn(account)
  const { bearer } = await server().as('reader')
  const { host } = new URL(server().base)
  const make = async (headers: Record<string, string>, who: object = { cookie }): Promise<number> =>
    (await server().send('DELETE', '/api/keys/999999', { ...who, headers })).status
  expect(await make({ 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await make({ 'sec-fetch-site': 'same-site' })).toBe(403)
  expect(await make({ origin: 'https://elsewhere.example' })).toBe(403)
  expect(await make({ origin: 'null' })).toBe(403)
  expect(await make({ 'sec-fetch-site': 'same-origin' })).toBe(404)
  expect(await make({ origin: `http://${host}` })).toBe(404)
  expect(await make({})).toBe(404)
  expect(await make({ 'sec-fetch-site': 'cross-site' }, { bearer })).toBe(404)
  const signIn = await server().send('POST', '/api/session', {
    body: { name: account.name, password: account.password },
    headers: { origin: 'https://elsewhere.example' },
  })
  expect(signIn.status).toBe(403)
})

test('a proxy that changes the host is named by PUBLIC_URL', async () => {
  await server().withSettings({ publicUrl: 'https://grid.example' }, async (proxied) => {
    const from = async (origin: string) =>
      (await proxied.send('DELETE', '/api/session', { headers: { origin } })).status
    expect([await from('https://grid.example'), await from('https://other.example')]).toEqual([204, 403])
  })
})

test('what cannot be stored is said to be bad input', async () => {
  const answer = await trySignIn('nul\u0000nul', 'whatever it is')
  expect(answer.status).toBe(400)
})
