/** A write of thousands of components, which the atlas takes in many turns of the event loop. */
import { setImmediate } from 'node:timers/promises'
import pino from 'pino'
import { expect, test } from 'vitest'
import { openAtlas } from '../../server/atlas/atlas.ts'
import { loadAtlas } from '../../server/atlas/load.ts'
import { rows } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { useDatabase } from '../support/database.ts'
import { makeRegistry } from '../support/registry-fixture.ts'
import { told } from '../support/told-atlas.ts'

const registry = useDatabase()
const silent = pino({ level: 'silent' })
const COMPONENTS = 12_000

test('readers see a large write whole or not at all, and then what the database holds', async () => {
  const { db } = registry()
  await makeRegistry(db, COMPONENTS)
  const atlas = openAtlas(registry(), silent)
  try {
    const before = await atlas.atLeast(0)
    const [version, stood] = [before.version, told(before)]
    let turns = 0
    let halfWritten = 0
    const watch = (async () => {
      while (atlas.now.version === version) {
        turns++
        const { components } = atlas.now
        if (components.alive !== stood.all.size || components.rows !== stood.all.size) halfWritten++
        await setImmediate()
      }
    })()
    // A third is moved, a fifth of the others ends.
    const wrote = await db.transaction(async (trx) => {
      const touched = await rows<{ id: number }>(
        trx,
        `with ended as (
           update component_version as v
              set valid_to = greatest(clock_timestamp(), v.valid_from + interval '1 microsecond')
            where v.valid_to is null and (v.component_id % 3 = 0 or v.component_id % 5 = 0)
           returning v.*),
         moved as (
           insert into component_version (component_id, edition_id, code, class_id, geom, state, source_crs, valid_from)
           select e.component_id, e.edition_id, e.code, e.class_id, st_translate(e.geom, 0.001, 0.0005), e.state, e.source_crs, e.valid_to
             from ended as e
            where e.component_id % 3 = 0)
         select e.component_id as id from ended as e`,
      )
      const ids = touched.map(({ id }) => id)
      return endWrite(trx, SYSTEM, {
        action: 'test.move',
        entity: 'component',
        touched: [{ entity: 'component', ids }],
      })
    })
    const after = await atlas.atLeast(wrote ?? 0, 60_000)
    await watch
    expect(halfWritten).toBe(0)
    expect(turns).toBeGreaterThan(2)
    const now = told(after)
    expect(now).toEqual(told(await loadAtlas(registry())))
    expect(now.all.size).toBeLessThan(stood.all.size)
    expect(after.components.rows).toBe(after.components.sorted)
  } finally {
    await atlas.close()
  }
}, 120_000)
