/**
 * A small registry, the same each time: one scheme (2 towns, 6 villages, 36 grids) around 120.62 E 31.27 N with shared, jittered, noded borders
 * (EPSG:4490), and 2,000 components on a lattice of chance, some of them on borders, on vertices, on tile edges, outside, lines and areas.
 */
import { type Connection, one, rows } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { COMPONENT_STATES } from '../../server/shared/words.ts'

/** Former versions hold from FIRST to SECOND, current ones from SECOND; what never changed holds from FIRST. */
export const FIRST = '2025-01-01T00:00:00.000Z'
export const SECOND = '2026-01-01T00:00:00.000Z'

export type FixtureGrid = {
  readonly id: number
  readonly code: string
  readonly depth: 1 | 2 | 3
  readonly parentId: number | null
  readonly ring: [number, number][]
}
export type FixtureComponent = {
  readonly id: number
  readonly code: string
  readonly lon: number
  readonly lat: number
  readonly classId: number
}
export type RegistryFixture = {
  readonly editionId: number
  readonly classIds: number[]
  readonly eventClassId: number
  readonly centreUnitId: number
  readonly departmentIds: number[]
  readonly companyIds: number[]
  /** One committee a village answers for it; towns and grids have no unit of their own, but the first grid of all does. */
  readonly committeeIds: number[]
  readonly schemeId: number
  readonly levelIds: [number, number, number]
  readonly grids: FixtureGrid[]
  readonly components: FixtureComponent[]
  /** Shape, state and maintainer differed before SECOND. */
  readonly changedId: number
  /** Existed from FIRST to SECOND only. */
  readonly removedId: number
}

const COLUMNS = 6
const ROWS = 6
const WEST = 120.608
const SOUTH = 31.261
const STEP_LON = 0.004
const STEP_LAT = 0.003

/** Reproducible chance in [0, 1): a linear congruential generator of 32 bits. */
const chanceFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

type Position = [number, number]
const latticeOf = (chance: () => number): ((column: number, row: number) => Position) => {
  const jitter = Array.from({ length: (COLUMNS + 1) * (ROWS + 1) }, () => [chance() - 0.5, chance() - 0.5])
  return (column, row) => {
    const [dx = 0, dy = 0] = jitter[row * (COLUMNS + 1) + column] ?? []
    return [WEST + (column + dx * 0.3) * STEP_LON, SOUTH + (row + dy * 0.3) * STEP_LAT]
  }
}

/** The closed ring around a block of the lattice, with every lattice point on it, so that parents and children share vertices. */
const ringOf = (at: (c: number, r: number) => Position, c0: number, r0: number, c1: number, r1: number) => {
  const ring: Position[] = []
  for (let c = c0; c < c1; c++) ring.push(at(c, r0))
  for (let r = r0; r < r1; r++) ring.push(at(c1, r))
  for (let c = c1; c > c0; c--) ring.push(at(c, r1))
  for (let r = r1; r >= r0; r--) ring.push(at(c0, r))
  return ring
}

const insertIds = async (db: Connection, sql: string, bindings: Record<string, unknown>): Promise<number[]> =>
  (await rows<{ id: number }>(db, sql, bindings)).map((row) => row.id)

const insertCatalogue = async (trx: Connection) => {
  const { id: editionId } = await one<{ id: number }>(
    trx,
    `insert into edition (code, name_zh, name_en, class_code_length, component_code_length)
     values ('TEST 1-2013', '试验版', 'Test edition', 4, 16)
     returning id as id`,
  )
  const classes: [string, string, string, string][] = [
    ['0102', '雨水井盖', 'Storm drain cover', 'point'],
    ['0104', '污水井盖', 'Sewer cover', 'point'],
    ['0115', '路灯', 'Street lamp', 'point'],
    ['0201', '公共厕所', 'Public toilet', 'polygon'],
    ['0216', '道路隔音屏', 'Noise barrier', 'line'],
    ['0401', '行道树', 'Street tree', 'point'],
  ]
  const classIds = await insertIds(
    trx,
    `insert into class (edition_id, kind, code, name_zh, name_en, major_code, major_zh, major_en, geometry, confidence)
     select :editionId::int, 'component', k.code, k.zh, k.en, left(k.code, 2), '大类' || left(k.code, 2), 'Major ' || left(k.code, 2), k.geometry, 'city'
       from unnest(:codes::text[], :zh::text[], :en::text[], :geometries::text[]) as k (code, zh, en, geometry)
     returning id as id`,
    {
      editionId,
      codes: classes.map((c) => c[0]),
      zh: classes.map((c) => c[1]),
      en: classes.map((c) => c[2]),
      geometries: classes.map((c) => c[3]),
    },
  )
  const { id: eventClassId } = await one<{ id: number }>(
    trx,
    `insert into class (edition_id, kind, code, name_zh, name_en, major_zh, major_en, confidence)
     values (:editionId::int, 'event', '0102', '暴露垃圾', 'Exposed rubbish', '市容环境', 'Cityscape', 'city')
     returning id as id`,
    { editionId },
  )
  return { editionId, classIds, eventClassId }
}

