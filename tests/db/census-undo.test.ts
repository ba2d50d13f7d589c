/** What a census commits can be taken back: properties of commit and undo on the state of the registry, and what others changed in between. */
import fc from 'fast-check'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { setState } from '../../server/census/census.queries.ts'
import { countCensus } from '../../server/census/census-report.ts'
import { undoBatch } from '../../server/census/commit/undo-batch.ts'
import { commit, compareCensus, judgeCensus } from '../../server/census/jobs/stages.ts'
import { one, rows } from '../../server/db/database.ts'
import { endWrite, readVersion, SYSTEM } from '../../server/db/end-write.ts'
import { createUnits } from '../../server/imports/units.ts'
import { useDatabase } from '../support/database.ts'
import {
  type ComponentInput,
  importComponents,
  importGrids,
  makeDistrict,
  square,
  stageComponents,
  type TestDistrict,
} from '../support/imports.ts'

const registry = useDatabase()
let place: TestDistrict

beforeAll(async () => {
  const { db } = registry()
  place = await makeDistrict(db, 2)
  const [top, half] = place.levelIds as [number, number]
  await importGrids(db, top, [{ code: 'city', shape: square(120, 31, 120.02, 31.01) }])
  await importGrids(db, half, [
    { code: 'A', shape: square(120.01, 31, 120.02, 31.01) },
    { code: 'B', shape: square(120, 31, 120.01, 31.01) },
  ])
  await createUnits(
    db,
    ['U1', 'U2', 'U3'].map((code) => ({ code, name: code, kind: 'other' as const })),
  )
})

/** Ends all that stands, so that each case begins with an empty registry; history stays, as it would. */
const clear = async (): Promise<void> => {
  const { db } = registry()
  for (const table of ['component_version', 'component_role', 'component_grid'])
    await db.raw(`update ${table} set valid_to = clock_timestamp() where valid_to is null`)
  await db.raw(`update component_version set code = 'former ' || id where valid_to is not null`)
  await db.raw('delete from gap')
  await db.raw('delete from component_key')
}
beforeEach(clear)

/** All that stands, without the identities of versions and the instants. */
const standing = () =>
  rows(
    registry().db,
    `select v.component_id, v.code, v.class_id, v.name, v.state, st_astext(v.geom) as place, v.location, v.surveyed_on::text,
            v.note, v.extra, v.source_crs,
            (select jsonb_agg(jsonb_build_array(r.role, r.unit_id, r.state, r.basis, r.until) order by r.role)
               from component_role as r where r.component_id = v.component_id and r.valid_to is null) as roles,
            (select jsonb_agg(jsonb_build_array(g.grid_id, g.placement, round(g.distance_m::numeric, 3)))
               from component_grid as g where g.component_id = v.component_id and g.valid_to is null) as places,
            exists (select from gap as x where x.found_by = 'component' and x.found_id = v.component_id) as in_gap
       from component_version as v
      where v.valid_to is null
      order by v.component_id`,
  )

const undo = (batchId: number | undefined) =>
  registry().db.transaction((trx) => undoBatch(trx, batchId ?? 0, SYSTEM))

const text = fc.constantFrom('', 'x', '井盖')
const component = fc.record({
  code: fc.integer({ min: 1, max: 12 }).map((n) => `C${n}`),
  // On a lattice that has points inside, on borders, in the gap of nothing and outside.
  at: fc.tuple(fc.constantFrom(120.001, 120.01, 120.015, 120.0201, 121), fc.constantFrom(31.002, 31.005)),
  said: fc.record({
    name: text,
    state: fc.constantFrom('完好', '破损', 'missing'),
    note: text,
    owner_code: fc.constantFrom('', 'U1', 'U2', 'U3'),
    owner_state: fc.constantFrom('', 'confirmed'),
    maintainer_code: fc.constantFrom('', 'U1', 'U2'),
  }),
})
const delivery = fc
  .uniqueArray(component, { selector: ({ code }) => code, maxLength: 12 })
  .map((list): ComponentInput[] =>
    list.map(({ said, ...rest }) => ({
      ...rest,
      at: rest.at as [number, number],
      said: Object.fromEntries(Object.entries(said).map(([column, value]) => [column, value || null])),
    })),
  )
