/** What the atlas reads packed, run by run and on several connections, against the rows themselves; and that all of it is of one snapshot. */
import { beforeAll, expect, test } from 'vitest'
import { loadAtlas } from '../../server/atlas/load.ts'
import { confirmationWord, fieldValue, stateWord } from '../../server/atlas/profiles.ts'
import { readComponents } from '../../server/atlas/read-components.ts'
import { findRow } from '../../server/atlas/rows-by-id.ts'
import { pointOf } from '../../server/components/point-of.ts'
import { one, rows } from '../../server/db/database.ts'
import { endWrite, readVersion, SYSTEM } from '../../server/db/end-write.ts'
import { type ColumnBytes, column, halvesOf, numbersOf } from '../../server/db/number-columns.ts'
import { inSharedSnapshot, type Step, takeSteps } from '../../server/db/snapshot.ts'
import { ROLES } from '../../server/shared/words.ts'
import { useDatabase } from '../support/database.ts'
import { makeRegistry, type RegistryFixture } from '../support/registry-fixture.ts'

const registry = useDatabase()
let fixture: RegistryFixture

/** Identities on both sides of the border between two runs, and none in the first thirty thousand. */
const FIRST_ID = 32_700

beforeAll(async () => {
  const { db } = registry()
  await db.raw(`alter table component alter column id restart with ${FIRST_ID}`)
  fixture = await makeRegistry(db, 200)
})

test('every component is loaded with its place, class, state, roles and grid', async () => {
  const { db } = registry()
  const stored = await rows<{ id: number; told: unknown }>(
    db,
    `select v.component_id as id,
            json_build_object(
              'lon', st_x(p.point), 'lat', st_y(p.point), 'class', v.class_id, 'state', v.state,
              'isShape', geometrytype(v.geom) <> 'POINT',
              'roles', (select json_object_agg(r.role, json_build_array(coalesce(r.unit_id, 0), r.state))
                          from component_role as r
                         where r.component_id = v.component_id and r.valid_to is null),
              'grid', (select g.grid_id
                         from component_grid as g
                        where g.component_id = v.component_id and g.valid_to is null)) as told
       from component_version as v
      cross join lateral (select ${pointOf('v.geom')} as point) as p
      where v.valid_to is null
      order by v.component_id`,
  )
  const { components, gridNumbers } = await loadAtlas(registry())
  const { profiles, places } = components
  const loaded = stored.map(({ id }) => {
    const row = findRow(components.rowsById, id)
    const profile = components.profile[row] ?? 0
    const roles = ROLES.flatMap((role) => {
      const confirmation = confirmationWord(fieldValue(profiles, profile, `${role}Confirmation`))
      return confirmation === null ? [] : [[role, [fieldValue(profiles, profile, role), confirmation]]]
    })
    const told = {
      lon: components.lon[row],
      lat: components.lat[row],
      class: fieldValue(profiles, profile, 'class'),
      state: stateWord(fieldValue(profiles, profile, 'state')),
      isShape: components.shapes.has(id),
      roles: roles.length === 0 ? null : Object.fromEntries(roles),
      grid: gridNumbers.ids[places[0]?.[row] ?? 0] || null,
    }
    return { id, told }
  })
  expect(loaded).toEqual(stored)
  expect(components.alive).toBe(stored.length)
  expect(stored.at(0)?.id).toBeLessThan(2 ** 15)
  expect(stored.at(-1)?.id).toBeGreaterThan(2 ** 15)
})

test('those named are read however many names there are', async () => {
  const { components, grids, gridNumbers } = await loadAtlas(registry())
  const names = Array.from({ length: 70_000 }, (_, n) => n + 1)
  const schemeIds = grids.schemes.map(({ ref }) => ref.id)
  const read = await readComponents(registry().db, names, schemeIds, gridNumbers)
  const seen = read.flatMap(({ id, lon, lat }) => [...id].map((one, n) => [one, lon[n], lat[n]]))
  const loaded = [...components.id.subarray(0, components.rows)].map((one, row) => [
    one,
    components.lon[row],
    components.lat[row],
  ])
  const byId = (a: (number | undefined)[], b: (number | undefined)[]): number => (a[0] ?? 0) - (b[0] ?? 0)
  expect(seen.sort(byId)).toEqual(loaded.sort(byId))
})

test('readers of one snapshot see what it saw, whatever is committed meanwhile', async ({ skip }) => {
  const { db, embedded } = registry()
  if (embedded) skip('its connections share one session')
  const before = await readVersion(db)
  await inSharedSnapshot(db, 3, async (readers) => {
    await db.transaction((trx) =>
      endWrite(trx, SYSTEM, {
        action: 'test.touch',
        entity: 'component',
        touched: [{ entity: 'component', ids: [fixture.changedId] }],
      }),
    )
    expect(await Promise.all(readers.map(readVersion))).toEqual([before, before, before])
  })
  expect(await readVersion(db)).toBe(before + 1)
})

test('a step that fails ends the taking of steps, and its error is the one that is told', async () => {
  const { db } = registry()
  let taken = 0
  const steps = Array.from(
    { length: 500 },
    (_, n): Step =>
      async (reader) => {
        await one(reader, `select 1 / (:n::int - 2) as one`, { n })
        return () => {
          taken++
        }
      },
  )
  await expect(takeSteps([db, db], steps)).rejects.toThrow('division by zero')
  expect(taken).toBeGreaterThan(0)
  expect(taken).toBeLessThan(250)
})

test('a column keeps every bit of a number, and refuses a null', async () => {
  const { db } = registry()
  const read = (values: string) =>
    one<{ count: number; bytes: ColumnBytes }>(
      db,
      `select count(*) as count, ${column('t.n')} as bytes from (values ${values}) as t (n)`,
    )
  const { count, bytes } = await read('(-1), (0), (9007199254740991), (4294967296)')
  expect([...numbersOf(bytes, count)]).toEqual([-1, 0, Number.MAX_SAFE_INTEGER, 2 ** 32])
  expect([...halvesOf(bytes, count)]).toEqual([
    2 ** 32 - 1,
    2 ** 32 - 1,
    0,
    0,
    2 ** 21 - 1,
    2 ** 32 - 1,
    1,
    0,
  ])
  const holed = await read('(1), (null), (3)')
  expect(() => numbersOf(holed.bytes, holed.count)).toThrow('2 values for 3 rows')
})
