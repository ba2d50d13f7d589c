import { beforeAll, expect, test } from 'vitest'
import { gridsOfArea, requireInArea, requirePlaceInArea } from '../../server/accounts/area.ts'
import { type Actor, SYSTEM } from '../../server/db/end-write.ts'
import type { Grant } from '../../server/shared/accounts.contract.ts'
import { useDatabase } from '../support/database.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'

const database = useDatabase()
let registry: RegistryFixture
beforeAll(async () => {
  registry = await makeRegistry(database().db, 200)
})

const actorWith = (...grants: Grant[]): Actor => ({ ...SYSTEM, via: 'web', grants })
const grids = (depth: number): number[] => registry.grids.filter((g) => g.depth === depth).map((g) => g.id)
const below = (id: number): number[] => {
  const children = registry.grids.filter((g) => g.parentId === id).map((g) => g.id)
  return [id, ...children.flatMap(below)]
}
const isInside = (actor: Actor, gridIds: number[]): Promise<boolean> =>
  requireInArea(database().db, actor, ['surveyor', 'reviewer'], gridIds).then(
    () => true,
    () => false,
  )

test('the area of some roles: everywhere beats any grid, other roles do not count', () => {
  const actor = actorWith({ role: 'surveyor', gridId: 3 }, { role: 'reader', gridId: null })
  expect(gridsOfArea(actor, ['surveyor'])).toEqual([3])
  expect(gridsOfArea(actor, ['surveyor', 'reader'])).toBeNull()
  expect(gridsOfArea(actor, ['administrator'])).toEqual([])
})

test('inside an area is its grid and all below it, nothing above and nothing beside', async () => {
  const [town = 0, otherTown = 0] = grids(1)
  const [village = 0] = grids(2)
  const ofVillage = actorWith({ role: 'surveyor', gridId: village })
  for (const { id } of registry.grids) {
    expect(await isInside(ofVillage, [id])).toBe(below(village).includes(id))
  }
  expect(await isInside(ofVillage, [village, town])).toBe(false)
  expect(await isInside(ofVillage, [])).toBe(false)
  const ofTwo = actorWith({ role: 'surveyor', gridId: town }, { role: 'reviewer', gridId: otherTown })
  expect(
    await isInside(
      ofTwo,
      registry.grids.map((g) => g.id),
    ),
  ).toBe(true)
  expect(await isInside(actorWith({ role: 'dispatcher', gridId: town }), [town])).toBe(false)
  expect(await isInside(actorWith({ role: 'surveyor', gridId: null }), [])).toBe(true)
})

test('a place needs one of its grids inside', async () => {
  const [town = 0, otherTown = 0] = grids(1)
  const actor = actorWith({ role: 'surveyor', gridId: town })
  const { db } = database()
  await requirePlaceInArea(db, actor, ['surveyor'], [town, otherTown])
  await expect(requirePlaceInArea(db, actor, ['surveyor'], [otherTown])).rejects.toThrow('outside')
  await expect(requirePlaceInArea(db, actor, ['surveyor'], [])).rejects.toThrow('outside')
})
