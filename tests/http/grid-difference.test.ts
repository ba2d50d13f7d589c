/** Which grids differ between two instants, through the client's own functions: each kind of difference, and what is none. */
import { beforeAll, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { type Api, createApi } from '../../web/api.ts'
import { useServer } from '../support/server.ts'
import { makeVillages, redraw, type Villages } from '../support/villages.ts'

const server = useServer()
let villages: Villages
let api: Api
let level: number
const instants: string[] = []

const mark = async (): Promise<void> => {
  const { at } = await one<{ at: string }>(server().db, `select clock_timestamp() as at`)
  instants.push(new Date(at).toISOString())
  // An instant is told in milliseconds, a version begins within one.
  await rows(server().db, `select pg_sleep(0.005)::text as slept`)
}

const become = (code: string, set: string): Promise<unknown> =>
  rows(
    server().db,
    `with ended as (
       update grid_version as v set valid_to = clock_timestamp()
        where v.grid_id = :id::bigint and v.valid_to is null
       returning v.*)
     insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from)
     select e.grid_id, e.level_id, ${set}, e.geom, e.area_m2, e.valid_to from ended as e`,
    { id: villages.idOf(code), other: villages.idOf('WEST') },
  )

beforeAll(async () => {
  villages = await makeVillages(server().database)
  level = (
    await one<{ id: number }>(
      server().db,
      `select v.level_id as id from grid_version as v where v.grid_id = :id::bigint`,
      { id: villages.idOf('A1') },
    )
  ).id
  await server().followed()
  api = createApi({ base: server().base, bearer: (await server().as('reader')).bearer })
  await mark()
  await become('A1', `e.code, 'Upper A', e.parent_id`)
  await become('C', `e.code, e.name, :other::bigint`)
  // The strip goes to B; A2 takes over a vertex of a neighbour, in the middle of its border.
  await redraw(
    server(),
    villages.idOf('B'),
    'polygon((120.609 31.2,120.62 31.2,120.62 31.22,120.609 31.22,120.609 31.2))',
  )
  await redraw(
    server(),
    villages.idOf('A2'),
    'polygon((120.6 31.212,120.6045 31.212,120.609 31.212,120.609 31.22,120.6 31.22,120.6 31.212))',
  )
  await mark()
  await rows(
    server().db,
    `update grid_version as v set valid_to = clock_timestamp() where v.grid_id = :id::bigint and v.valid_to is null`,
    { id: villages.idOf('D') },
  )
  await become('A1', `'A9', e.name, e.parent_id`)
  await mark()
})

const between = async (from: number | null, to: number | null, limit = 200) => {
  const { items, total } = await api.compareGrids({
    query: {
      level,
      limit,
      ...(from === null ? {} : { from: instants[from] ?? '' }),
      ...(to === null ? {} : { to: instants[to] ?? '' }),
    },
  })
  return {
    total,
    items,
    words: items.map(({ what, before, after }) => `${(after ?? before)?.code}: ${what.join(' ')}`),
  }
}

test('another name, another parent, another shape; a vertex of a neighbour is none', async () => {
  const { words, items, total } = await between(0, 1)
  expect(words).toEqual(['A1: name', 'B: shape', 'C: parent'])
  expect(total).toBe(3)
  const [named, , moved] = items
  expect([named?.before?.name, named?.after?.name]).toEqual(['A1', 'Upper A'])
  expect([moved?.before?.parent, moved?.after?.parent]).toEqual(['EAST', 'WEST'])
  const grown = items.find(({ id }) => id === villages.idOf('B'))
  expect(grown?.after?.areaM2).toBeGreaterThan(grown?.before?.areaM2 ?? Number.POSITIVE_INFINITY)
  expect(JSON.stringify(grown?.after?.geometry)).toContain('120.609')
})

test('what ended comes first, and backwards in time it is new', async () => {
  expect((await between(1, 2)).words).toEqual(['D: ended', 'A9: code'])
  const back = await between(2, 1)
  expect(back.words).toEqual(['D: new', 'A1: code'])
  expect(back.items[0]?.before).toBeNull()
})

test('without an instant it is now; the same instant has no difference; what is not listed is counted', async () => {
  expect((await between(0, null)).words).toEqual(['D: ended', 'A9: code name', 'B: shape', 'C: parent'])
  expect(await between(null, null)).toMatchObject({ total: 0, items: [] })
  expect(await between(0, null, 1)).toMatchObject({ total: 4, words: ['D: ended'] })
})
