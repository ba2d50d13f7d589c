/** The lineage of grids through the client's own functions: split, merged, ground passed to and fro; bounded, and the bounds said. */
import { beforeAll, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { type Api, createApi } from '../../web/api.ts'
import { importGrids, makeDistrict, square } from '../support/imports.ts'
import { useServer } from '../support/server.ts'

const server = useServer()
let api: Api
let ids: Map<string, number>
const idOf = (code: string): number => ids.get(code) ?? 0

/** A change in force on a day of January, with what it took from one grid to the other. */
const change = async (
  day: number,
  title: string,
  links: readonly [from: string, to: string, m2: number][],
) => {
  const { id } = await one<{ id: number }>(
    server().db,
    `insert into change (scheme_id, title, state, author, in_force_at)
     select s.id, :title::text, 'in_force', 'x', make_date(2026, 1, :day::int) from scheme as s
     returning id as id`,
    { day, title },
  )
  for (const [from, to, m2] of links)
    await rows(
      server().db,
      `insert into grid_lineage (change_id, from_grid_id, to_grid_id, area_m2)
       values (:id::bigint, :from::bigint, :to::bigint, :m2::float8)`,
      { id, from: idOf(from), to: idOf(to), m2 },
    )
  return id
}

beforeAll(async () => {
  const { levelIds } = await makeDistrict(server().db, 1)
  const grids = Array.from({ length: 20 }, (_, n) => ({
    code: `G${n}`,
    shape: square(120.6 + n / 100, 31.2, 120.61 + n / 100, 31.21),
  }))
  await importGrids(server().db, levelIds[0] ?? 0, grids)
  const found = await rows<{ id: number; code: string }>(
    server().db,
    'select v.grid_id as id, v.code as code from grid_version as v',
  )
  ids = new Map(found.map(({ id, code }) => [code, id]))
  await server().followed()
  api = createApi({ base: server().base, bearer: (await server().as('reader')).bearer })
})

const read = (code: string) => api.getLineage({ params: { id: idOf(code) } })
const ways = (edges: Awaited<ReturnType<typeof read>>['ancestors']['edges']) =>
  edges.map(({ steps, from, to, areaM2 }) => {
    const codeOf = (id: number) => [...ids].find(([, known]) => known === id)?.[0]
    return `${steps}: ${codeOf(from)} → ${codeOf(to)} ${areaM2}`
  })

test('a grid that nothing happened to stands alone', async () => {
  const { grid, nodes, ancestors, successors } = await read('G11')
  expect(nodes).toEqual([grid])
  expect(grid).toMatchObject({ code: 'G11', to: null })
  expect([ancestors, successors]).toEqual([
    { edges: [], cutOff: 0, deeper: false },
    { edges: [], cutOff: 0, deeper: false },
  ])
})

test('split, then merged: where ground came from and where it went, with the change that did it', async () => {
  const split = await change(1, 'split of G0', [
    ['G0', 'G1', 400],
    ['G0', 'G2', 300],
  ])
  await change(2, 'G1 and G3 into G4', [
    ['G1', 'G4', 400],
    ['G3', 'G4', 200],
  ])
  await rows(server().db, `update grid_version as v set valid_to = now() where v.grid_id = :id::bigint`, {
    id: idOf('G0'),
  })
  const merged = await read('G4')
  expect(ways(merged.ancestors.edges)).toEqual(['1: G1 → G4 400', '1: G3 → G4 200', '2: G0 → G1 400'])
  expect(merged.ancestors.edges.at(-1)).toMatchObject({ changeId: split, title: 'split of G0' })
  expect(merged.successors.edges).toEqual([])
  expect(merged.nodes.find(({ code }) => code === 'G0')?.to).not.toBeNull()
  expect(ways((await read('G0')).successors.edges)).toEqual([
    '1: G0 → G1 400',
    '1: G0 → G2 300',
    '2: G1 → G4 400',
  ])
})

test('what a grid was called, from its first name on; a version of another shape is no other name', async () => {
  const known = await read('G8')
  expect(known.names).toMatchObject([{ code: 'G8', to: null }])
  const becomes = (code: string) =>
    rows(
      server().db,
      `with ended as (
         update grid_version as v set valid_to = clock_timestamp()
          where v.grid_id = :id::bigint and v.valid_to is null
         returning v.*)
       insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from)
       select e.grid_id, e.level_id, :code::text, e.name, e.parent_id, e.geom, e.area_m2, e.valid_to from ended as e`,
      { id: idOf('G8'), code },
    )
  for (const code of ['G8', 'G8b', 'G8b', 'G8']) await becomes(code)
  const { names, grid } = await read('G8')
  expect(names.map(({ code }) => code)).toEqual(['G8', 'G8b', 'G8'])
  expect(names.map(({ to }) => to)).toEqual([names[1]?.from, names[2]?.from, null])
  expect(names[0]?.from).toBe(grid.from)
})

test('ground that went to and fro leads back in time only', async () => {
  await change(3, 'there', [['G5', 'G6', 10]])
  await change(4, 'and back', [['G6', 'G5', 4]])
  expect(ways((await read('G5')).ancestors.edges)).toEqual(['1: G6 → G5 4', '2: G5 → G6 10'])
  expect(ways((await read('G6')).ancestors.edges)).toEqual(['1: G5 → G6 10'])
  expect(ways((await read('G6')).successors.edges)).toEqual(['1: G6 → G5 4'])
})

test('six steps are shown; what lies beyond them is said to be there', async () => {
  for (let n = 12; n < 19; n++) await change(n - 5, `link ${n}`, [[`G${n}`, `G${n + 1}`, n]])
  const back = await read('G19')
  expect(ways(back.ancestors.edges).at(-1)).toBe('6: G13 → G14 13')
  expect(back.ancestors).toMatchObject({ cutOff: 0, deeper: true })
  const on = await read('G13')
  expect(ways(on.successors.edges).at(-1)).toBe('6: G18 → G19 18')
  expect(on.successors).toMatchObject({ cutOff: 0, deeper: false })
})

test('more links than a screen holds are counted', async () => {
  for (let n = 0; n < 205; n++) await change(30, `small ${n}`, [['G10', 'G11', n + 1]])
  const { ancestors } = await read('G11')
  expect(ancestors).toMatchObject({ cutOff: 5, deeper: false })
  expect(ancestors.edges).toHaveLength(200)
  expect(ancestors.edges[0]?.areaM2).toBe(205)
})
