import { beforeAll, expect, test } from 'vitest'
import { one } from '../../server/db/database.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'
import { type Caller, useServer } from '../support/server.ts'

const server = useServer()
let registry: RegistryFixture
let administrator: Caller
beforeAll(async () => {
  registry = await makeRegistry(server().db, 200)
  await server().followed()
  administrator = await server().as('administrator')
})

const grid = (depth: 1 | 2 | 3, n = 0): number => registry.grids.filter((g) => g.depth === depth)[n]?.id ?? 0
const send = async (caller: Caller, method: string, path: string, body?: unknown) => {
  const answer = await server().send(method, path, { ...caller, ...(body === undefined ? {} : { body }) })
  return { status: answer.status, body: await answer.json().catch(() => null) }
}
const newAccount = (name: string, grants: object[] = []) => ({ name, password: 'correct horse', grants })

test('an account is made with its grants, signs in, and stands in the audit without its password', async () => {
  const grants = [
    { role: 'dispatcher', gridId: grid(1) },
    { role: 'reader', gridId: null },
  ]
  const made = await send(administrator, 'POST', '/api/accounts', newAccount('王小明', grants))
  expect(made).toMatchObject({
    status: 201,
    body: {
      name: '王小明',
      active: true,
      grants: [
        { role: 'dispatcher', gridId: grid(1), gridCode: '320506001', gridName: '木渎镇' },
        { role: 'reader' },
      ],
    },
  })
  await server().signIn({ name: '王小明', password: 'correct horse' })
  const { body } = await send(administrator, 'GET', `/api/audit?entity=account&entityId=${made.body.id}`)
  expect(body.total).toBe(2)
  expect(body.items[1]).toMatchObject({
    actor: administrator.name,
    via: 'key',
    address: '127.0.0.1',
    action: 'account.create',
    before: null,
    after: made.body,
    version: null,
  })
  expect(Date.now() - Date.parse(body.items[1].at)).toBeLessThan(60_000)
  const { kept } = await one<{ kept: number }>(
    server().db,
    `select count(*) as kept from audit as u where u::text like '%correct horse%' or u::text like '%$scrypt$%'`,
  )
  expect(kept).toBe(0)
})

test('a name is taken in whatever case; a grid that does not exist, a short password and a bad name are refused', async () => {
  await send(administrator, 'POST', '/api/accounts', newAccount('li.na'))
  expect(await send(administrator, 'POST', '/api/accounts', newAccount('LI.NA'))).toMatchObject({
    status: 409,
    body: { error: { code: 'name_taken', field: 'name' } },
  })
  const nowhere = [{ role: 'reader', gridId: 999_999 }]
  expect(await send(administrator, 'POST', '/api/accounts', newAccount('someone', nowhere))).toMatchObject({
    status: 400,
    body: { error: { code: 'unknown_grid', field: 'grants' } },
  })
  expect((await send(administrator, 'GET', '/api/accounts')).body.items).not.toContainEqual(
    expect.objectContaining({ name: 'someone' }),
  )
  const short = { ...newAccount('someone'), password: 'short' }
  expect((await send(administrator, 'POST', '/api/accounts', short)).body.error.field).toBe('password')
  expect((await send(administrator, 'POST', '/api/accounts', newAccount('a b'))).body.error.field).toBe(
    'name',
  )
})

test('closing an account ends its sessions and keys at once; the audit keeps before and after', async () => {
  const account = await server().account('reader')
  const cookie = await server().signIn(account)
  const made = await server().send('POST', '/api/keys', { cookie, body: { name: 'k' } })
  const { secret } = await made.json()
  const path = `/api/accounts/${account.accountId}`
  expect((await send(administrator, 'PATCH', path, { active: false })).status).toBe(200)
  expect((await server().send('GET', '/api/keys', { cookie })).status).toBe(401)
  expect((await server().send('GET', '/api/keys', { bearer: secret })).status).toBe(401)
  await expect(server().signIn(account)).rejects.toThrow('401')
  const other = await server().account('reader')
  const open = await server().signIn(other)
  await server().db.raw(`update account as a set active = false where a.id = :accountId::bigint`, other)
  expect((await server().send('GET', '/api/keys', { cookie: open })).status).toBe(401)
  const { body } = await send(
    administrator,
    'GET',
    `/api/audit?limit=1&entity=account&actor=${administrator.name}`,
  )
  expect(body.items[0]).toMatchObject({
    entityId: account.accountId,
    before: { active: true },
    after: { active: false },
  })
  await send(administrator, 'PATCH', path, { active: true })
  expect((await server().send('GET', '/api/keys', { cookie })).status).toBe(401)
  expect((await server().send('GET', '/api/keys', { bearer: secret })).status).toBe(200)
})

