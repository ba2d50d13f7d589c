/** A small district for tests of imports: an edition with classes, a centre, and rows staged without a file. */
import { type Connection, one, rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { createBatch, type StagedRow, stageRows } from '../../server/imports/batch.ts'
import { applyComponentBatch, type ComponentOutcome } from '../../server/imports/component-batch.ts'
import type { ComponentFields, StatedRole } from '../../server/imports/component-fields.ts'
import { type PlanarGeometry, toEwkbHex } from '../../server/imports/ewkb.ts'
import { applyGridBatch, type GridBatch, type GridOutcome } from '../../server/imports/grid-batch.ts'
import type { GridFields } from '../../server/imports/grid-fields.ts'

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
export const square = (west: number, south: number, east: number, north: number): PlanarGeometry => ({
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

export type GridInput = { code: string; shape: PlanarGeometry } & Partial<GridFields>

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
    grids.map(({ code, shape, ...fields }, i) => stagedRow(i + 1, code, shape, { name: code, ...fields })),
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

export type ComponentInput = { code: string; at: [number, number] } & Partial<ComponentFields>

export const importComponents = async (
  db: Connection,
  { editionId, classId }: TestDistrict,
  components: readonly ComponentInput[],
  statedRoles: readonly StatedRole[] = [],
): Promise<ComponentOutcome & { batchId: number }> => {
  const batchId = await createBatch(db, { kind: 'components', source: 'test', actor: 'test' })
  await stageRows<ComponentFields>(
    db,
    batchId,
    components.map(({ code, at, ...fields }, i) =>
      stagedRow(i + 1, code, { type: 'Point', coordinates: at }, { classId, roles: [], ...fields }),
    ),
  )
  const outcome = await db.transaction((trx) =>
    applyComponentBatch(trx, { batchId, actor: SYSTEM, editionId, statedRoles }),
  )
  return { ...outcome, batchId }
}
