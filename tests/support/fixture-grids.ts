/** The scheme of the small registry: 2 towns, 6 villages and 36 grids with shared, noded borders (EPSG:4490), and who answers for them. */
import { type Connection, one } from '../../server/db/database.ts'
import { FIRST, SECOND } from './fixture-dates.ts'
import { latticeOf, type Position, ROWS, ringOf } from './fixture-ground.ts'
import { insertIds } from './insert-ids.ts'

export type FixtureGrid = {
  readonly id: number
  readonly code: string
  readonly depth: 1 | 2 | 3
  readonly parentId: number | null
  readonly ring: [number, number][]
}

type GridToMake = { code: string; name: string; depth: 1 | 2 | 3; parent: string | null; ring: Position[] }

const gridsToMake = (chance: () => number): GridToMake[] => {
  const at = latticeOf(chance)
  const made: GridToMake[] = []
  for (const [town, townName] of [
    [0, '木渎镇'],
    [1, '胥口镇'],
  ] as const) {
    const townCode = `32050600${town + 1}`
    const c0 = town * 3
    made.push({
      code: townCode,
      name: townName,
      depth: 1,
      parent: null,
      ring: ringOf(at, c0, 0, c0 + 3, ROWS),
    })
    for (let village = 0; village < 3; village++) {
      const villageCode = `${townCode}00${village + 1}`
      const r0 = village * 2
      const name = `${townName}第${village + 1}村`
      made.push({
        code: villageCode,
        name,
        depth: 2,
        parent: townCode,
        ring: ringOf(at, c0, r0, c0 + 3, r0 + 2),
      })
      for (let n = 0; n < 6; n++) {
        const [c, r] = [c0 + (n % 3), r0 + Math.floor(n / 3)]
        made.push({
          code: `${villageCode}00${n + 1}`,
          name: `${name}网格${n + 1}`,
          depth: 3,
          parent: villageCode,
          ring: ringOf(at, c, r, c + 1, r + 1),
        })
      }
    }
  }
  return made
}

export const insertScheme = async (trx: Connection) => {
  const { id: schemeId } = await one<{ id: number }>(
    trx,
    `insert into scheme (code, name_zh, name_en, purpose, rank)
     values ('responsibility', '责任网格', 'Responsibility grids', 'responsibility', 1)
     returning id as id`,
  )
  const [town = 0, village = 0, grid = 0] = await insertIds(
    trx,
    `insert into level (scheme_id, depth, code, name_zh, name_en)
     select :schemeId::int, l.depth, l.code, l.zh, l.en
       from (values (1, 'town', '镇', 'Town'), (2, 'village', '村', 'Village'), (3, 'grid', '网格', 'Grid')) as l (depth, code, zh, en)
      order by l.depth
     returning id as id`,
    { schemeId },
  )
  return { schemeId, levelIds: [town, village, grid] as [number, number, number] }
}

export const insertGrids = async (
  trx: Connection,
  schemeId: number,
  levelIds: [number, number, number],
  chance: () => number,
): Promise<FixtureGrid[]> => {
  const made: FixtureGrid[] = []
  for (const grid of gridsToMake(chance)) {
    const levelId = levelIds[grid.depth - 1]
    const parentId = made.find((g) => g.code === grid.parent)?.id ?? null
    const { id } = await one<{ id: number }>(
      trx,
      `insert into grid (scheme_id, level_id) values (:schemeId::int, :levelId::int) returning id as id`,
      { schemeId, levelId },
    )
    const geojson = JSON.stringify({ type: 'MultiPolygon', coordinates: [[grid.ring]] })
    await trx.raw(
      `insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from, valid_to)
       select :id::bigint, :levelId::int, :code::text, t.name, :parentId::bigint, s.geom, st_area(st_transform(s.geom, 4549)), t.valid_from, t.valid_to
         from (select st_setsrid(st_geomfromgeojson(:geojson::text), 4490) as geom) as s
        cross join (values (:name::text || '（旧）', :first::timestamptz, :second::timestamptz),
                           (:name::text, :second::timestamptz, null)) as t (name, valid_from, valid_to)`,
      { id, levelId, code: grid.code, name: grid.name, parentId, geojson, first: FIRST, second: SECOND },
    )
    made.push({ id, code: grid.code, depth: grid.depth, parentId, ring: grid.ring })
  }
  return made
}

export const insertResponsibility = async (
  trx: Connection,
  grids: FixtureGrid[],
  committeeIds: number[],
  firstGridUnitId: number,
): Promise<void> => {
  const villages = grids.filter((g) => g.depth === 2)
  const firstGrid = grids.find((g) => g.depth === 3)
  await trx.raw(
    `insert into grid_unit (grid_id, unit_id, valid_from)
     select g.grid_id, g.unit_id, :first::timestamptz from unnest(:grids::bigint[], :units::bigint[]) as g (grid_id, unit_id)`,
    {
      grids: [...villages.map((g) => g.id), firstGrid?.id],
      units: [...committeeIds, firstGridUnitId],
      first: FIRST,
    },
  )
}
