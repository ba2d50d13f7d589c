/** The City of Cambridge, whole: four levels of grids and nine point layers, imported as a city would, and every place compared with plain PostGIS. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson'
import { expect, test, vi } from 'vitest'
import { makeGridNumbers } from '../../server/atlas/grid-numbers.ts'
import { coveringGrid } from '../../server/atlas/locate.ts'
import { readGrids } from '../../server/atlas/read-grids.ts'
import { importComponents } from '../../server/census/import-components.ts'
import { one, rows } from '../../server/db/database.ts'
import { readVersion, SYSTEM } from '../../server/db/end-write.ts'
import { establishDistrict } from '../../server/district/establish-district.ts'
import { onStep } from '../../server/grids/coordinate-step.ts'
import { importGrids } from '../../server/imports/import-grids.ts'
import { componentMapping, gridMapping, parseMapping, readMappingFile } from '../../server/imports/mapping.ts'
import { createApi } from '../../web/api.ts'
import { coveringBySql } from '../support/locating.ts'
import { anywhere, chanceFrom, onBorders } from '../support/positions.ts'
import { useServer } from '../support/server.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/cambridge/', import.meta.url))
const MAPPINGS = fileURLToPath(new URL('../../data/cambridge/', import.meta.url))
const present = existsSync(DATA)
vi.setConfig({ testTimeout: 600_000 })
if (!present) console.warn(`skipped: ${DATA} is not there`)

const GRIDS = [
  ['grids-city', 'BOUNDARY_CityBoundary', 1],
  ['grids-tract', 'DEMOGRAPHICS_AdjustedTracts2020', 33],
  ['grids-group', 'DEMOGRAPHICS_AdjustedBlockGroups2020', 87],
  ['grids-block', 'DEMOGRAPHICS_AdjustedBlocks2020', 1_044],
] as const

/** Rows, and how many of them are refused for what: hydrants without a number, with that of another, or installed in the year 910. */
const LAYERS = [
  ['street-lights', 'INFRA_StreetLights', 6_117, {}],
  ['street-lights-other', 'INFRA_StreetLightsNotCityOwned', 1_590, {}],
  ['park-lights', 'INFRA_ParkLights', 858, {}],
  ['hydrants', 'INFRA_Hydrants', 1_960, { code_missing: 36, code_repeated: 6, date_unreadable: 1 }],
  ['utility-poles', 'INFRA_UtilityPoles', 2_457, {}],
  ['litter-barrels', 'DPW_LitterBarrels', 990, {}],
  ['signals', 'TRAFFIC_Signals', 785, {}],
  ['bike-racks', 'RECREATION_BikeRacks', 2_892, {}],
  ['ramps', 'DPW_PedestrianRamps', 4_605, {}],
] as const
const sum = (reasons: Record<string, number>) => Object.values(reasons).reduce((a, b) => a + b, 0)

const registry = useServer()
const options = () => ({ db: registry().db, actor: SYSTEM, dryRun: false })
const grids = async (mapping: string, file: string) =>
  importGrids(
    `${DATA}grids/${file}.geojson`,
    parseMapping(gridMapping, await readMappingFile(`${MAPPINGS}${mapping}.json`)),
    options(),
  )
const components = async (mapping: string, file: string) =>
  importComponents(
    [`${DATA}points/${file}.geojson`],
    parseMapping(componentMapping, await readMappingFile(`${MAPPINGS}${mapping}.json`)),
    { ...options(), embedded: registry().database.embedded, folder: '', tell: () => {}, begin: () => {} },
  )

test.skipIf(!present)('four levels come whole, one inside the other', async () => {
  await establishDistrict(registry().db)
  for (const [mapping, file, count] of GRIDS) {
    const { outcome } = await grids(mapping, file)
    expect(outcome, file).toMatchObject({ total: count, new: count, refused: 0, metricSrid: 32619 })
    console.info(file, outcome.proof.levels, outcome.proof.counts)
  }
})

