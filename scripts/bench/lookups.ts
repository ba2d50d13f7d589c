/** A position's grid out of memory against SQL, 100,000 unit grids: how many a second. */

import type { AtlasState } from '../../server/atlas/load.ts'
import { coveringGrid, locateIn } from '../../server/atlas/locate.ts'
import { placesOf } from '../../server/atlas/places.ts'
import { type Connection, rows } from '../../server/db/database.ts'
import { randomStream } from '../../server/demo/random.ts'
import { COLUMNS, positionOf, ROWS } from './fabric.ts'
import { figure, type Section, times } from './table.ts'
import { inTurns } from './timing.ts'

export type Position = readonly [number, number]
const WANTED_A_SECOND = 500_000
const POSITIONS = 100_000
const FULL_ANSWERS = 10_000
const BY_SQL = 5_000

/** Anywhere in the district, in no order. */
export const anyPositions = (count: number, stream: string): Position[] => {
  const random = randomStream(7, stream)
  return Array.from({ length: count }, () =>
    positionOf(random.between(1, COLUMNS - 1), random.between(1, ROWS - 1)),
  )
}

/** The rule of place for many positions in one statement, by the index: the best that SQL does. */
const coveringBySql = (db: Connection, levelId: number, positions: readonly Position[]) =>
  rows<{ id: number | null }>(
    db,
    `select g.grid_id as id
       from unnest(:lons::float8[], :lats::float8[]) with ordinality as p (lon, lat, n)
       left join lateral (
         select v.grid_id
           from grid_version as v
          where v.level_id = :levelId::int
            and v.valid_to is null
            and st_covers(v.geom, st_setsrid(st_makepoint(p.lon, p.lat), 4490))
          order by v.code collate "C"
          limit 1) as g on true
      order by p.n`,
    { levelId, lons: positions.map(([lon]) => lon), lats: positions.map(([, lat]) => lat) },
  )

const aSecond = (count: number, tookMs: number): number => (1000 * count) / tookMs

export const measureLookups = async (atlas: AtlasState, db: Connection): Promise<Section> => {
  const { grids, catalogue } = atlas
  const levelId = grids.schemes[0]?.levels.at(-1)?.ref.id ?? 0
  const positions = anyPositions(POSITIONS, 'positions')
  const few = positions.slice(0, BY_SQL)
  const bySql = await coveringBySql(db, levelId, few)
  for (const [n, [lon, lat]] of few.entries())
    if (grids.ids[coveringGrid(grids, 0, lon, lat)] !== bySql[n]?.id)
      throw new Error(`${lon}, ${lat}: memory and SQL name different grids`)
  const [covering, located, answered, sql] = await inTurns([
    () => {
      for (const [lon, lat] of positions) coveringGrid(grids, 0, lon, lat)
    },
    () => {
      for (const [lon, lat] of positions) locateIn(grids, catalogue.district, 0, [lon, lat])
    },
    () => {
      for (let n = 0; n < FULL_ANSWERS; n++)
        placesOf(grids, catalogue, positions[n] as Position as [number, number])
    },
    () => coveringBySql(db, levelId, few),
  ])
  const rate = aSecond(POSITIONS, covering)
  const sqlRate = aSecond(BY_SQL, sql)
  const row = (name: string, found: number): string[] => [name, figure(found), times(found / sqlRate)]
  return {
    title: `Lookups in memory, one core, ${grids.schemes[0]?.levels.at(-1)?.members.length.toLocaleString('en')} unit grids`,
    columns: ['', 'a second', 'against SQL'],
    rows: [
      row('the grid of a position', rate),
      row('its place by the rule (placement, gap)', aSecond(POSITIONS, located)),
      row('its places in both schemes with chains, units and border', aSecond(FULL_ANSWERS, answered)),
      row(`SQL: st_covers by code, ${BY_SQL.toLocaleString('en')} positions a statement`, sqlRate),
    ],
    notes: ['Random positions, found first to have the same grid in memory and in SQL.'],
    goals: [
      {
        what: 'lookups in memory, a core',
        wanted: `${WANTED_A_SECOND.toLocaleString('en')} a second`,
        got: `${figure(rate)} a second`,
        met: rate >= WANTED_A_SECOND,
      },
    ],
  }
}
