import { expect, test } from 'vitest'
import { findOutside, summariseFindings } from '../../server/census/census-report.ts'
import { rows } from '../../server/db/database.ts'
import { readVersion } from '../../server/db/end-write.ts'
import { createUnits } from '../../server/imports/units.ts'
import { useDatabase } from '../support/database.ts'
import {
  type GridInput,
  importComponents,
  importGrids,
  makeDistrict,
  square,
  type TestDistrict,
} from '../support/imports.ts'

const registry = useDatabase()

/** Two halves of one square kilometre and more, west B and east A, so that the lowest code is not the first one drawn. */
const CITY: GridInput = { code: 'city', shape: square(120, 31, 120.02, 31.01) }
const HALVES: GridInput[] = [
  { code: 'B', shape: square(120, 31, 120.01, 31.01) },
  { code: 'A', shape: square(120.01, 31, 120.02, 31.01) },
]
let place: TestDistrict

const gridOf = (code: string) =>
  rows<{ grid: string; placement: string }>(
    registry().db,
    `select g.code as grid, c.placement as placement
       from component_version as v
       join component_grid as c on c.component_id = v.component_id and c.valid_to is null
       join grid_version as g on g.grid_id = c.grid_id and g.valid_to is null
      where v.code = :code::text and v.valid_to is null`,
    { code },
  )

test('grids come level by level, and the same file again changes nothing', async () => {
  const { db } = registry()
  place = await makeDistrict(db, 2)
  const [top, half] = place.levelIds as [number, number]
  await importGrids(db, top, [CITY])
  const first = await importGrids(db, half, HALVES)
  expect(first).toMatchObject({ total: 2, new: 2, refused: 0, metricSrid: 4549 })
  expect(first.proof).toMatchObject({
    levels: [{ depth: 2, grids: 2, gapAreaM2: 0, overlapAreaM2: 0, outsideAreaM2: 0 }],
    tolerances: { areaM2: 1 },
  })
  // The halves meet at corners that the city's outline does not have.
  expect(first.proof.counts).toEqual({ unnoded: 1 })
  const version = await readVersion(db)
  expect(await importGrids(db, half, HALVES)).toMatchObject({ same: 2, new: 0, changed: 0, version: null })
  expect(await readVersion(db)).toBe(version)
})

test('a point on a shared border goes to the lowest code; one outside has no grid and is named', async () => {
  const { db } = registry()
  const outcome = await importComponents(registry(), [
    { code: 'inside', at: [120.005, 31.005] },
    { code: 'border', at: [120.01, 31.005] },
    { code: 'outside', at: [120.05, 31.005] },
  ])
  expect(outcome).toMatchObject({ new: 3, gaps: 0 })
  expect(await findOutside(db, outcome.censusId)).toEqual({ outside: 1, outsideCodes: ['outside'] })
  expect(await gridOf('inside')).toEqual([{ grid: 'B', placement: 'covers' }])
  expect(await gridOf('border')).toEqual([{ grid: 'A', placement: 'covers' }])
  expect(await gridOf('outside')).toEqual([])
})

test('the same rows again are the same; a moved one gets a version and a grid; a repeated code is refused by name', async () => {
  const { db } = registry()
  const version = await readVersion(db)
  const again = [
    { code: 'inside', at: [120.005, 31.005] as [number, number] },
    { code: 'border', at: [120.01, 31.005] as [number, number] },
  ]
  expect(await importComponents(registry(), again)).toMatchObject({ same: 2, version: null })
  expect(await readVersion(db)).toBe(version)
  const moved = await importComponents(registry(), [
    { code: 'inside', at: [120.015, 31.005] },
    { code: 'inside', at: [120.016, 31.005] },
  ])
  expect(moved).toMatchObject({ moved: 1, refused: 1, version: version + 1 })
  expect(await gridOf('inside')).toEqual([{ grid: 'A', placement: 'covers' }])
  const [refused] = await summariseFindings(db, moved.censusId)
  expect(refused?.examples[0]).toMatchObject({ rowNo: 2, en: 'the code "inside" repeats row 1' })
  const history = await rows<{ n: number; whole: boolean }>(
    db,
    `select count(*) as n, bool_and(coalesce(v.valid_to = next.valid_from, true)) as whole
       from component_version as v
       left join component_version as next on next.component_id = v.component_id and next.valid_from > v.valid_from
      where v.code = 'inside'`,
  )
  expect(history).toEqual([{ n: 2, whole: true }])
})

test('roles begin, stay, change with the unit and end where the source names none', async () => {
  const { db } = registry()
  await createUnits(db, [
    { code: 'WATER', name: '水务', kind: 'department' },
    { code: 'ROADS', name: '市政', kind: 'department' },
  ])
  const row = (said: Record<string, string | null>) => [
    { code: 'owned', at: [120.005, 31.002] as [number, number], said },
  ]
  const current = () =>
    rows<{ unit: string; state: string }>(
      db,
      `select u.code as unit, r.state as state
         from component_role as r
         join component_version as v on v.component_id = r.component_id and v.valid_to is null
         join unit_version as u on u.unit_id = r.unit_id
        where v.code = 'owned' and r.valid_to is null`,
    )
  await importComponents(registry(), row({ owner_code: 'WATER' }))
  expect(await current()).toEqual([{ unit: 'WATER', state: 'presumed' }])
  await rows(db, `update component_role set state = 'confirmed' where valid_to is null`)
  expect(await importComponents(registry(), row({ owner_code: 'WATER' }))).toMatchObject({ same: 1 })
  expect(await current()).toEqual([{ unit: 'WATER', state: 'confirmed' }])
  expect(await importComponents(registry(), row({ owner_code: 'ROADS' }))).toMatchObject({ changed: 1 })
  expect(await current()).toEqual([{ unit: 'ROADS', state: 'presumed' }])
  expect(await importComponents(registry(), row({}))).toMatchObject({ same: 1 })
  expect(await importComponents(registry(), row({ owner_code: null }))).toMatchObject({ changed: 1 })
  expect(await current()).toEqual([])
})

test('a changed grid moves the components on its ground in the same transaction', async () => {
  const { db } = registry()
  const half = place.levelIds[1] as number
  const outcome = await importGrids(db, half, [
    { code: 'B', shape: square(120, 31, 120.018, 31.01) },
    { code: 'A', shape: square(120.018, 31, 120.02, 31.01) },
  ])
  expect(outcome).toMatchObject({ changed: 2, componentsMoved: 2 })
  expect(await gridOf('inside')).toEqual([{ grid: 'B', placement: 'covers' }])
  expect(await gridOf('border')).toEqual([{ grid: 'B', placement: 'covers' }])
})