/** By position as text, the codes of the blocks that have it. */
const holders = (blocks: readonly { code: string; polygons: Position[][][] }[]): Map<string, Set<string>> => {
  const found = new Map<string, Set<string>>()
  for (const { code, polygons } of blocks)
    for (const position of polygons.flat(2))
      found.set(String(position), (found.get(String(position)) ?? new Set()).add(code))
  return found
}

test.skipIf(!present)(
  'stored coordinates are multiples of the step, and neighbours share, bit for bit, the vertices that they were delivered with',
  async () => {
    const stored = await rows<{ code: string; polygons: Position[][][] }>(
      registry().db,
      `select v.code as code, st_asgeojson(v.geom, 15, 0)::json->'coordinates' as polygons
         from grid_version as v
         join level as l on l.id = v.level_id and l.depth = 4
        where v.valid_to is null`,
    )
    const { features } = JSON.parse(
      await readFile(`${DATA}grids/DEMOGRAPHICS_AdjustedBlocks2020.geojson`, 'utf8'),
    ) as FeatureCollection<Polygon | MultiPolygon, { GEOID20: string }>
    const delivered = features.map(({ geometry, properties }) => ({
      code: properties.GEOID20,
      polygons: (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).map((polygon) =>
        polygon.map((ring) => ring.map((position) => position.map(onStep))),
      ),
    }))
    const found = holders(stored)
    expect([...found].filter(([, codes]) => codes.size > 1).length).toBeGreaterThan(10_000)
    expect(found).toEqual(holders(delivered))
  },
)

/** On the embedded database a twelfth of the positions: it takes half a minute for them. */
test.skipIf(!present)(
  'in memory the block of every vertex, of places along every edge, and of 100,000 places anywhere is that of SQL',
  async () => {
    const { db, database } = registry()
    const grids = await readGrids(db, makeGridNumbers())
    const blocks = grids.schemes[0]?.levels.at(-1)?.ref.id ?? 0
    const chance = chanceFrom(20_261_122)
    const all = [...onBorders(grids, blocks, chance), ...anywhere(grids, blocks, 100_000, chance)]
    const points = database.embedded ? all.filter((_, n) => n % 12 === 0) : all
    const bySql = await coveringBySql(db, blocks, points)
    const different = points.flatMap((point, n) => {
      const number = coveringGrid(grids, 0, ...point)
      const inMemory = grids.levelIds[number] === blocks ? grids.ids[number] : null
      return inMemory === bySql[n] ? [] : [{ point, inMemory, bySql: bySql[n] }]
    })
    console.info({ points: points.length, covered: bySql.filter((id) => id !== null).length, different })
    expect(different).toEqual([])
  },
)

test.skipIf(!present)('nine layers come whole; what is refused is said why', async () => {
  for (const [mapping, file, total, reasons] of LAYERS) {
    const { outcome, refused: said } = await components(mapping, file)
    console.info(file, {
      new: outcome.new,
      outside: outcome.outside,
      named: outcome.outsideCodes.slice(0, 5),
    })
    expect(outcome, file).toMatchObject({
      total,
      refused: sum(reasons),
      new: total - sum(reasons),
    })
    expect(Object.fromEntries(said.map((r) => [r.code, r.count])), file).toEqual(reasons)
  }
})

