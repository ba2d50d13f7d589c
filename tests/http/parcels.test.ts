/** Orphan parcels through the client's own functions: found, drawn, imported, queued, claimed, objected to, ruled on, proved, settled. */
import { beforeAll, describe, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { carryByChange, pendingRulings } from '../../server/parcels/pending-rulings.ts'
import { settleParcels } from '../../server/parcels/settle-parcels.ts'
import type { ParcelCard } from '../../server/shared/parcels.contract.ts'
import { type Api, createApi } from '../../web/api.ts'
import { refusal } from '../support/refusal.ts'
import { useServer } from '../support/server.ts'
import { makeVillages, redraw, type Villages } from '../support/villages.ts'

const server = useServer()
let villages: Villages
let reviewer: Api
let second: Api
let reader: Api

const as = async (role: Parameters<ReturnType<typeof server>['as']>[0], grid: string | null = null) =>
  createApi({
    base: server().base,
    bearer: (await server().as(role, grid === null ? null : villages.idOf(grid))).bearer,
  })

const find = (api: Api = reviewer) => api.findParcels({ body: { scheme: villages.schemeId, depth: 3 } })
const queue = (query: Parameters<Api['listParcels']>[0] = {}) => reviewer.listParcels(query)
const parcel = (id: number) => reviewer.getParcel({ params: { id } })
const claim = (api: Api, id: number, grid: string, words = 'ours since 1984') =>
  api.claimParcel({ params: { id }, body: { grid: villages.idOf(grid), words } })
const lastClaim = ({ claims }: ParcelCard): number => claims.at(-1)?.id ?? 0

/** As if half a month had gone by. */
const endDeadline = (claimId: number) =>
  rows(
    server().db,
    `update parcel_claim as c set objections_until = now() - interval '1 second' where c.id = :claimId::bigint`,
    { claimId },
  )

/** Parents minus children, by plain PostGIS; the grid is far finer than the one that parcels are cut on. */
const orphanM2 = async (): Promise<number> =>
  (
    await one<{ m2: number }>(
      server().db,
      `select sum(st_area(st_transform(st_difference(p.geom, (
                select st_union(c.geom, 1e-12) from grid_version as c where c.parent_id = p.grid_id and c.valid_to is null), 1e-12), 4549))) as m2
         from grid_version as p
         join level as l on l.id = p.level_id and l.depth = 2
        where p.valid_to is null`,
    )
  ).m2

beforeAll(async () => {
  villages = await makeVillages(server().database)
  await server().followed()
  reviewer = await as('reviewer')
  second = await as('reviewer')
  reader = await as('reader')
})

describe('found from the ground itself', () => {
  test('parents minus children, once: the same ground gives the same parcels', async () => {
    const { found, ...rest } = await find()
    expect(rest).toEqual({ withdrawn: [], kept: 0, below: 0, belowM2: 0 })
    const { items, total } = await queue()
    expect(total).toBe(2)
    expect(
      items.map(({ id, state, parent, components }) => ({ id, state, parent: parent.code, components })),
    ).toEqual([
      { id: found[0], state: 'orphan', parent: 'WEST', components: 1 },
      { id: found[1], state: 'orphan', parent: 'EAST', components: 0 },
    ])
    const sum = items.reduce((m2, { areaM2 }) => m2 + areaM2, 0)
    expect(Math.abs(sum - (await orphanM2()))).toBeLessThan(0.5)
    expect(items[0]?.areaM2).toBeGreaterThan(200_000)
    expect(await find()).toEqual({ found: [], withdrawn: [], kept: 2, below: 0, belowM2: 0 })
    expect((await queue()).items).toEqual(items)
  })

  test('coordinates are whole steps of the fixed grid, and every step is in the audit', async () => {
    const { off } = await one<{ off: number }>(
      server().db,
      `select count(*) as off
         from parcel as p
        cross join lateral st_dumppoints(p.geom) as d
        where st_x(d.geom) * 2 ^ 30 <> round(st_x(d.geom) * 2 ^ 30)
           or st_y(d.geom) * 2 ^ 30 <> round(st_y(d.geom) * 2 ^ 30)`,
    )
    expect(off).toBe(0)
    const audited = await rows(
      server().db,
      `select a.entity_id as id from audit as a where a.action = 'parcel.find' and a.entity = 'parcel' order by a.id`,
    )
    expect(audited).toEqual((await queue()).items.map(({ id }) => ({ id })))
  })

  test('the village with the longest border and the one whose settlement is nearest, in metres checked by hand', async () => {
    const [strip, hole] = (await queue()).items
    const { shared, whole, away } = await one<{ shared: number; whole: number; away: number }>(
      server().db,
      `select st_length(st_transform(st_setsrid('linestring(120.61 31.2, 120.61 31.22)'::geometry, 4490), 4549)) as shared,
              st_perimeter(st_transform(st_makeenvelope(120.609, 31.2, 120.61, 31.22, 4490), 4549)) as whole,
              st_distance(st_transform(st_setsrid('point(120.6088 31.205)'::geometry, 4490), 4549),
                          st_transform(st_makeenvelope(120.609, 31.2, 120.61, 31.22, 4490), 4549)) as away`,
    )
    expect(strip?.suggestion).toMatchObject({
      grid: { code: 'B' },
      border: { grid: { code: 'B' } },
      settlement: { grid: { code: 'A1' }, by: 'component' },
      agree: false,
    })
    expect(strip?.suggestion?.border?.sharedM).toBeCloseTo(shared, 2)
    expect(strip?.suggestion?.border?.share).toBeCloseTo(shared / whole, 5)
    expect(strip?.suggestion?.settlement?.distanceM).toBeCloseTo(away, 2)
    const shown = Math.round(shared).toLocaleString('en-US')
    expect(strip?.suggestion?.words).toEqual({
      zh: `与B共界最长：${shown} 米，占地块边界的 48%；最近的部件在A1，相距 19 米；两者不同，请核实`,
      en: `B shares the longest border with it: ${shown} m, 48 % of the whole; the nearest component stands in A1, 19 m away; the two differ`,
    })
    // The hole's whole border is D's; no component of the east stands near, so its label decides.
    expect(hole?.suggestion).toMatchObject({
      grid: { code: 'D' },
      border: { share: 1 },
      settlement: { grid: { code: 'D' }, by: 'label' },
      agree: true,
    })
  })

  test('all who border on it, the longest border first; together they are the whole border but for the ends', async () => {
    const [strip, hole] = (await queue()).items
    const { neighbours, suggestion } = await parcel(strip?.id ?? 0)
    expect(neighbours.map(({ grid }) => grid.code)).toEqual(['B', 'A1', 'A2'])
    expect(neighbours[0]).toEqual(suggestion?.border)
    const [b = 0, a1 = 0, a2 = 0] = neighbours.map(({ sharedM }) => sharedM)
    // The two ends of the strip lie on the border of the town.
    expect((a1 + a2) / b).toBeCloseTo(1, 5)
    expect(neighbours.reduce((sum, { share }) => sum + share, 0)).toBeLessThan(0.97)
    expect((await parcel(hole?.id ?? 0)).neighbours).toMatchObject([{ grid: { code: 'D' }, share: 1 }])
  })

  test('in order of what stands on them, page by page', async () => {
    const dispatcher = await as('dispatcher')
    await dispatcher.createReport({ body: { point: [120.6352, 31.2102], crs: 'EPSG:4490', words: '无人管' } })
    const bySize = (await queue()).items.map(({ id }) => id)
    const byCases = await queue({ query: { sort: 'cases', limit: 1 } })
    expect(byCases.items).toMatchObject([{ id: bySize[1], reports: 1 }])
    expect(byCases.total).toBe(2)
    const rest = await queue({ query: { sort: 'cases', limit: 1, cursor: byCases.next ?? '' } })
    expect(rest).toMatchObject({ items: [{ id: bySize[0], reports: 0 }], next: null })
    expect((await queue({ query: { sort: 'components' } })).items.map(({ id }) => id)).toEqual(bySize)
    expect((await queue({ query: { state: ['claimed'] } })).total).toBe(0)
  })

  test('a reader may look and not find; whoever is limited to a town finds there only', async () => {
    expect(await refusal(find(reader))).toBe('403 role_required')
    expect((await reader.listParcels()).total).toBe(2)
    const west = await as('reviewer', 'WEST')
    expect(await find(west)).toMatchObject({ kept: 1 })
    expect(await refusal(find(await as('reviewer', 'A1')))).toBe('403 outside_area')
  })

  test('ground that a village takes withdraws its parcel; what is left of it is found', async () => {
    const before = (await queue()).items.find(({ parent }) => parent.code === 'EAST')
    await redraw(
      server(),
      villages.idOf('D'),
      'polygon((120.63 31.2,120.64 31.2,120.64 31.22,120.63 31.22,120.63 31.2),(120.635 31.2102,120.635 31.2104,120.6354 31.2104,120.6354 31.2102,120.635 31.2102))',
    )
    const { found, withdrawn, kept } = await find()
    expect({ withdrawn, kept, found: found.length }).toEqual({ withdrawn: [before?.id], kept: 1, found: 1 })
    expect(await parcel(before?.id ?? 0)).toMatchObject({ state: 'withdrawn', suggestion: null })
    const half = await parcel(found[0] ?? 0)
    expect(half.areaM2 / (before?.areaM2 ?? 1)).toBeCloseTo(0.5, 3)
    // Narrower than the tolerances: no parcel, and counted.
    await redraw(
      server(),
      villages.idOf('D'),
      'polygon((120.63 31.2,120.64 31.2,120.64 31.22,120.63 31.22,120.63 31.2),(120.635 31.21039998,120.635 31.2104,120.6354 31.2104,120.6354 31.21039998,120.635 31.21039998))',
    )
    const narrow = await find()
    expect(narrow).toMatchObject({ found: [], withdrawn: found, kept: 1, below: 1 })
    expect(narrow.belowM2).toBeGreaterThan(0)
    await redraw(
      server(),
      villages.idOf('D'),
      'polygon((120.63 31.2,120.64 31.2,120.64 31.22,120.63 31.22,120.63 31.2),(120.635 31.21,120.635 31.2104,120.6354 31.2104,120.6354 31.21,120.635 31.21))',
    )
    expect((await find()).found).toHaveLength(1)
  })
})

describe('drawn and imported', () => {
  const box = (west: number, south: number, east: number, north: number) => ({
    type: 'Polygon' as const,
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ] as [number, number][],
    ],
  })
  const draw = (geometry: ReturnType<typeof box>, api: Api = reviewer, number?: string) =>
    api.drawParcel({ body: { scheme: villages.schemeId, depth: 3, geometry, number } })

  test('clipped to ground that no village holds; what was found there is cut anew around it', async () => {
    const strip = (await queue()).items[0]
    const { made } = await draw(box(120.605, 31.215, 120.615, 31.225), reviewer, 'NORTH')
    const drawn = await parcel(made[0] ?? 0)
    const { m2 } = await one<{ m2: number }>(
      server().db,
      `select st_area(st_transform(st_makeenvelope(120.609, 31.215, 120.61, 31.22, 4490), 4549)) as m2`,
    )
    expect(drawn).toMatchObject({
      number: 'NORTH',
      source: 'drawn',
      state: 'orphan',
      parent: { code: 'WEST' },
    })
    expect(Math.abs(drawn.areaM2 - m2)).toBeLessThan(0.1)
    expect((await parcel(strip?.id ?? 0)).state).toBe('withdrawn')
    const rest = (await queue()).items[0]
    // Where a long edge is cut, its two halves are another line in the metric system than the whole.
    expect(((rest?.areaM2 ?? 0) + drawn.areaM2) / (strip?.areaM2 ?? 0)).toBeCloseTo(1, 5)
    expect(await find()).toMatchObject({ found: [], withdrawn: [] })
  })

  test('refused where nothing is left, where the ground is under review already, and where it is invalid', async () => {
    expect(await refusal(draw(box(120.601, 31.201, 120.602, 31.202)))).toBe('400 no_orphan_ground')
    expect(await refusal(draw(box(120.6092, 31.216, 120.6098, 31.217)))).toBe('400 no_orphan_ground')
    expect(await refusal(draw(box(121, 31, 121.1, 31.1)))).toBe('400 no_orphan_ground')
    const bowTie = box(120.609, 31.201, 120.61, 31.202)
    bowTie.coordinates[0] = [
      [120.609, 31.201],
      [120.61, 31.202],
      [120.61, 31.201],
      [120.609, 31.202],
      [120.609, 31.201],
    ]
    expect(await refusal(draw(bowTie))).toBe('400 polygon_invalid')
    expect(await refusal(draw(box(120.6, 31.2, 120.62, 31.201), reviewer, 'NORTH'))).toBe('409 number_taken')
    expect(await refusal(draw(box(120.6, 31.2, 120.62, 31.201), await as('reviewer', 'EAST')))).toBe(
      '403 outside_area',
    )
    expect(await refusal(draw(box(120.6, 31.2, 120.62, 31.201), reader))).toBe('403 role_required')
  })

  const file = (codes: readonly [string, ReturnType<typeof box>][]) =>
    new Blob([
      JSON.stringify({
        type: 'FeatureCollection',
        features: codes.map(([code, geometry]) => ({
          type: 'Feature',
          properties: { code, title: `land ${code}` },
          geometry,
        })),
      }),
    ])
  const send = (blob: Blob, api: Api = reviewer) =>
    api.importParcels({
      query: {
        scheme: villages.schemeId,
        depth: 3,
        name: 'land.geojson',
        codeField: 'code',
        nameField: 'title',
      },
      file: blob,
    })

  test('from a file: good rows are taken, the others said, the same file again changes nothing', async () => {
    const blob = file([
      ['K1', box(120.609, 31.2, 120.61, 31.203)],
      ['K2', box(120.601, 31.201, 120.602, 31.202)],
      ['', box(120.609, 31.203, 120.61, 31.204)],
    ])
    const { made, ...rest } = await send(blob)
    expect(rest).toMatchObject({ rows: 3, known: 0, refused: [{ row: 2 }, { row: 3 }] })
    expect(rest.refused[0]?.zh).toContain('没有无主的部分')
    expect(await parcel(made[0] ?? 0)).toMatchObject({ number: 'K1', name: 'land K1', source: 'imported' })
    expect(await send(blob)).toMatchObject({ made: [], known: 1 })
    expect(await refusal(send(new Blob(['not a file of shapes'])))).toMatch(/^400 /)
    expect(
      await refusal(send(file([['K9', box(120.609, 31.205, 120.61, 31.206)]]), await as('reviewer', 'EAST'))),
    ).toBe('403 outside_area')
  })
})