test('rights that are taken away end with the next request; an administrator’s new password ends sessions', async () => {
  const account = await server().account('administrator')
  const cookie = await server().signIn(account)
  const path = `/api/accounts/${account.accountId}`
  const audit = async () => (await server().send('GET', '/api/audit', { cookie })).status
  expect(await audit()).toBe(200)
  await send(administrator, 'PATCH', path, { grants: [{ role: 'reader', gridId: null }] })
  expect(await audit()).toBe(403)
  await send(administrator, 'PATCH', path, { password: 'battery staple' })
  expect(await audit()).toBe(401)
  await server().signIn({ name: account.name, password: 'battery staple' })
})

test('an administrator of a town handles accounts inside it only, and makes nobody more than that', async () => {
  const [town, otherTown] = [grid(1, 0), grid(1, 1)]
  const local = await server().as('administrator', town)
  const reader = (gridId: number | null) => [{ role: 'reader', gridId }]
  const village = registry.grids.find((g) => g.parentId === town)?.id ?? 0
  const make = async (name: string, grants: object[]) =>
    await send(local, 'POST', '/api/accounts', newAccount(name, grants))
  const inside = await make('inside', reader(village))
  expect(inside.status).toBe(201)
  expect((await make('elsewhere', reader(otherTown))).status).toBe(403)
  expect((await make('everywhere', reader(null))).status).toBe(403)
  expect((await make('nowhere', [])).status).toBe(403)
  const path = `/api/accounts/${inside.body.id}`
  const more = [{ role: 'administrator', gridId: null }]
  expect((await send(local, 'PATCH', path, { grants: more })).status).toBe(403)
  expect((await send(local, 'PATCH', path, { displayName: '里' })).status).toBe(200)
  const theirs = await server().as('reader')
  const take = { password: 'mine from now on' }
  expect((await send(local, 'PATCH', `/api/accounts/${theirs.accountId}`, take)).status).toBe(403)
  expect((await send(local, 'PATCH', `/api/accounts/${local.accountId}`, { grants: more })).status).toBe(403)
})

test('a dispatcher of an area sees the reports inside it and no others', async () => {
  const [town, otherTown] = [grid(1, 0), grid(1, 1)]
  const west = { point: [120.6101, 31.262], crs: 'EPSG:4326', words: 'west' }
  const east = { point: [120.6301, 31.262], crs: 'EPSG:4326', words: 'east' }
  const outside = { point: [121.9, 31.262], crs: 'EPSG:4326', words: 'outside' }
  for (const report of [west, east, outside]) {
    expect((await send(administrator, 'POST', '/api/reports', report)).status).toBe(201)
  }
  const wordsFor = async (caller: Caller): Promise<string[]> =>
    (await send(caller, 'GET', '/api/reports')).body.items.map((r: { words: string }) => r.words).sort()
  expect(await wordsFor(await server().as('dispatcher', town))).toEqual(['west'])
  const inEast = await server().as('dispatcher', otherTown)
  expect(await wordsFor(inEast)).toEqual(['east'])
  expect(await wordsFor(await server().as('dispatcher'))).toEqual(['east', 'outside', 'west'])
  const all = (await send(administrator, 'GET', '/api/reports')).body.items
  const westId = all.find((r: { words: string }) => r.words === 'west').id
  expect((await send(inEast, 'GET', `/api/reports/${westId}`)).status).toBe(404)
})

test('the audit is read page by page, newest first, with the total of all', async () => {
  const first = (await send(administrator, 'GET', '/api/audit?limit=2')).body
  const second = (await send(administrator, 'GET', `/api/audit?limit=2&cursor=${first.next}`)).body
  const ids = [...first.items, ...second.items].map((entry) => entry.id)
  expect(ids).toHaveLength(4)
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a))
  expect(first.total).toBeGreaterThan(4)
  expect(second.total).toBe(first.total)
  expect((await send(administrator, 'GET', '/api/audit?cursor=x')).status).toBe(400)
})