const RUNS = { numRuns: process.env.TEST_DATABASE_URL ? 15 : 5 }

/** New ones beside another of their class would be suspects, which are left out unless taken: here all are taken. */
const take = async (components: readonly ComponentInput[]) => {
  const { db } = registry()
  const censusId = await stageComponents(registry(), components)
  await rows(db, `update census as z set accepted = '{"suspect": true}' where z.id = :censusId::bigint`, {
    censusId,
  })
  await judgeCensus(db, censusId)
  await compareCensus(db, censusId)
  return commit(db, censusId, SYSTEM)
}

test('a delivery that comes again, or shuffled, changes nothing; taken back, the registry stands as before', async () => {
  await fc.assert(
    fc
      .asyncProperty(delivery, delivery, fc.gen(), async (first, second, gen) => {
        await take(first)
        const before = await standing()
        const committed = await take(second)
        const after = await standing()
        const version = await readVersion(registry().db)
        const shuffled = gen(fc.shuffledSubarray, second, { minLength: second.length })
        expect((await take(shuffled)).version).toBeNull()
        expect(await readVersion(registry().db)).toBe(version)
        const undone = await undo(committed.batchId)
        expect(undone.kept).toBe(0)
        expect(await standing()).toEqual(before)
        await undo(undone.batchId)
        expect(await standing()).toEqual(after)
      })
      .beforeEach(clear),
    RUNS,
  )
}, 300_000)

test('split into two deliveries it is the same as in one', async () => {
  const shape = async () =>
    ((await standing()) as { code: string }[]).map((c) => ({ ...c, component_id: null }))
  const byCode = (list: { code: string }[]) => list.toSorted((a, b) => (a.code < b.code ? -1 : 1))
  await fc.assert(
    fc
      .asyncProperty(delivery, fc.nat({ max: 12 }), async (all, cut) => {
        await take(all)
        const whole = byCode(await shape())
        await clear()
        await take(all.slice(0, cut))
        await take(all.slice(cut))
        expect(byCode(await shape())).toEqual(whole)
      })
      .beforeEach(clear),
    RUNS,
  )
}, 300_000)

const at: [number, number] = [120.005, 31.005]
const idOf = async (code: string): Promise<number> =>
  (
    await one<{ id: number }>(
      registry().db,
      `select v.component_id as id from component_version as v where v.code = :code::text and v.valid_to is null`,
      { code },
    )
  ).id

test('several deliveries, taken back one after the other, end where they began', async () => {
  await fc.assert(
    fc
      .asyncProperty(fc.array(delivery, { minLength: 2, maxLength: 4 }), async (all) => {
        const [states, batches]: [unknown[], number[]] = [[], []]
        for (const one of all) {
          states.push(await standing())
          batches.push((await take(one)).batchId)
        }
        for (const batchId of batches.toReversed()) {
          await undo(batchId)
          expect(await standing()).toEqual(states.pop())
        }
      })
      .beforeEach(clear),
    { numRuns: Math.ceil(RUNS.numRuns / 2), endOnFailure: true },
  )
}, 300_000)

