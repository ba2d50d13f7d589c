/** The components of the small registry (EPSG:4490): in grids, on borders, on vertices, on tile edges, outside; points, lines and areas. */
import type { Connection } from '../../server/db/database.ts'
import { COMPONENT_STATES } from '../../server/shared/words.ts'
import { FIRST } from './fixture-dates.ts'
import type { FixtureGrid } from './fixture-grids.ts'
import { COLUMNS, type Position, ROWS, SOUTH, STEP_LAT, STEP_LON, WEST } from './fixture-ground.ts'
import { insertIds } from './insert-ids.ts'

export type FixtureComponent = {
  readonly id: number
  readonly code: string
  readonly lon: number
  readonly lat: number
  readonly classId: number
}

type Made = { code: string; classIndex: number; wkt: string; lon: number; lat: number; state: string }

/** Web Mercator tile edges of zoom 14 near the district, as degrees: positions whose tile only an exact floor decides. */
const tileEdgeLon = (n: number): number =>
  ((Math.floor(((120.62 + 180) / 360) * 2 ** 14) + n) / 2 ** 14) * 360 - 180

export const componentsToMake = (grids: FixtureGrid[], chance: () => number, count: number): Made[] => {
  const vertices = grids.filter((g) => g.depth === 3).flatMap((g) => g.ring)
  const place = (n: number): Position => {
    const [vx, vy] = vertices[n % vertices.length] ?? [WEST, SOUTH]
    const [wx, wy] = vertices[(n % vertices.length) + 1] ?? [vx, vy]
    if (n % 50 === 0) return [vx, vy]
    if (n % 50 === 1) return [(vx + wx) / 2, (vy + wy) / 2]
    if (n % 50 === 2) return [tileEdgeLon(n % 3), SOUTH + chance() * ROWS * STEP_LAT]
    if (n % 200 === 3) return [WEST - 0.0012 - chance() * 0.0004, SOUTH + chance() * ROWS * STEP_LAT]
    if (n % 400 === 4) return [WEST - 0.2 - chance(), SOUTH - chance()]
    return [WEST + chance() * COLUMNS * STEP_LON, SOUTH + chance() * ROWS * STEP_LAT]
  }
  return Array.from({ length: count }, (_, n) => {
    const [lon, lat] = place(n)
    const classIndex =
      n % 40 === 7 ? 3 : n % 40 === 8 ? 4 : (([0, 1, 2, 5] as const)[Math.floor(chance() * 4)] ?? 0)
    const [e, s] = [lon + 0.0001, lat + 0.0001]
    const wkt =
      classIndex === 3
        ? `POLYGON((${lon} ${lat}, ${e} ${lat}, ${e} ${s}, ${lon} ${s}, ${lon} ${lat}))`
        : classIndex === 4
          ? `LINESTRING(${lon} ${lat}, ${e} ${s})`
          : `POINT(${lon} ${lat})`
    const classCode = ['0102', '0104', '0115', '0201', '0216', '0401'][classIndex]
    const code = `320506${classCode}${String(n + 1).padStart(6, '0')}`
    const state = COMPONENT_STATES[Math.min(5, Math.floor(chance() ** 3 * 6))] ?? 'intact'
    return { code, classIndex, wkt, lon, lat, state }
  })
}

export const insertComponents = async (
  trx: Connection,
  editionId: number,
  classIds: number[],
  made: Made[],
): Promise<FixtureComponent[]> => {
  const ids = await insertIds(
    trx,
    `insert into component select from generate_series(1, :count::int) returning id as id`,
    { count: made.length },
  )
  await trx.raw(
    `insert into component_version (component_id, edition_id, code, class_id, name, geom, state, location, extra, source_crs, valid_from)
     select m.id, :editionId::int, m.code, m.class_id, '', st_geomfromtext(m.wkt, 4490), m.state, '中山路' || m.id || '号', '{"材质": "铸铁"}', 'EPSG:4490',
            :first::timestamptz
       from unnest(:ids::bigint[], :codes::text[], :classIds::int[], :wkts::text[], :states::text[]) as m (id, code, class_id, wkt, state)`,
    {
      editionId,
      ids,
      codes: made.map((m) => m.code),
      classIds: made.map((m) => classIds[m.classIndex]),
      wkts: made.map((m) => m.wkt),
      states: made.map((m) => m.state),
      first: FIRST,
    },
  )
  return made.map((m, i) => ({
    id: ids[i] ?? 0,
    code: m.code,
    lon: m.lon,
    lat: m.lat,
    classId: classIds[m.classIndex] ?? 0,
  }))
}

/** The rule of border points in plain SQL: the covering grid of the lowest code, else the nearest within 100 m, else none. */
export const placeComponents = (trx: Connection, schemeId: number, levelId: number): Promise<unknown> =>
  trx.raw(
    `insert into component_grid (component_id, scheme_id, grid_id, placement, distance_m, valid_from)
     select p.component_id, :schemeId::int, g.grid_id, case when g.covers then 'covers' else 'nearest' end, g.distance_m, :first::timestamptz
       from (select v.component_id, st_pointonsurface(v.geom) as point from component_version as v where v.valid_to is null) as p
      cross join lateral (
             select w.grid_id, st_covers(w.geom, p.point) as covers,
                    st_distance(st_transform(w.geom, 4549), st_transform(p.point, 4549)) as distance_m
               from grid_version as w
              where w.level_id = :levelId::int
                and w.valid_to is null
                and w.geom && st_expand(p.point, 0.002)
              order by st_covers(w.geom, p.point) desc, case when st_covers(w.geom, p.point) then 0
                       else st_distance(st_transform(w.geom, 4549), st_transform(p.point, 4549)) end, w.code
              limit 1) as g
      where g.covers or g.distance_m <= 100`,
    { schemeId, levelId, first: FIRST },
  )
