/** The whole way of orphan ground: found, claimed, ruled on by a second person, carried out by a change that a third approves; and the certificate before and after. */
import { beforeAll, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { polygonShape } from '../../server/shared/operations.ts'
import { type Api, type ApiError, createApi } from '../../web/api.ts'
import { useServer } from '../support/server.ts'
import { makeVillages, type Villages } from '../support/villages.ts'

const server = useServer()
let villages: Villages
let claimant: Api
let ruler: Api
let approver: Api

beforeAll(async () => {
  villages = await makeVillages(server().database)
  // A unit answers for the whole district, and so for every village that has none of its own.
  await rows(
    server().db,
    `insert into grid_unit (grid_id, unit_id, valid_from)
     select :gridId::bigint, d.centre_unit_id, '2020-01-01' from district as d`,
    { gridId: villages.idOf('X') },
  )
  await server().followed()
  const as = async () => createApi({ base: server().base, bearer: (await server().as('reviewer')).bearer })
  claimant = await as()
  ruler = await as()
  approver = await as()
})

const certify = () => ruler.createCertificate({ body: { scheme: villages.schemeId, depth: 3 } })

test('a parcel whose ground a change gives to a grid in another way leaves the queue', async () => {
  const scheme = villages.schemeId
  await claimant.findParcels({ body: { scheme, depth: 3 } })
  const queue = async () => (await claimant.listParcels({ query: { scheme } })).items.map(({ id }) => id)
  const before = await queue()
  const cards = await Promise.all(before.map((id) => claimant.getParcel({ params: { id } })))
  // The smallest is the hole in D.
  const [hole] = cards.sort((a, b) => a.areaM2 - b.areaM2)
  const geometry = polygonShape.parse(hole?.geometry)
  const { id, revision: opened } = await claimant.createChange({ body: { scheme, title: '补洞' } })
  const { revision } = await claimant.addOperation({
    params: { id },
    body: { revision: opened, operation: { kind: 'fill_gap', face: villages.idOf('D'), geometry } },
  })
  const submitted = await claimant.submitChange({ params: { id }, body: { revision } })
  await ruler.approveChange({ params: { id }, body: { revision: submitted.revision } })
  expect(await queue()).toEqual(before.filter((one) => one !== hole?.id))
})

test('every parcel gets its village, and the certificate turns a hundred per cent', async () => {
  const before = await certify()
  expect(before.clean).toBe(false)
  expect(before.figures.rates.geometric).toBeLessThan(1)
  await claimant.findParcels({ body: { scheme: villages.schemeId, depth: 3 } })
  const { items } = await claimant.listParcels({ query: { scheme: villages.schemeId } })
  expect(items.length).toBeGreaterThan(0)
  for (const { id, suggestion } of items) {
    const card = await claimant.claimParcel({
      params: { id },
      body: { grid: suggestion?.grid?.id ?? 0, words: '历来由本村管理' },
    })
    await rows(server().db, `update parcel_claim as c set objections_until = now() - interval '1 second'`)
    await ruler.ruleParcel({
      params: { id },
      body: { decision: 'accept', claim: card.claims.at(-1)?.id ?? 0, reason: '与现状相符' },
    })
  }
  const { changeId, carried, leftOut } = await ruler.carryOutRulings({
    body: { scheme: villages.schemeId, title: '无主地块归属' },
  })
  expect(leftOut).toEqual([])
  expect(carried.map(({ parcelId }) => parcelId).sort()).toEqual(items.map(({ id }) => id).sort())
  const again = await ruler
    .carryOutRulings({ body: { scheme: villages.schemeId, title: '再来一次' } })
    .catch((error: unknown) => error)
  expect((again as ApiError).code).toBe('nothing_pending')
  const draft = await ruler.getChange({ params: { id: changeId } })
  const { revision } = await ruler.submitChange({
    params: { id: changeId },
    body: { revision: draft.revision },
  })
  const own = await claimant
    .approveChange({ params: { id: changeId }, body: { revision } })
    .catch((error: unknown) => error)
  expect((own as ApiError).status).toBe(403)
  const done = await approver.approveChange({ params: { id: changeId }, body: { revision } })
  expect(done.state).toBe('in_force')
  for (const { id } of items) {
    const card = await claimant.getParcel({ params: { id } })
    expect([card.state, card.acceptedAt !== null]).toEqual(['settled', true])
  }
  const after = await certify()
  expect(after.clean).toBe(true)
  expect(after.figures.rates).toEqual({ geometric: 1, assigned: 1, accepted: 1 })
  // The former one is still the same, computed from the register as of its date.
  expect((await approver.recomputeCertificate({ params: { id: before.id } })).same).toBe(true)
  const { gap } = await one<{ gap: number }>(
    server().db,
    `select coalesce(sum(st_area(st_difference(p.geom, u.geom))), 0) as gap
       from grid_version as p
       join (select k.parent_id, st_union(k.geom) as geom from grid_version as k where k.valid_to is null group by k.parent_id) as u
         on u.parent_id = p.grid_id
      where p.valid_to is null`,
  )
  expect(gap).toBeLessThan(1e-16)
})
