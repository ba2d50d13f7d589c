/** A level that a change makes below those of its scheme: cut and looked at in the draft, then in the register as the change has called it. */
import { beforeAll, expect, test } from 'vitest'
import type { Edited } from '../../server/shared/boundaries.ts'
import type { Operation } from '../../server/shared/operations.ts'
import { type Api, createApi } from '../../web/api.ts'
import { refusal } from '../support/refusal.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'
import { useServer } from '../support/server.ts'

const HOUSES = { code: 'house', nameZh: '房屋', nameEn: 'houses' }
const DEPTH = 4

const server = useServer()
let fixture: RegistryFixture
let author: Api
let decider: Api

beforeAll(async () => {
  fixture = await makeRegistry(server().db)
  const reviewer = async () =>
    createApi({ base: server().base, bearer: (await server().as('reviewer')).bearer })
  author = await reviewer()
  decider = await reviewer()
})

const doing = async (id: number, operation: Operation): Promise<Edited> => {
  const { revision } = await author.getChange({ params: { id } })
  return author.addOperation({ params: { id }, body: { revision, operation } })
}

test('named once, divided further, undone and done again; in force it is a level like the others', async () => {
  const { id } = await author.createChange({ body: { scheme: fixture.schemeId, title: '下一级' } })
  const params = { id }
  const levels = async () =>
    (await author.getChange({ params })).levels.map(({ depth, code }) => [depth, code])
  const registered = await levels()
  const grid = fixture.grids.find(({ code }) => code === '320506001001001')
  if (!grid) throw new Error('no grid to divide')
  expect(await refusal(doing(id, { kind: 'subdivide', face: grid.id }))).toBe('400 level_missing')

  const divided = await doing(id, { kind: 'subdivide', face: grid.id, level: HOUSES })
  const [child] = divided.faces.filter(({ depth }) => depth === DEPTH)
  expect(child).toMatchObject({ parentId: grid.id })
  expect(await levels()).toEqual([...registered, [DEPTH, 'house']])
  await doing(id, { kind: 'rename', face: child?.id ?? 0, name: '东院' })
  const lats = grid.ring.map(([, lat]) => lat)
  const lat = (Math.min(...lats) + Math.max(...lats)) / 2
  const line: [number, number][] = [
    [grid.ring[0]?.[0] ?? 0, lat],
    [grid.ring[0]?.[0] ?? 0, lat],
  ].map(([lon = 0, at = 0], n) => [lon + (n === 0 ? -0.05 : 0.05), at])
  const cut = await doing(id, { kind: 'split', face: child?.id ?? 0, lines: [line] })
  const halves = cut.faces.filter(({ depth }) => depth === DEPTH)
  expect(halves).toHaveLength(2)
  expect(halves.reduce((m2, { areaM2 }) => m2 + areaM2, 0) / (child?.areaM2 ?? 0)).toBeCloseTo(1, 6)

  let at = cut
  while (at.head > 0) at = await author.undoOperation({ params, body: { revision: at.revision } })
  expect(await levels()).toEqual(registered)
  while (at.redoable > 0) at = await author.redoOperation({ params, body: { revision: at.revision } })
  expect(await levels()).toEqual([...registered, [DEPTH, 'house']])

  const impact = await author.getImpact({ params })
  const below = impact.moves.filter(({ to }) => to?.depth === DEPTH)
  expect(below.map(({ from }) => from?.code)).toEqual([grid.code, grid.code])
  expect(below.map(({ to }) => to?.code).sort()).toEqual(halves.map(({ code }) => code).sort())
  expect(below.every(({ components }) => components > 10)).toBe(true)
  expect(impact.gridsCutOff).toBe(0)
  const submitted = await author.submitChange({ params, body: { revision: at.revision } })
  await decider.approveChange({ params, body: { revision: submitted.revision } })
  const { items } = await author.listSchemes()
  const made = items.find((one) => one.id === fixture.schemeId)?.levels.at(-1)
  expect(made).toMatchObject({ depth: DEPTH, ...HOUSES, grids: 2 })
})