describe('claimed and ruled on', () => {
  const numbered = async (number: string): Promise<number> =>
    (await queue()).items.find((item) => item.number === number)?.id ?? 0

  test('a village claims, another objects before the deadline; afterwards nobody can', async () => {
    const id = await numbered('NORTH')
    const mine = await claim(reviewer, id, 'B')
    expect(mine.state).toBe('claimed')
    const days = (Date.parse(mine.claims[0]?.objectionsUntil ?? '') - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(14.9)
    expect(days).toBeLessThan(15.1)
    const claimId = lastClaim(mine)
    const at = { params: { id, claimId } }
    expect(await refusal(reviewer.objectToClaim({ ...at, body: { words: 'no' } }))).toBe('403 own_claim')
    const objected = await second.objectToClaim({
      ...at,
      body: { words: '祖坟在此', grid: villages.idOf('A2') },
    })
    expect(objected).toMatchObject({
      state: 'disputed',
      claims: [{ objections: [{ grid: { code: 'A2' } }] }],
    })
    const objectionId = objected.claims[0]?.objections[0]?.id ?? 0
    expect(await refusal(reviewer.withdrawObjection({ params: { id, claimId, objectionId } }))).toBe(
      '403 not_own',
    )
    expect((await second.withdrawObjection({ params: { id, claimId, objectionId } })).state).toBe('claimed')
    await endDeadline(claimId)
    expect(await refusal(second.objectToClaim({ ...at, body: { words: 'too late' } }))).toBe(
      '409 objections_closed',
    )
  })

  test('as of an instant it is what had been done with it by then, and nothing can be done with it', async () => {
    const id = await numbered('NORTH')
    const { madeAt, claims } = await parcel(id)
    const [claimed] = claims
    const [objected] = claimed?.objections ?? []
    /** Moments are told in milliseconds, and kept in microseconds where the database's clock has them. */
    const justAfter = (moment: string | null | undefined, ms = 1): string =>
      new Date(Date.parse(moment ?? '') + ms).toISOString()
    const justBefore = justAfter(madeAt, -1)
    const asOf = (at: string) => reviewer.getParcel({ params: { id }, query: { at } })
    const listed = async (at: string) =>
      (await queue({ query: { at } })).items.find((item) => item.id === id)?.state

    expect(await refusal(asOf(justBefore))).toBe('404 no_such_parcel')
    expect(await listed(justBefore)).toBeUndefined()
    expect(await asOf(justAfter(madeAt))).toMatchObject({ state: 'orphan', claims: [], suggestion: null })
    expect(await listed(justAfter(madeAt))).toBe('orphan')
    expect(await asOf(justAfter(claimed?.at))).toMatchObject({
      state: 'claimed',
      claims: [{ objections: [], may: { object: false, withdraw: false, rule: false } }],
      may: { claim: false, rule: false },
    })
    expect(await asOf(justAfter(objected?.at))).toMatchObject({
      state: 'disputed',
      claims: [{ objections: [{ withdrawnAt: null, mayWithdraw: false }] }],
    })
    expect(await listed(justAfter(objected?.at))).toBe('disputed')
    expect(await asOf(justAfter(objected?.withdrawnAt))).toMatchObject({
      state: 'claimed',
      claims: [{ objections: [{ withdrawnAt: objected?.withdrawnAt }] }],
    })
    expect((await asOf(justAfter(madeAt))).neighbours).toEqual((await parcel(id)).neighbours)
  })

  test('who claimed or objected does not rule, on the server and in the database', async () => {
    const id = await numbered('NORTH')
    const claimId = lastClaim(await parcel(id))
    const body = { decision: 'accept' as const, claim: claimId, reason: 'deeds of 1984' }
    expect(await refusal(reviewer.ruleParcel({ params: { id }, body }))).toBe('403 own_matter')
    expect(await refusal(second.ruleParcel({ params: { id }, body }))).toBe('403 own_matter')
    expect(await refusal((await as('reviewer', 'EAST')).ruleParcel({ params: { id }, body }))).toBe(
      '403 outside_area',
    )
    const insert = (parties: string, account: string) =>
      rows(
        server().db,
        `insert into parcel_ruling (parcel_id, claim_id, claimant_id, grid_id, decision, reason, account_id, actor, parties)
         select c.parcel_id, c.id, c.account_id, c.grid_id, 'accept', 'x', ${account}, 'x', ${parties}
           from parcel_claim as c
          where c.id = :claimId::bigint`,
        { claimId },
      )
    await expect(insert(`'{}'`, 'c.account_id')).rejects.toThrow('parcel_ruler_is_not_claimant')
    await expect(
      insert(
        'array(select o.account_id from parcel_objection as o where o.claim_id = c.id)',
        '(select o.account_id from parcel_objection as o where o.claim_id = c.id)',
      ),
    ).rejects.toThrow('parcel_ruler_is_no_party')
    const third = await as('reviewer', 'WEST')
    expect((await third.getParcel({ params: { id } })).may).toEqual({ claim: true, rule: true })
    expect(await third.ruleParcel({ params: { id }, body })).toMatchObject({
      state: 'ruled',
      rulings: [{ decision: 'accept', grid: { code: 'B' }, changeId: null }],
      may: { rule: false },
    })
    expect(await refusal(third.ruleParcel({ params: { id }, body }))).toBe('409 parcel_state')
    expect(await refusal(claim(reviewer, id, 'A2'))).toBe('409 parcel_state')
  })

  test('a claim is not accepted while others can still object; rejected, it can be made again; two claims are a dispute', async () => {
    const id = await numbered('K1')
    const third = await as('administrator')
    const first = lastClaim(await claim(reviewer, id, 'A1'))
    expect(await refusal(claim(second, id, 'A1'))).toBe('409 claimed_already')
    const ask = (decision: 'accept' | 'reject', claimId: number) =>
      third.ruleParcel({ params: { id }, body: { decision, claim: claimId, reason: 'seen' } })
    expect(await refusal(ask('accept', first))).toBe('409 objections_open')
    expect(await ask('reject', first)).toMatchObject({ state: 'orphan', claims: [{ endedHow: 'rejected' }] })
    const again = lastClaim(await claim(reviewer, id, 'A1'))
    const other = await claim(second, id, 'B')
    expect(other.state).toBe('disputed')
    expect(await refusal(claim(reviewer, id, 'X'))).toBe('400 not_of_this_level')
    expect(await refusal(second.withdrawClaim({ params: { id, claimId: again } }))).toBe('403 not_own')
    await endDeadline(again)
    expect(await ask('accept', again)).toMatchObject({
      state: 'ruled',
      claims: [{ endedHow: 'rejected' }, { endedHow: null }, { endedHow: 'overtaken' }],
    })
  })

  test('a deadline lies ahead, within a year; only a village of the level claims, and only for itself', async () => {
    const id = (await queue()).items[0]?.id ?? 0
    const at = (objectionsUntil: string) =>
      reviewer.claimParcel({
        params: { id },
        body: { grid: villages.idOf('B'), words: 'x', objectionsUntil },
      })
    expect(await refusal(at('2020-01-01T00:00:00Z'))).toBe('400 deadline_unusable')
    expect(await refusal(at('2099-01-01T00:00:00Z'))).toBe('400 deadline_unusable')
    expect(await refusal(claim(reviewer, id, 'WEST'))).toBe('400 not_of_this_level')
    expect(await refusal(claim(await as('reviewer', 'A1'), id, 'B'))).toBe('403 outside_area')
    const own = await as('reviewer', 'B')
    const claimed = await claim(own, id, 'B')
    expect(claimed.state).toBe('claimed')
    expect((await own.withdrawClaim({ params: { id, claimId: lastClaim(claimed) } })).state).toBe('orphan')
  })

  /** A change in force with the operations that were pending, the ground moved by SQL. */
  const enforce = async (numbers: readonly string[]): Promise<number> => {
    const { db } = server()
    const pending = (await pendingRulings(db, villages.schemeId)).filter(({ number }) =>
      numbers.includes(number),
    )
    const { id } = await one<{ id: number }>(
      db,
      `insert into change (scheme_id, title, state, author, head, in_force_at)
       values (:schemeId::int, 'parcels', 'in_force', 'x', :head::int, now()) returning id as id`,
      { schemeId: villages.schemeId, head: pending.length },
    )
    for (const [n, { operation, parcelId }] of pending.entries()) {
      const { kind, ...params } = operation
      await rows(
        db,
        `insert into change_operation (change_id, no, kind, params, actor)
         values (:id::bigint, :no::int, :kind::text, :params::jsonb, 'x')`,
        { id, no: n + 1, kind, params: JSON.stringify(params) },
      )
      const { wkt } = await one<{ wkt: string }>(
        db,
        `select st_astext(st_union(v.geom, p.geom, ${2 ** -30})) as wkt
           from parcel as p
           join grid_version as v on v.grid_id = :face::bigint and v.valid_to is null
          where p.id = :parcelId::bigint`,
        { face: operation.face, parcelId },
      )
      await redraw(server(), operation.face, wkt)
    }
    await db.transaction(async (trx) => {
      await carryByChange(trx, pending, id)
      const { at } = await one<{ at: string }>(trx, 'select now()::text as at')
      await settleParcels(trx, { changeId: id, at })
    })
    return id
  }

  test('rulings without a change name the operation that each needs; in force, they are settled', async () => {
    const pending = await pendingRulings(server().db, villages.schemeId)
    expect(pending.map(({ number, meetingId }) => ({ number, meetingId }))).toEqual([
      { number: 'K1', meetingId: null },
      { number: 'NORTH', meetingId: null },
    ])
    const north = await parcel(await numbered('NORTH'))
    expect(pending[1]?.operation).toEqual({
      kind: 'assign_parcel',
      face: villages.idOf('B'),
      geometry: north.geometry,
      parcel: north.id,
      below: 'adjoining',
    })
    const before = await orphanM2()
    const changeId = await enforce(['NORTH'])
    expect((before - (await orphanM2())) / north.areaM2).toBeCloseTo(1, 4)
    const settled = await parcel(north.id)
    expect(settled).toMatchObject({
      state: 'settled',
      changeId,
      grid: { code: 'B' },
      rulings: [{ changeId }],
    })
    expect(settled.acceptedAt).toBe(settled.settledAt)
    expect((await pendingRulings(server().db, villages.schemeId)).map(({ number }) => number)).toEqual(['K1'])
    expect(await find()).toMatchObject({ found: [], withdrawn: [] })
  })

  test('a change that is let go of carries nothing out', async () => {
    const { db } = server()
    const [pending] = await pendingRulings(db, villages.schemeId)
    const { id } = await one<{ id: number }>(
      db,
      `insert into change (scheme_id, title, state, author) values (:schemeId::int, 'x', 'draft', 'x') returning id as id`,
      { schemeId: villages.schemeId },
    )
    await carryByChange(db, pending ? [pending] : [], id)
    expect(await pendingRulings(db, villages.schemeId)).toEqual([])
    await rows(db, `update change as c set state = 'discarded' where c.id = :id::bigint`, { id })
    expect(await pendingRulings(db, villages.schemeId)).toEqual(pending ? [pending] : [])
  })

  test('custody is assigned and not accepted, until the village accepts it', async () => {
    const id =
      (await queue({ query: { sort: 'size' } })).items.find(({ parent }) => parent.code === 'EAST')?.id ?? 0
    const third = await as('administrator')
    const given = await third.ruleParcel({
      params: { id },
      body: { decision: 'custody', grid: villages.idOf('D'), reason: 'nobody claims it' },
    })
    expect(given).toMatchObject({ state: 'ruled', rulings: [{ decision: 'custody', claimId: null }] })
    await enforce([given.number])
    expect(await parcel(id)).toMatchObject({ state: 'settled', grid: { code: 'D' }, acceptedAt: null })
    expect(await refusal(claim(reviewer, id, 'C'))).toBe('409 held_in_custody')
    const claimId = lastClaim(await claim(reviewer, id, 'D'))
    await endDeadline(claimId)
    const accepted = await third.ruleParcel({
      params: { id },
      body: { decision: 'accept', claim: claimId, reason: 'they keep it' },
    })
    expect(accepted.acceptedAt).not.toBeNull()
    expect(await pendingRulings(server().db, villages.schemeId)).toHaveLength(1)
  })
})

describe('evidence', () => {
  const attach = (id: number, name: string, bytes: string | Uint8Array<ArrayBuffer>, api: Api = reviewer) =>
    api.addEvidence({ params: { id }, query: { name }, file: new Blob([bytes]) })
  const some = async (): Promise<number> => (await queue()).items[0]?.id ?? 0

  test('a file is what its bytes say, and is given back to be saved', async () => {
    const id = await some()
    const html = '<script>alert(1)</script>'
    expect(await refusal(attach(id, 'deed.pdf', html))).toBe('400 evidence_kind')
    const name = '地契".html'
    await attach(id, name, `%PDF-1.4 ${html}`)
    const { evidence } = await attach(id, name, `%PDF-1.4 ${html}`)
    expect(evidence).toMatchObject([{ name, mediaType: 'application/pdf' }])
    const answer = await reviewer.getEvidence({ params: { id, evidenceId: evidence[0]?.id ?? 0 } })
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="components_.html"; filename*=UTF-8''%E5%9C%B0%E5%A5%91_.html`,
    )
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await answer.text()).toBe(`%PDF-1.4 ${html}`)
    expect(await refusal(reader.getEvidence({ params: { id, evidenceId: evidence[0]?.id ?? 0 } }))).toBe(
      '403 role_required',
    )
    expect(
      await refusal(attach(id, 'x', '{"type":"Point","coordinates":[1,2]}', await as('reviewer', 'EAST'))),
    ).toBe('403 outside_area')
  })

  test('ten megabytes a file, twenty a parcel', async () => {
    const id = await some()
    const large = new Uint8Array(10 * 2 ** 20 + 1)
    large.set([0xff, 0xd8, 0xff])
    expect(await refusal(attach(id, 'large.jpg', large))).toBe('413 evidence_too_large')
    const { bytes } = (await attach(id, 'whole.jpg', large.subarray(0, 10 * 2 ** 20))).evidence.at(-1) ?? {}
    expect(bytes).toBe(10 * 2 ** 20)
    for (let n = 3; n <= 20; n++) await attach(id, `${n}`, `{"type":"Point","coordinates":[${n},2]}`)
    expect(await refusal(attach(id, '21', `{"type":"Point","coordinates":[21,2]}`))).toBe('409 evidence_full')
    expect((await parcel(id)).evidence).toHaveLength(20)
  })
})

test('a vertex more on a long border of a neighbour changes no parcel', async () => {
  const id = (await queue()).items[0]?.id ?? 0
  await claim(reviewer, id, 'A1')
  const before = await parcel(id)
  const { wkt } = await one<{ wkt: string }>(
    server().db,
    `select st_astext(st_segmentize(v.geom, 0.0031)) as wkt
       from grid_version as v
      where v.grid_id = :id::bigint
        and v.valid_to is null`,
    { id: villages.idOf('B') },
  )
  await redraw(server(), villages.idOf('B'), wkt)
  expect(await find()).toMatchObject({ found: [], withdrawn: [] })
  expect(await parcel(id)).toMatchObject({ state: 'claimed', areaM2: before.areaM2 })
})

test('a parcel under review goes when a village takes a part of its ground; the rest of it is found', async () => {
  const [under] = (await queue({ query: { state: ['claimed'] } })).items
  await redraw(
    server(),
    villages.idOf('B'),
    'polygon((120.6095 31.2,120.62 31.2,120.62 31.22,120.6095 31.22,120.6095 31.2))',
  )
  const { found, withdrawn } = await find()
  expect(withdrawn).toContain(under?.id)
  expect(await parcel(under?.id ?? 0)).toMatchObject({ state: 'withdrawn', may: { claim: false } })
  expect(await refusal(claim(second, under?.id ?? 0, 'A2'))).toBe('409 parcel_state')
  const rest = await Promise.all(found.map(parcel))
  expect(rest.reduce((sum, { areaM2 }) => sum + areaM2, 0)).toBeLessThan(under?.areaM2 ?? 0)
  expect(rest.map(({ state }) => state)).toContain('orphan')
})
