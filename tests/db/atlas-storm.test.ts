import pino from 'pino'
import { expect, test } from 'vitest'
import { openAtlas } from '../../server/atlas/atlas.ts'
import { matchOf } from '../../server/atlas/component-match.ts'
import { countComponents as countInAtlas } from '../../server/atlas/count-components.ts'
import { loadAtlas } from '../../server/atlas/load.ts'
import { openPool } from '../../server/db/database.ts'
import { readVersion } from '../../server/db/end-write.ts'
import { countBy } from '../../server/stats/stats.queries.ts'
import { useDatabase } from '../support/database.ts'
import { makeRegistry } from '../support/registry-fixture.ts'
import { raiseStorm } from '../support/storm.ts'
import { told } from '../support/told-atlas.ts'

const registry = useDatabase()
const silent = pino({ level: 'silent' })

test('two atlases equal the database after a storm of writes by eight writers', async () => {
  const { db, address, schema, embedded } = registry()
  const fixture = await makeRegistry(db, 1_500)
  const beside = { ...registry(), db: openPool(address, schema, 10) }
  const atlases = [openAtlas(registry(), silent), openAtlas(beside, silent)]
  const seen = [0, 0]
  for (const [n, atlas] of atlases.entries()) {
    await atlas.atLeast(0)
    atlas.listen({
      moved({ version }) {
        // Versions only ever go up, and nobody is told of one that the state does not have.
        expect(version).toBeGreaterThan(seen[n] ?? 0)
        expect(atlas.now.version).toBe(version)
        seen[n] = version
      },
      closed: () => {},
    })
  }
  try {
    const writers = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? db : beside.db))
    // On the embedded database writers wait for each other: a tenth of the writes takes as long.
    await raiseStorm(writers, fixture, { writes: embedded ? 2_000 : 20_000, seed: 20_261_122 })
    const version = await readVersion(db)
    const states = await Promise.all(atlases.map((atlas) => atlas.atLeast(version)))
    const truth = await loadAtlas(registry())
    for (const state of states) {
      expect(told(state)).toEqual(told(truth))
      const counted = countInAtlas(
        state.components,
        state.grids,
        matchOf(state.components, state.grids, {}),
        ['class', 'owner'],
      )
      expect(counted).toEqual(await countBy(db, ['class', 'owner'], {}))
    }
    expect(truth.components.alive).toBeGreaterThan(500)
  } finally {
    for (const atlas of atlases) await atlas.close()
    await beside.db.destroy()
  }
}, 300_000)
