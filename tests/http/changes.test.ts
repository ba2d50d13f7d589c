/** Drafts through the client's own functions: operations, undo and redo, review by another person, effect, and what the map and the register say then. */
import { beforeAll, expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import type { Change, Edited } from '../../server/shared/boundaries.ts'
import type { Operation } from '../../server/shared/operations.ts'
import { type Api, createApi } from '../../web/api.ts'
import { refusal } from '../support/refusal.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'
import { useServer } from '../support/server.ts'

const server = useServer()
let fixture: RegistryFixture
let author: Api
let other: Api
let reader: Api

beforeAll(async () => {
  fixture = await makeRegistry(server().db)
  const as = async (role: 'reviewer' | 'reader') =>
    createApi({ base: server().base, bearer: (await server().as(role)).bearer })
  author = await as('reviewer')
  other = await as('reviewer')
  reader = await as('reader')
})

const open = (title: string): Promise<Change> =>
  author.createChange({ body: { scheme: fixture.schemeId, title } })

const doing = async (id: number, operation: Operation, api = author): Promise<Edited> => {
  const { revision } = await api.getChange({ params: { id } })
  return api.addOperation({ params: { id }, body: { revision, operation } })
}

const gridOf = (code: string) => {
  const grid = fixture.grids.find((one) => one.code === code)
  if (!grid) throw new Error(`no grid ${code}`)
  return grid
}

const middle = (ring: readonly (readonly [number, number])[]): [number, number] => {
  const open = ring.slice(0, -1)
  const sum = open.reduce(([x, y], [lon, lat]) => [x + lon, y + lat] as [number, number], [0, 0] as [
    number,
    number,
  ])
  return [sum[0] / open.length, sum[1] / open.length]
}
/** From west to east through the middle, well beyond both sides. */
const across = (ring: readonly (readonly [number, number])[]): [number, number][] => {
  const [lon, lat] = middle(ring)
  return [
    [lon - 0.05, lat],
    [lon + 0.05, lat],
  ]
}

/** By plain PostGIS, from the register: ground of a parent that its children do not hold, or hold twice; and vertices that a neighbour has not. */
const faults = (parentId: number) =>
  one<{ gap: number; sum: number; whole: number }>(
    server().db,
    `select st_area(st_difference(p.geom, st_union(k.geom))) as gap, sum(k.area_m2) as sum, p.area_m2 as whole
       from grid_version as p
       join grid_version as k on k.parent_id = p.grid_id and k.valid_to is null
      where p.grid_id = :parentId::bigint and p.valid_to is null
      group by p.geom, p.area_m2`,
    { parentId },
  )

test('a grid is cut in two: the larger part stays, the smaller is new, both have the nodes', async () => {
  const { id } = await open('cut')
  const grid = gridOf('320506001001001')
  const done = await doing(id, { kind: 'split', face: grid.id, lines: [across(grid.ring)] })
  expect(done.head).toBe(1)
  const parts = done.faces.filter((face) => face.depth === 3 && (face.id === grid.id || face.id < 0))
  expect(parts).toHaveLength(2)
  const [kept, made] = parts[0]?.id === grid.id ? parts : [parts[1], parts[0]]
  const whole = kept?.areaBeforeM2 ?? 0
  expect(((kept?.areaM2 ?? 0) + (made?.areaM2 ?? 0)) / whole).toBeCloseTo(1, 6)
  expect(made?.areaBeforeM2).toBeNull()
  expect(made?.parentId).toBe(grid.parentId)
  expect(kept?.areaM2).toBeGreaterThanOrEqual(made?.areaM2 ?? 0)
})

test('undo gives the former state back byte for byte, redo the later one, another operation ends the redoing', async () => {
  const { id } = await open('back and forth')
  const box = [120.5, 31.2, 120.7, 31.4] as [number, number, number, number]
  const first = await author.listFaces({ params: { id }, query: { bbox: box } })
  const grid = gridOf('320506001002001')
  const [vertex] = grid.ring
  await doing(id, { kind: 'split', face: grid.id, lines: [across(grid.ring)] })
  const second = await author.listFaces({ params: { id }, query: { bbox: box } })
  await doing(id, {
    kind: 'move_vertex',
    from: vertex as [number, number],
    to: [(vertex?.[0] ?? 0) + 1e-4, vertex?.[1] ?? 0],
  })
  const third = await author.listFaces({ params: { id }, query: { bbox: box } })
  const revision = async () => (await author.getChange({ params: { id } })).revision
  const step = async (how: 'undoOperation' | 'redoOperation') =>
    author[how]({ params: { id }, body: { revision: await revision() } })
  await step('undoOperation')
  expect((await author.listFaces({ params: { id }, query: { bbox: box } })).faces).toEqual(second.faces)
  await step('undoOperation')
  expect((await author.listFaces({ params: { id }, query: { bbox: box } })).faces).toEqual(first.faces)
  expect(await refusal(step('undoOperation'))).toBe('409 nothing_to_undo')
  expect((await step('redoOperation')).redoable).toBe(1)
  await step('redoOperation')
  expect((await author.listFaces({ params: { id }, query: { bbox: box } })).faces).toEqual(third.faces)
  await step('undoOperation')
  await doing(id, { kind: 'rename', face: grid.id, name: '别名' })
  expect(await refusal(step('redoOperation'))).toBe('409 nothing_to_redo')
})

test('a vertex that is moved moves in every grid of every level that has it', async () => {
  const { id } = await open('vertex')
  const village = gridOf('320506001001')
  const [vertex] = village.ring
  const to: [number, number] = [(vertex?.[0] ?? 0) + 2e-4, (vertex?.[1] ?? 0) + 1e-4]
  const done = await doing(id, { kind: 'move_vertex', from: vertex as [number, number], to })
  expect(new Set(done.faces.map(({ depth }) => depth))).toEqual(new Set([1, 2, 3]))
  for (const face of done.faces) {
    const text = JSON.stringify(face.geometry)
    expect(text).not.toContain(JSON.stringify(vertex))
  }
  expect(await refusal(doing(id, { kind: 'move_vertex', from: vertex as [number, number], to }))).toBe(
    '409 no_such_vertex',
  )
})

test('neighbours become one, and what does not touch stays apart', async () => {
  const { id } = await open('merge')
  const [a, b, far] = [gridOf('320506001001001'), gridOf('320506001001002'), gridOf('320506002003006')]
  expect(await refusal(doing(id, { kind: 'merge', faces: [a.id, far.id] }))).toBe('400 faces_do_not_touch')
  const done = await doing(id, { kind: 'merge', faces: [a.id, b.id] })
  expect(done.gone.map((face) => face.id)).toEqual([b.id])
  const merged = done.faces.find((face) => face.id === a.id)
  const { sum } = await one<{ sum: number }>(
    server().db,
    `select sum(v.area_m2) as sum from grid_version as v where v.grid_id = any (:ids::bigint[]) and v.valid_to is null`,
    { ids: [a.id, b.id] },
  )
  expect(merged?.areaM2).toBeCloseTo(sum, 3)
})

test('who has seen an older state is told so, and nothing is lost', async () => {
  const { id, revision } = await open('two at once')
  const grid = gridOf('320506001001001')
  await author.addOperation({
    params: { id },
    body: { revision, operation: { kind: 'rename', face: grid.id, name: '甲' } },
  })
  expect(
    await refusal(
      other.addOperation({
        params: { id },
        body: { revision, operation: { kind: 'rename', face: grid.id, name: '乙' } },
      }),
    ),
  ).toBe('409 stale_revision')
  const card = await author.getChange({ params: { id } })
  expect(card.faces.map(({ after }) => after?.name)).toEqual(['甲'])
})

test('a village is cut, submitted, approved by another person and in force at once; components follow in the same instant', async () => {
  const { id } = await open('village in two')
  const village = gridOf('320506002002')
  const before = await rows<{ id: number }>(
    server().db,
    `select v.grid_id as id from grid_version as v where v.parent_id = :id::bigint and v.valid_to is null`,
    { id: village.id },
  )
  const [lon, lat] = middle(village.ring)
  const done = await doing(id, {
    kind: 'split',
    face: village.id,
    lines: [
      [
        [lon + 0.0005, lat - 0.05],
        [lon - 0.0005, lat + 0.05],
      ],
    ],
    parts: [{ code: '320506002009', name: '新村' }],
  })
  expect(done.faces.filter(({ depth }) => depth === 3).length).toBeGreaterThan(before.length)
  const impact = await author.getImpact({ params: { id } })
  const read = async () => author.getChange({ params: { id } })
  const submitted = await author.submitChange({ params: { id }, body: { revision: (await read()).revision } })
  expect(submitted.state).toBe('in_review')
  expect(
    await refusal(author.approveChange({ params: { id }, body: { revision: submitted.revision } })),
  ).toBe('403 own_change')
  expect(
    await refusal(reader.approveChange({ params: { id }, body: { revision: submitted.revision } })),
  ).toBe('403 role_required')
  const approved = await other.approveChange({ params: { id }, body: { revision: submitted.revision } })
  expect(approved.state).toBe('in_force')
  expect(approved.faces.every(({ face }) => face.id > 0)).toBe(true)
  const made = approved.faces.find(({ face }) => face.code === '320506002009')?.face
  for (const parent of [village.id, made?.id ?? 0]) {
    const { gap, sum, whole } = await faults(parent)
    expect(gap).toBeLessThan(1e-15)
    expect(sum / whole).toBeCloseTo(1, 7)
  }
  const wrong = await rows(
    server().db,
    `select v.component_id
       from component_version as v
       join component_grid as c on c.component_id = v.component_id and c.scheme_id = :schemeId::int and c.valid_to is null and c.placement = 'covers'
       left join grid_version as g on g.grid_id = c.grid_id and g.valid_to is null
      where v.valid_to is null
        and (g.id is null or not st_covers(g.geom, st_pointonsurface(v.geom)))`,
    { schemeId: fixture.schemeId },
  )
  expect(wrong).toEqual([])
  const { moved } = await one<{ moved: number }>(
    server().db,
    // The answer tells milliseconds, the register keeps microseconds.
    `select count(*) as moved from component_grid as c join change as h on h.in_force_at = c.valid_to where h.id = :id::bigint`,
    { id },
  )
  expect(moved).toBeGreaterThan(0)
  expect(impact.components).toBe(moved)
  const lineage = await rows(
    server().db,
    `select l.from_grid_id as "from", l.to_grid_id as "to" from grid_lineage as l where l.change_id = :id::bigint and l.from_grid_id = :village::bigint`,
    { id, village: village.id },
  )
  expect(lineage).toEqual([{ from: village.id, to: made?.id }])
})
