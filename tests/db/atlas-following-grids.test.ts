/** An atlas that followed changes of grids, a few of them read and laid out over what was there, against one loaded from nothing. */
import { setImmediate as turn } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { followRegistry } from '../../server/atlas/apply-changes.ts'
import { type AtlasState, loadAtlas } from '../../server/atlas/load.ts'
import { one } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { useDatabase } from '../support/database.ts'
import { SOUTH, STEP_LAT, STEP_LON, WEST } from '../support/fixture-ground.ts'
import { writeGrids } from '../support/grid-writes.ts'
import { chanceFrom } from '../support/positions.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'
import { told, toldGrids } from '../support/told-atlas.ts'

const registry = useDatabase()
const chance = chanceFrom(20_261_122)
const places = Array.from({ length: 200 }, (): [number, number] => [
  WEST + (chance() * 8 - 1) * STEP_LON,
  SOUTH + (chance() * 8 - 1) * STEP_LAT,
])
let fixture: RegistryFixture
let state: AtlasState

beforeAll(async () => {
  fixture = await makeRegistry(registry().db, 300)
  state = await loadAtlas(registry())
})

const follow = async () => {
  const followed = await followRegistry(registry(), state)
  expect(followed?.state).toBe(state)
}
const expectTruth = async () => {
  const truth = await loadAtlas(registry())
  expect(toldGrids(state, places)).toEqual(toldGrids(truth, places))
  expect(told(state)).toEqual(told(truth))
}

test('after every few random writes, grids ended, begun, moved, renamed and given to others, it is the one loaded anew', async () => {
  const before = JSON.stringify(toldGrids(state, places))
  for (let n = 0; n < 70; n++) {
    await writeGrids(registry().db, chance, n)
    // One write at a time, then several at once.
    if (n > 21 && n % 7 !== 6) continue
    await follow()
    await expectTruth()
  }
  expect(JSON.stringify(toldGrids(state, places))).not.toBe(before)
}, 120_000)

test('a level that is added, with grids, is followed, and levels without a change keep what finds places in them', async () => {
  const { db } = registry()
  const untouched = state.grids.levels.get(fixture.levelIds[0])
  await db.transaction(async (trx) => {
    const { levelId } = await one<{ levelId: number }>(
      trx,
      `insert into level (scheme_id, depth, code, name_zh, name_en)
       values (:schemeId::int, 4, 'cell', '格', 'Cell') returning id as "levelId"`,
      { schemeId: fixture.schemeId },
    )
    const { id } = await one<{ id: number }>(
      trx,
      'insert into grid (scheme_id, level_id) values (:schemeId::int, :levelId::int) returning id as id',
      { schemeId: fixture.schemeId, levelId },
    )
    await trx.raw(
      `insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from)
       select :id::bigint, :levelId::int, 'cell', 'cell', v.grid_id, v.geom, v.area_m2, clock_timestamp()
         from grid_version as v
        where v.valid_to is null
          and v.level_id = :above::int
        order by v.code
        limit 1`,
      { id, levelId, above: fixture.levelIds[2] },
    )
    await endWrite(trx, SYSTEM, {
      action: 'test.level',
      entity: 'scheme',
      touched: [
        { entity: 'scheme', ids: [fixture.schemeId] },
        { entity: 'grid', ids: [id] },
      ],
    })
  })
  await follow()
  await expectTruth()
  expect(state.grids.schemes[0]?.levels).toHaveLength(4)
  expect(state.grids.levels.get(fixture.levelIds[0])?.index).toBe(untouched?.index)
})

test('whoever reads meanwhile sees the grids that were, whole, until version and grids change in one turn', async () => {
  const [former, formerVersion] = [state.grids, state.version]
  const whole = toldGrids(state, places)
  await writeGrids(registry().db, chance, 2)
  let done = false
  const following = follow().finally(() => {
    done = true
  })
  const seen = new Set<string>()
  while (!done) {
    seen.add(`${state.version === formerVersion} ${state.grids === former}`)
    if (state.grids === former && seen.size === 1) expect(state.version).toBe(formerVersion)
    await turn()
  }
  await following
  expect([...seen].filter((pair) => pair !== 'true true' && pair !== 'false false')).toEqual([])
  expect(toldGrids({ ...state, grids: former }, places)).toEqual(whole)
  expect(state.version).toBe(formerVersion + 1)
})