test.skipIf(!present)(
  'at every level the grid of every point is the one that plain PostGIS gives',
  async () => {
    const { db } = registry()
    const different = await rows(
      db,
      `with recursive chain as (
       select c.component_id, g.grid_id, g.parent_id, g.level_id, g.code
         from component_grid as c
         join grid_version as g on g.grid_id = c.grid_id and g.valid_to is null
        where c.valid_to is null and c.placement = 'covers'
       union all
       select c.component_id, g.grid_id, g.parent_id, g.level_id, g.code
         from chain as c
         join grid_version as g on g.grid_id = c.parent_id and g.valid_to is null),
     plain as (
       select v.component_id, l.id as level_id,
              (select g.code from grid_version as g
                where g.level_id = l.id and g.valid_to is null and st_covers(g.geom, v.geom)
                order by g.code limit 1) as code
         from component_version as v
        cross join level as l
        where v.valid_to is null)
     select p.component_id, p.level_id, p.code as plain, c.code as chain
       from plain as p
       left join chain as c on c.component_id = p.component_id and c.level_id = p.level_id
      where p.code is distinct from c.code`,
    )
    const { points, outside } = await one<{ points: number; outside: number }>(
      db,
      `select count(*) as points,
            count(*) filter (where not exists (
              select from component_grid as c where c.component_id = v.component_id and c.valid_to is null)) as outside
       from component_version as v
      where v.valid_to is null`,
    )
    console.info({ points, outside, different: different.length }, different.slice(0, 5))
    expect(points).toBe(22_211)
    expect(different).toEqual([])
  },
)

test.skipIf(!present)('the same files again change nothing', async () => {
  const version = await readVersion(registry().db)
  for (const [mapping, file, count] of GRIDS)
    expect((await grids(mapping, file)).outcome).toMatchObject({ same: count, version: null })
  for (const [mapping, file, total, reasons] of LAYERS)
    expect((await components(mapping, file)).outcome, file).toMatchObject({
      same: total - sum(reasons),
      version: null,
    })
  expect(await readVersion(registry().db)).toBe(version)
})

/** At each twentieth asset: 1,110 reports. `CAMBRIDGE_EVERY=1` reports all 22,211. */
const EVERY = Number(process.env.CAMBRIDGE_EVERY ?? 20)
test.skipIf(!present)(
  'a report at assets, through HTTP: its grid, a unit always, and the role that comes first',
  async () => {
    const { db, base } = registry()
    const api = createApi({ base, bearer: (await registry().as('dispatcher')).bearer })
    const assets = await rows<{ id: number; classId: number; lon: number; lat: number }>(
      db,
      `select v.component_id as id, v.class_id as "classId", st_x(v.geom) as lon, st_y(v.geom) as lat
       from component_version as v
      where v.valid_to is null and v.component_id % :step::int = 0
      order by v.component_id`,
      { step: EVERY },
    )
    const send = async ({ lon, lat, classId }: (typeof assets)[number]): Promise<void> => {
      const made = await api.createReport({ body: { point: [lon, lat], crs: 'EPSG:4326', classId } })
      expect(made.trace.filter((t) => t.verdict === 'responsible')).toMatchObject([
        { unit: made.responsible },
      ])
      expect(made.trace).toHaveLength(3 + Math.max(1, made.places.flatMap((p) => p.grids).length) + 1)
    }
    for (let n = 0; n < assets.length; n += 8) await Promise.all(assets.slice(n, n + 8).map(send))

    const wrong = await one<{ reports: number; place: number; unit: number; met: number }>(
      db,
      `select count(*) as reports,
            count(*) filter (where p.grid_id is distinct from (
              select g.grid_id
                from grid_version as g
                join level as l on l.id = g.level_id and l.depth = 4
               where g.valid_to is null and st_covers(g.geom, r.place)
               order by g.code collate "C"
               limit 1)) as place,
            count(*) filter (where a.unit_id <> (
              select c.unit_id
                from component_role as c
               where c.component_id = a.component_id and c.valid_to is null and c.unit_id is not null
               order by array_position(array['maintainer', 'owner', 'competent'], c.role)
               limit 1)) as unit,
            count(a.component_id) as met
       from report as r
       join assignment as a on a.report_id = r.id
       left join report_grid as p on p.report_id = r.id`,
    )
    console.info(wrong)
    expect(wrong).toMatchObject({ reports: assets.length, place: 0, unit: 0 })
    expect(wrong.met).toBeGreaterThan(assets.length / 10)
  },
)
