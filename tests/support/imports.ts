/** A small district for tests of imports: an edition with classes, a centre, and rows staged without a file. */
import {
  addLayer,
  type CensusSettings,
  censusSettings,
  openCensus,
} from '../../server/census/census.queries.ts'
import { type CensusCounts, countCensus } from '../../server/census/census-report.ts'
import type { Committed } from '../../server/census/commit/commit-census.ts'
import { commit, compareCensus, judgeCensus } from '../../server/census/jobs/stages.ts'
import {
  ATTRIBUTE_NAMES,
  ATTRIBUTES,
  ROLE_PARTS,
  ROW_COLUMNS,
  rolePart,
} from '../../server/census/staging/said-columns.ts'
import { type Connection, type Database, one, rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { loadRows } from '../../server/db/load-rows.ts'
import { type GridShape, roundShape } from '../../server/grids/coordinate-step.ts'
import { createBatch, type StagedRow, stageRows } from '../../server/imports/batch.ts'
import { type PlanarGeometry, toEwkbHex } from '../../server/imports/ewkb.ts'
import { applyGridBatch, type GridBatch, type GridOutcome } from '../../server/imports/grid-batch.ts'
import type { GridFields } from '../../server/imports/grid-fields.ts'
import { ROLES } from '../../server/shared/words.ts'

export type TestDistrict = { editionId: number; classId: number; schemeId: number; levelIds: number[] }

/** Levels are named level1 … levelN. */
export const makeDistrict = async (db: Connection, levels: number): Promise<TestDistrict> => {
  await rows(
    db,
    `with u as (insert into unit (kind) values ('centre') returning id),
          v as (insert into unit_version (unit_id, code, name, valid_from) select u.id, 'CENTRE', '中心', now() from u)
     insert into district (code, name, centre_unit_id) select '320506', 'test', u.id from u`,
  )
  const { editionId } = await one<{ editionId: number }>(
    db,
    `insert into edition (code, name_zh, name_en) values ('Test', '测试', 'Test') returning id as "editionId"`,
  )
  const { classId } = await one<{ classId: number }>(
    db,
    `insert into class (edition_id, kind, code, name_zh, name_en, major_zh, major_en, geometry, confidence)
     values (:editionId::int, 'component', 'LAMP', '路灯', 'Street lamp', '公用', 'Utilities', 'point', 'city')
     returning id as "classId"`,
    { editionId },
  )
  const { schemeId } = await one<{ schemeId: number }>(
    db,
    `insert into scheme (code, name_zh, name_en, purpose, rank) values ('s', '体系', 's', 'unit', 1) returning id as "schemeId"`,
  )
  const levelIds: number[] = []
  for (let depth = 1; depth <= levels; depth++) {
    const { id } = await one<{ id: number }>(
      db,
      `insert into level (scheme_id, depth, code, name_zh, name_en)
       values (:schemeId::int, :depth::int, :code::text, :code::text, :code::text) returning id as id`,
      { schemeId, depth, code: `level${depth}` },
    )
    levelIds.push(id)
  }
  return { editionId, classId, schemeId, levelIds }
}

/** Corners in degrees, anticlockwise and closed. */
export const square = (west: number, south: number, east: number, north: number): GridShape => ({
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  ],
})

const stagedRow = <F>(rowNo: number, code: string, geometry: PlanarGeometry, fields: F): StagedRow<F> => ({
  rowNo,
  code,
  fields,
  geometry: toEwkbHex(geometry, 4490),
  sourceCrs: 'EPSG:4490',
  sourceGeometry: null,
  refusals: [],
  notes: [],
})

export type GridInput = { code: string; shape: GridShape } & Partial<GridFields>

export const importGrids = async (
  db: Connection,
  levelId: number,
  grids: readonly GridInput[],
  options: Partial<GridBatch> = {},
): Promise<GridOutcome & { batchId: number }> => {
  const batchId = await createBatch(db, { kind: 'grids', source: 'test', actor: 'test' })
  await stageRows(
    db,
    batchId,
    grids.map(({ code, shape, ...fields }, i) =>
      stagedRow(i + 1, code, roundShape(shape), { name: code, ...fields }),
    ),
  )
  const outcome = await db.transaction((trx) =>
    applyGridBatch(trx, {
      batchId,
      actor: SYSTEM,
      levelId,
      parents: 'auto',
      statesUnits: false,
      toleranceM2: 1,
      title: 'test',
      ...options,
    }),
  )
  return { ...outcome, batchId }
}

/** One component as a surveyor's row says it; `said` are columns of census_row. */
export type ComponentInput = {
  code: string
  at: [number, number]
  /** In place of the point. */
  shape?: PlanarGeometry
  said?: Record<string, string | null>
}
export type ComponentOutcome = CensusCounts & Partial<Committed> & { censusId: number }

/** Targets that any of the rows has a column for. */
const statedBy = (components: readonly ComponentInput[]): string[] => {
  const columns = new Set(components.flatMap(({ said = {} }) => Object.keys(said)))
  const attributes = ATTRIBUTE_NAMES.filter((name) => columns.has(ATTRIBUTES[name]))
  const parts = ROLES.flatMap((role) =>
    ROLE_PARTS.filter((part) => columns.has(`${role}_${part}`)).map((part) => rolePart(role, part)),
  )
  return ['code', ...attributes, ...parts]
}

/** Stages rows as a delivery of one layer, without a file. */
export const stageComponents = async (
  { db, embedded }: Pick<Database, 'db' | 'embedded'>,
  components: readonly ComponentInput[],
  settings: Partial<CensusSettings> = {},
): Promise<number> => {
  const censusId = await openCensus(db, {
    title: 'test',
    settings: censusSettings.parse({ edition: 'Test', ...settings }),
    actor: 'test',
    accountId: null,
  })
  await addLayer(db, { censusId, fileId: null, name: 'test', format: 'csv' })
  await rows(
    db,
    `update census_layer as l
        set stated = :stated::text[], first_row = 1, rows = :count::int
      where l.census_id = :censusId::bigint`,
    { censusId, stated: statedBy(components), count: components.length },
  )
  const columns = Object.keys(ROW_COLUMNS)
  const staged = components.map(({ code, at, shape, said }, n) => {
    const row: Record<string, string | null> = {
      census_id: String(censusId),
      row_no: String(n + 1),
      layer_no: '1',
      source_row: String(n + 1),
      source_crs: 'EPSG:4490',
      geom: toEwkbHex(shape ?? { type: 'Point', coordinates: at }, 4490),
      extra: '{}',
      code,
      class_code: 'LAMP',
      ...said,
    }
    return columns.map((column) => row[column] ?? null)
  })
  await db.transaction((trx) => loadRows(trx, { embedded }, 'census_row', ROW_COLUMNS, staged))
  return censusId
}

/** Stages, judges, compares and commits. */
export const importComponents = async (
  registry: Pick<Database, 'db' | 'embedded'>,
  components: readonly ComponentInput[],
  settings: Partial<CensusSettings> = {},
): Promise<ComponentOutcome> => {
  const { db } = registry
  const censusId = await stageComponents(registry, components, settings)
  await judgeCensus(db, censusId)
  await compareCensus(db, censusId)
  const counts = await countCensus(db, censusId)
  return { ...(await commit(db, censusId, SYSTEM)), ...counts, censusId }
}