const insertUnits = async (
  trx: Connection,
  kind: string,
  codeAndName: [string, string][],
): Promise<number[]> => {
  const ids: number[] = []
  for (const [code, name] of codeAndName) {
    const { id } = await one<{ id: number }>(
      trx,
      `insert into unit (kind) values (:kind::text) returning id as id`,
      {
        kind,
      },
    )
    await trx.raw(
      `insert into unit_version (unit_id, code, name, valid_from) values (:id::bigint, :code::text, :name::text, :from::timestamptz)`,
      { id, code, name, from: FIRST },
    )
    ids.push(id)
  }
  return ids
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

const insertScheme = async (trx: Connection) => {
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

const insertGrids = async (
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

type Made = { code: string; classIndex: number; wkt: string; lon: number; lat: number; state: string }

/** Web Mercator tile edges of zoom 14 near the district, as degrees: positions whose tile only an exact floor decides. */
const tileEdgeLon = (n: number): number =>
  ((Math.floor(((120.62 + 180) / 360) * 2 ** 14) + n) / 2 ** 14) * 360 - 180

const componentsToMake = (grids: FixtureGrid[], chance: () => number, count: number): Made[] => {
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

const insertComponents = async (
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

const insertRoles = async (
  trx: Connection,
  role: 'competent' | 'owner' | 'maintainer',
  given: { id: number; unitId: number | null; state: string }[],
): Promise<void> => {
  await trx.raw(
    `insert into component_role (component_id, role, unit_id, state, basis, valid_from)
     select g.id, :role::text, g.unit_id, g.state, '普查登记', :first::timestamptz
       from unnest(:ids::bigint[], :units::bigint[], :states::text[]) as g (id, unit_id, state)`,
    {
      role,
      ids: given.map((g) => g.id),
      units: given.map((g) => g.unitId),
      states: given.map((g) => g.state),
      first: FIRST,
    },
  )
}

/** Competent: always. Owner: 1 in 10 unowned, 1 in 15 not recorded. Maintainer: 1 in 5 not recorded, 1 in 12 disputed. */
const insertAllRoles = async (
  trx: Connection,
  components: FixtureComponent[],
  departmentIds: number[],
  companyIds: number[],
  chance: () => number,
): Promise<void> => {
  const pick = (ids: number[]): number => ids[Math.floor(chance() * ids.length)] ?? 0
  await insertRoles(
    trx,
    'competent',
    components.map(({ id, classId }) => ({
      id,
      unitId: departmentIds[classId % departmentIds.length] ?? null,
      state: 'confirmed',
    })),
  )
  await insertRoles(
    trx,
    'owner',
    components
      .filter((_, n) => n % 15 !== 5)
      .map(({ id }, n) =>
        n % 10 === 0
          ? { id, unitId: null, state: 'unowned' }
          : { id, unitId: pick(companyIds), state: n % 3 === 0 ? 'presumed' : 'confirmed' },
      ),
  )
  await insertRoles(
    trx,
    'maintainer',
    components
      .filter((_, n) => n % 5 !== 2)
      .map(({ id }, n) => ({ id, unitId: pick(companyIds), state: n % 12 === 0 ? 'disputed' : 'presumed' })),
  )
}

/** The rule of border points in plain SQL: the covering grid of the lowest code, else the nearest within 100 m, else none. */
const placeComponents = (trx: Connection, schemeId: number, levelId: number): Promise<unknown> =>
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

/** Gives one component a former shape, state and maintainer, and ends another. */
const makeHistory = async (
  trx: Connection,
  changedId: number,
  removedId: number,
  companyIds: number[],
): Promise<void> => {
  const bindings = {
    changedId,
    removedId,
    first: FIRST,
    second: SECOND,
    formerUnit: companyIds[0],
    unit: companyIds[1],
  }
  await trx.raw(
    `update component_version as v set valid_from = :second::timestamptz, state = 'intact' where v.component_id = :changedId::bigint`,
    bindings,
  )
  await trx.raw(
    `insert into component_version (component_id, edition_id, code, class_id, geom, state, source_crs, valid_from, valid_to)
     select v.component_id, v.edition_id, v.code, v.class_id, st_translate(v.geom, 0.00001, 0), 'damaged', v.source_crs, :first::timestamptz, :second::timestamptz
       from component_version as v
      where v.component_id = :changedId::bigint`,
    bindings,
  )
  await trx.raw(
    `delete from component_role as r where r.component_id = :changedId::bigint and r.role = 'maintainer'`,
    bindings,
  )
  await trx.raw(
    `insert into component_role (component_id, role, unit_id, state, valid_from, valid_to)
     values (:changedId::bigint, 'maintainer', :formerUnit::bigint, 'presumed', :first::timestamptz, :second::timestamptz),
            (:changedId::bigint, 'maintainer', :unit::bigint, 'confirmed', :second::timestamptz, null)`,
    bindings,
  )
  for (const table of ['component_version', 'component_role', 'component_grid']) {
    await trx.raw(
      `update ${table} as t set valid_to = :second::timestamptz where t.component_id = :removedId::bigint and t.valid_to is null`,
      bindings,
    )
  }
}

const insertResponsibility = async (
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

/** Fills an empty, migrated registry in one transaction that ends as every write does. */
export const makeRegistry = (db: Connection, count = 2_000): Promise<RegistryFixture> =>
  db.transaction(async (trx) => {
    const chance = chanceFrom(20_261_122)
    const catalogue = await insertCatalogue(trx)
    const [centreUnitId = 0] = await insertUnits(trx, 'centre', [['C0', '吴中区城运中心']])
    const departmentIds = await insertUnits(trx, 'department', [
      ['D1', '区住建局'],
      ['D2', '区城管局'],
      ['D3', '区园林局'],
    ])
    const companyIds = await insertUnits(trx, 'company', [
      ['E1', '水务公司'],
      ['E2', '供电公司'],
      ['E3', 'Telecom 100%_Ltd'],
    ])
    const villageNames = [
      '木渎镇第1村',
      '木渎镇第2村',
      '木渎镇第3村',
      '胥口镇第1村',
      '胥口镇第2村',
      '胥口镇第3村',
    ]
    const committeeIds = await insertUnits(
      trx,
      'committee',
      villageNames.map((name, n): [string, string] => [`V${n + 1}`, `${name}村委会`]),
    )
    await trx.raw(
      `insert into district (code, name, metric_srid, centre_unit_id, synthetic) values ('320506', '吴中区', 4549, :centreUnitId::bigint, true)`,
      { centreUnitId },
    )
    const { schemeId, levelIds } = await insertScheme(trx)
    const grids = await insertGrids(trx, schemeId, levelIds, chance)
    await insertResponsibility(trx, grids, committeeIds, companyIds[0] ?? 0)
    const made = componentsToMake(grids, chance, count)
    const components = await insertComponents(trx, catalogue.editionId, catalogue.classIds, made)
    await insertAllRoles(trx, components, departmentIds, companyIds, chance)
    await placeComponents(trx, schemeId, levelIds[2])
    const points = components.filter((_, n) => made[n]?.wkt.startsWith('POINT') && n % 50 > 10)
    const [changedId = 0, removedId = 0] = points.map((c) => c.id)
    await makeHistory(trx, changedId, removedId, companyIds)
    await endWrite(trx, SYSTEM, {
      action: 'test.fixture',
      entity: 'district',
      touched: [
        { entity: 'grid', ids: grids.map((g) => g.id) },
        { entity: 'component', ids: components.map((c) => c.id) },
      ],
    })
    return {
      ...catalogue,
      centreUnitId,
      departmentIds,
      companyIds,
      committeeIds,
      schemeId,
      levelIds,
      grids,
      components,
      changedId,
      removedId,
    }
  })
