/** Exact counts by class out of memory against SQL: of the flat view, the best case, and of the registry's own tables. */
import { matchOf } from '../../server/atlas/component-match.ts'
import { countComponents } from '../../server/atlas/count-components.ts'
import type { AtlasState } from '../../server/atlas/load.ts'
import { type Connection, rows } from '../../server/db/database.ts'
import { COMPONENT_STATES } from '../../server/shared/words.ts'
import { countBy } from '../../server/stats/stats.queries.ts'
import { FLAT, type FlatFilter } from './flat-view.ts'
import { ms, type Section, times } from './table.ts'
import { inTurns } from './timing.ts'

const WANTED = 20

const countFlat = (db: Connection, filter: FlatFilter) =>
  rows<{ key: number; count: number }>(
    db,
    `select f.class as key, count(*) as count
       from ${FLAT} as f
      where (:class::int[] is null or f.class = any(:class::int[]))
        and (:owner::int[] is null or f.owner = any(:owner::int[]))
        and (:state::int[] is null or f.state = any(:state::int[]))
      group by f.class
      order by count desc, key`,
    {
      class: filter.class ?? null,
      owner: filter.owner ?? null,
      state: filter.state?.map((state) => COMPONENT_STATES.indexOf(state)) ?? null,
    },
  )

export const measureCounts = async (
  atlas: AtlasState,
  db: Connection,
  filters: readonly { readonly name: string; readonly filter: FlatFilter }[],
): Promise<Section> => {
  const measured = []
  for (const { name, filter } of filters) {
    const inMemory = () =>
      countComponents(atlas.components, atlas.grids, matchOf(atlas.components, atlas.grids, filter), [
        'class',
      ])
    const counted = JSON.stringify(inMemory())
    for (const other of [await countFlat(db, filter), await countBy(db, ['class'], filter)])
      if (JSON.stringify(other) !== counted) throw new Error(`${name}: memory and SQL count differently`)
    const [memory, flat, registry] = await inTurns([
      inMemory,
      () => countFlat(db, filter),
      () => countBy(db, ['class'], filter),
    ])
    measured.push({ name, memory, flat, registry })
  }
  const last = measured.at(-1)
  return {
    title: 'Counts by class',
    columns: ['', 'in memory', 'SQL, flat view', 'SQL, registry', 'ratio flat', 'ratio registry'],
    rows: measured.map(({ name, memory, flat, registry }) => [
      name,
      ms(memory),
      ms(flat),
      ms(registry),
      times(flat / memory),
      times(registry / memory),
    ]),
    notes: ['The same counts on all three sides, compared first.'],
    goals:
      last === undefined
        ? []
        : [
            {
              what: `counts by class under ${last.name}, against SQL on a flat view`,
              wanted: times(WANTED),
              got: times(last.flat / last.memory),
              met: last.flat / last.memory >= WANTED,
            },
          ],
  }
}
