/** Brings the demo's schemes, units and grids into the registry by the same staging and applying as a file, a batch a level, parents first. */
import { type Connection, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { createBatch, dropRows, type StagedRow, stageRows } from '../imports/batch.ts'
import { toEwkbHex } from '../imports/ewkb.ts'
import { applyGridBatch } from '../imports/grid-batch.ts'
import type { GridFields } from '../imports/grid-fields.ts'
import { gridSource } from './batches.ts'
import type { DemoDistrict } from './district.ts'
import type { DemoGrid, DemoLevel, DemoScheme } from './grids.ts'

const SRID = 4490
const ROWS_A_CHUNK = 1000
/** Anything larger than a tenth of a square metre between levels would be a defect of the generator. */
const TOLERANCE_M2 = 0.1

/** Makes the schemes and levels that are not there. The responsibility scheme ranks first: it is asked first who answers. */
export const declareSchemes = (db: Connection, actor: Actor, schemes: readonly DemoScheme[]): Promise<void> =>
  db.transaction(async (trx) => {
    const made: number[] = []
    for (const { code, nameZh, nameEn, levels } of schemes) {
      const added = await rows<{ id: number }>(
        trx,
        `insert into scheme (code, name_zh, name_en, purpose, rank)
         select :code::text, :nameZh::text, :nameEn::text, :code::text, coalesce(max(s.rank), 0) + 1
           from scheme as s
         having not exists (select from scheme as other where other.code = :code::text)
         returning id as id`,
        { code, nameZh, nameEn },
      )
      made.push(...added.map((s) => s.id))
      await rows(
        trx,
        `insert into level (scheme_id, depth, code, name_zh, name_en)
         select s.id, l.depth, l.code, l.name_zh, l.name_en
           from scheme as s
          cross join unnest(:codes::text[], :namesZh::text[], :namesEn::text[])
                with ordinality as l (code, name_zh, name_en, depth)
          where s.code = :code::text
            and not exists (select from level as other where other.scheme_id = s.id and other.code = l.code)`,
        {
          code,
          codes: levels.map((l) => l.code),
          namesZh: levels.map((l) => l.nameZh),
          namesEn: levels.map((l) => l.nameEn),
        },
      )
    }
    if (made.length === 0) return
    await endWrite(trx, actor, {
      action: 'scheme.declare',
      entity: 'scheme',
      after: schemes.map((s) => s.code),
      touched: [{ entity: 'scheme', ids: made }],
    })
  })

const stagedGrid = (grid: DemoGrid, index: number): StagedRow<GridFields> => ({
  rowNo: index + 1,
  code: grid.code,
  fields: { name: grid.name, parentCode: grid.parent, unitCode: grid.unit },
  geometry: toEwkbHex(
    { type: 'MultiPolygon', coordinates: grid.shape.map((p) => p.map((r) => r.map((c) => [...c]))) },
    SRID,
  ),
  sourceCrs: 'EPSG:4490',
  sourceGeometry: null,
  refusals: [],
  notes: [],
})

const loadLevel = async (
  db: Connection,
  actor: Actor,
  { parameters, units }: DemoDistrict,
  scheme: DemoScheme,
  level: DemoLevel,
): Promise<void> => {
  const batchId = await createBatch(db, {
    kind: 'grids',
    source: gridSource(parameters, scheme.code, level.code),
    actor: actor.name,
  })
  const staged = level.grids.map(stagedGrid)
  // In transactions, as in load-components.ts.
  for (let from = 0; from < staged.length; from += ROWS_A_CHUNK)
    await db.transaction((trx) => stageRows(trx, batchId, staged.slice(from, from + ROWS_A_CHUNK)))
  const { id: levelId } = await one<{ id: number }>(
    db,
    `select l.id as id
       from level as l
       join scheme as s on s.id = l.scheme_id
      where s.code = :scheme::text
        and l.code = :level::text`,
    { scheme: scheme.code, level: level.code },
  )
  await db.transaction((trx) =>
    applyGridBatch(trx, {
      batchId,
      actor,
      levelId,
      parents: level === scheme.levels[0] ? 'none' : 'field',
      statesUnits: true,
      newUnits: units,
      toleranceM2: TOLERANCE_M2,
      title: `${parameters.name} ${level.nameZh}`,
    }),
  )
  await dropRows(db, batchId)
}

/** Levels whose batch is applied already are left alone. */
export const loadGrids = async (
  db: Connection,
  actor: Actor,
  demo: DemoDistrict,
  { applied, onLevel }: { applied: ReadonlySet<string>; onLevel(grids: number): void },
): Promise<void> => {
  await declareSchemes(db, actor, demo.schemes)
  for (const scheme of demo.schemes) {
    for (const level of scheme.levels) {
      if (applied.has(gridSource(demo.parameters, scheme.code, level.code))) continue
      await loadLevel(db, actor, demo, scheme, level)
      onLevel(level.grids.length)
    }
  }
}