test('what somebody changed since is kept and listed, the rest goes back', async () => {
  const { db } = registry()
  await importComponents(registry(), [
    { code: 'a', at, said: { name: 'one', owner_code: 'U1' } },
    { code: 'b', at: [120.006, 31.005], said: { name: 'one', owner_code: 'U1' } },
  ])
  const { batchId } = await importComponents(registry(), [
    { code: 'a', at, said: { name: 'two', owner_code: 'U2' } },
    { code: 'b', at: [120.006, 31.005], said: { name: 'two', owner_code: 'U2' } },
    { code: 'c', at: [120.007, 31.005], said: { name: 'two', owner_code: 'U2' } },
    { code: 'd', at: [120.008, 31.005], said: { name: 'two', owner_code: null } },
  ])
  await importComponents(registry(), [{ code: 'a', at, said: { name: 'three' } }])
  const ruled = await idOf('c')
  await db.transaction(async (trx) => {
    await rows(
      trx,
      `with former as (
         update component_role as r set valid_to = clock_timestamp()
          where r.component_id = :ruled::bigint and r.valid_to is null
         returning r.component_id, r.role, r.valid_to)
       insert into component_role (component_id, role, unit_id, state, valid_from)
       select f.component_id, f.role, u.unit_id, 'ruled', f.valid_to
         from former as f
         join unit_version as u on u.code = 'U3'`,
      { ruled },
    )
    await endWrite(trx, SYSTEM, {
      action: 'role.rule',
      entity: 'component',
      entityId: ruled,
      touched: [{ entity: 'component', ids: [ruled] }],
    })
  })
  const undone = await undo(batchId)
  const now = await rows(
    db,
    `select v.code as code, v.name as name, u.code as owner
       from component_version as v
       left join component_role as r on r.component_id = v.component_id and r.role = 'owner' and r.valid_to is null
       left join unit_version as u on u.unit_id = r.unit_id
      where v.valid_to is null
      order by v.code`,
  )
  expect(now).toEqual([
    // Its name was changed by a later delivery, its owner was not.
    { code: 'a', name: 'three', owner: 'U1' },
    { code: 'b', name: 'one', owner: 'U1' },
    // Made by the batch, and ruled about since.
    { code: 'c', name: 'two', owner: 'U3' },
  ])
  expect(undone).toMatchObject({ kept: 1, takenBack: 3 })
  const kept = await rows(
    db,
    `select k.component_id as id from batch_kept as k where k.batch_id = :id::bigint`,
    {
      id: undone.batchId,
    },
  )
  expect(kept).toEqual([{ id: ruled }])
})

test('missing components are retired only where that was said, come back under their identity, and the share is told', async () => {
  const { db } = registry()
  await importComponents(registry(), [
    { code: 'stays', at },
    { code: 'goes', at: [120.006, 31.005] },
    { code: 'elsewhere', at: [120.015, 31.005] },
  ])
  const [west] = await rows<{ id: number }>(
    db,
    `select g.grid_id as id from grid_version as g where g.code = 'B' and g.valid_to is null`,
  )
  const gone = await idOf('goes')
  const declared = { grids: [west?.id ?? 0], classes: [place.classId] }
  const censusId = await stageComponents(registry(), [{ code: 'stays', at }], { declared })
  await judgeCensus(db, censusId)
  await compareCensus(db, censusId)
  expect(await countCensus(db, censusId)).toMatchObject({ same: 1, missing: 1 })
  await rows(db, `update census as z set accepted = '{"missing": true}' where z.id = :censusId::bigint`, {
    censusId,
  })
  const { batchId, retired } = await commit(db, censusId, SYSTEM)
  expect(retired).toBe(1)
  const codes = async () => ((await standing()) as { code: string }[]).map(({ code }) => code).toSorted()
  expect(await codes()).toEqual(['elsewhere', 'stays'])

  const back = await importComponents(registry(), [{ code: 'goes', at: [120.006, 31.005] }])
  expect(back).toMatchObject({ returned: 1 })
  expect(await idOf('goes')).toBe(gone)
  await undo(back.batchId)
  expect(await codes()).toEqual(['elsewhere', 'stays'])
  await undo(batchId)
  expect(await codes()).toEqual(['elsewhere', 'goes', 'stays'])
  expect(await idOf('goes')).toBe(gone)
})

test('an edit after the comparison is a conflict, and is not overwritten unseen', async () => {
  const { db } = registry()
  await importComponents(registry(), [{ code: 'a', at, said: { name: 'one' } }])
  const censusId = await stageComponents(registry(), [{ code: 'a', at, said: { name: 'mine' } }])
  await judgeCensus(db, censusId)
  await compareCensus(db, censusId)
  expect(await countCensus(db, censusId)).toMatchObject({ changed: 1, conflict: 0 })
  await importComponents(registry(), [{ code: 'a', at, said: { name: 'yours' } }])
  expect(await commit(db, censusId, SYSTEM)).toMatchObject({ version: null, changed: 0 })
  expect(await countCensus(db, censusId)).toMatchObject({ changed: 0, conflict: 1 })
  expect((await standing()) as { name: string }[]).toMatchObject([{ name: 'yours' }])
  await expect(commit(db, censusId, SYSTEM)).rejects.toMatchObject({ code: 'census_not_compared' })
  await setState(db, censusId, 'discarded')
})
