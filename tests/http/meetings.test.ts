/** A meeting before the map, through the client's own functions: the queue, claim and sign-off, deferral, the minutes, and what is left for a change to carry out. */
import { beforeAll, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { carryByChange, pendingRulings } from '../../server/parcels/pending-rulings.ts'
import { settleParcels } from '../../server/parcels/settle-parcels.ts'
import { type Api, createApi } from '../../web/api.ts'
import { refusal } from '../support/refusal.ts'
import { useServer } from '../support/server.ts'
import { makeVillages, type Villages } from '../support/villages.ts'

const server = useServer()
let villages: Villages
let recorder: Api
let other: Api
let meetingId = 0
let strip = 0
let hole = 0

const as = async (role: 'reviewer' | 'reader' | 'administrator', grid: string | null = null) =>
  createApi({
    base: server().base,
    bearer: (await server().as(role, grid === null ? null : villages.idOf(grid))).bearer,
  })

const open = (api: Api = recorder) =>
  api.createMeeting({
    body: {
      scheme: villages.schemeId,
      depth: 3,
      title: '无主地认领会',
      place: '二楼会议室',
      chair: 'the chair',
      attending: [
        { name: 'the chair', of: 'the centre' },
        { name: 'secretary one', of: 'B' },
      ],
    },
  })
const at = (parcelId: number) => ({ params: { id: meetingId, parcelId } })
const sign = (parcelId: number, grid: string, signatory = 'secretary two') =>
  recorder.signParcel({ ...at(parcelId), body: { grid: villages.idOf(grid), signatory, words: '愿意接管' } })

beforeAll(async () => {
  villages = await makeVillages(server().database)
  await server().followed()
  recorder = await as('reviewer')
  other = await as('reviewer')
})

test('there is no meeting without parcels, and none for a reader', async () => {
  expect(await refusal(open())).toBe('409 nothing_to_claim')
  expect((await recorder.listMeetings()).total).toBe(0)
  await recorder.findParcels({ body: { scheme: villages.schemeId, depth: 3 } })
  expect(await refusal(open(await as('reader')))).toBe('403 role_required')
})

test('the queue is in order of size, and inside the area of whoever opens it', async () => {
  const meeting = await open()
  meetingId = meeting.id
  expect(meeting.queue.map(({ no, parcel }) => [no, parcel.parent.code])).toEqual([
    [1, 'WEST'],
    [2, 'EAST'],
  ])
  expect(meeting).toMatchObject({
    next: 1,
    parcels: 2,
    signed: 0,
    deferred: 0,
    mayRecord: true,
    closedAt: null,
  })
  strip = meeting.queue[0]?.parcel.id ?? 0
  hole = meeting.queue[1]?.parcel.id ?? 0
  const east = await open(await as('reviewer', 'EAST'))
  expect(east.queue.map(({ parcel }) => parcel.id)).toEqual([hole])
  expect((await recorder.listMeetings({ query: { limit: 1 } })).items).toMatchObject([{ id: east.id }])
})

test('one after the other: presented, claimed and signed for, or deferred; corrected until it is closed', async () => {
  expect(await refusal(other.presentParcel(at(strip)))).toBe('403 not_recorder')
  expect((await recorder.presentParcel(at(strip))).queue[0]).toMatchObject({ outcome: null })
  expect(await sign(strip, 'A1')).toMatchObject({
    next: 2,
    queue: [{ outcome: 'signed', grid: { code: 'A1' }, parcel: { state: 'claimed' } }, {}],
  })
  expect(await sign(strip, 'B')).toMatchObject({
    queue: [{ grid: { code: 'B' }, parcel: { state: 'claimed' } }, {}],
  })
  const claims = (await recorder.getParcel({ params: { id: strip } })).claims
  expect(claims.map(({ grid, endedHow }) => [grid.code, endedHow])).toEqual([
    ['A1', 'withdrawn'],
    ['B', null],
  ])
  const deferred = await recorder.deferParcel({ ...at(hole), body: { reason: '村委会未到' } })
  expect(deferred).toMatchObject({ next: null, signed: 1, deferred: 1 })
  expect(await refusal(sign(strip, 'WEST'))).toBe('400 not_of_this_level')
  expect((await recorder.getMeeting({ params: { id: meetingId } })).queue[0]).toMatchObject({
    outcome: 'signed',
  })
})

test('a claim that stood before is signed for as it is; deferred after all, it stands as it did', async () => {
  const claimed = await other.claimParcel({
    params: { id: hole },
    body: { grid: villages.idOf('D'), words: 'ours' },
  })
  const [{ id, objectionsUntil } = { id: 0, objectionsUntil: '' }] = claimed.claims
  await sign(hole, 'D')
  expect((await other.getParcel({ params: { id: hole } })).claims).toMatchObject([
    { id, objectionsUntil, meetingId },
  ])
  await recorder.deferParcel({ ...at(hole), body: { reason: '村委会未到' } })
  expect((await other.getParcel({ params: { id: hole } })).claims).toMatchObject([
    { id, endedAt: null, objectionsUntil, meetingId: null },
  ])
})

test('closed, it is what the minutes say, whatever happens afterwards', async () => {
  expect(await pendingRulings(server().db, villages.schemeId)).toEqual([])
  expect(await recorder.closeMeeting({ params: { id: meetingId } })).toMatchObject({ mayRecord: false })
  expect(await refusal(sign(strip, 'A2'))).toBe('409 meeting_closed')
  const minutes = await recorder.getMinutes({ params: { id: meetingId } })
  const shown = await recorder.getParcel({ params: { id: strip } })
  expect(minutes.items).toMatchObject([
    {
      no: 1,
      number: shown.number,
      outcome: 'signed',
      grid: { code: 'B' },
      geometry: shown.geometry,
      words: '愿意接管',
    },
    { no: 2, outcome: 'deferred', grid: null, words: '村委会未到' },
  ])
  expect(minutes.signedM2).toBe(shown.areaM2)
  expect(minutes.signedM2 + minutes.deferredM2).toBe(minutes.areaM2)
  expect(minutes.signatures).toEqual([
    { name: 'the chair', of: 'the centre', as: 'chair' },
    { name: 'secretary one', of: 'B', as: 'attending' },
    { name: 'secretary two', of: 'B', as: 'village' },
  ])
  await rows(
    server().db,
    `with ended as (
       update grid_version as v set valid_to = now() where v.grid_id = :id::bigint and v.valid_to is null returning v.*)
     insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from)
     select e.grid_id, e.level_id, 'B-NEW', 'renamed', e.parent_id, e.geom, e.area_m2, now() from ended as e`,
    { id: villages.idOf('B') },
  )
  expect(await (await as('reader')).getMinutes({ params: { id: meetingId } })).toEqual(minutes)
})

test('what was signed for waits for a change, whose approval is the ruling', async () => {
  const { db } = server()
  const pending = await pendingRulings(db, villages.schemeId)
  expect(pending).toMatchObject([
    { parcelId: strip, rulingId: null, meetingId, operation: { face: villages.idOf('B'), parcel: strip } },
  ])
  const { id } = await one<{ id: number }>(
    db,
    `insert into change (scheme_id, title, state, author, head, in_force_at)
     values (:schemeId::int, 'meeting', 'in_force', 'x', 1, now()) returning id as id`,
    { schemeId: villages.schemeId },
  )
  await rows(
    db,
    `insert into change_operation (change_id, no, kind, params, actor)
     values (:id::bigint, 1, 'assign_parcel', jsonb_build_object('parcel', :strip::bigint), 'x'),
            (:id::bigint, 2, 'assign_parcel', jsonb_build_object('parcel', :hole::bigint), 'x')`,
    { id, strip, hole },
  )
  await carryByChange(db, pending, id)
  await rows(
    db,
    `with ended as (
       update grid_version as v set valid_to = now() where v.grid_id = :id::bigint and v.valid_to is null returning v.*)
     insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from)
     select e.grid_id, e.level_id, e.code, e.name, e.parent_id, st_multi(st_union(e.geom, p.geom, ${2 ** -30})), e.area_m2, now()
       from ended as e
       join parcel as p on p.id = :strip::bigint`,
    { id: villages.idOf('B'), strip },
  )
  const { at: instant } = await one<{ at: string }>(db, 'select clock_timestamp()::text as at')
  // The second operation was undone: the change holds it, and does not carry it out.
  expect(await db.transaction((trx) => settleParcels(trx, { changeId: id, at: instant }))).toEqual([strip])
  const settled = await recorder.getParcel({ params: { id: strip } })
  expect(settled).toMatchObject({ state: 'settled', changeId: id, grid: { code: 'B-NEW' } })
  expect(settled.acceptedAt).not.toBeNull()
  expect(await pendingRulings(db, villages.schemeId)).toEqual([])
})
