/** Grids as the plain table that writers take: code, name, place in the scheme, who answers, area, since when, and the shape. */
import type { Connection } from '../db/database.ts'
import type { PlanarGeometry } from '../imports/ewkb.ts'
import { readWkbGeometry } from '../readers/wkb-geometry.ts'
import type { ExportFormat } from '../shared/exports.contract.ts'
import { type GridRecord, readGridShapes, type readGridsAbove } from './grid-rows.queries.ts'
import { shapesIn } from './positions.ts'
import type { Cell, Column, Row, Table } from './table.ts'

type Unit = { readonly code: string; readonly name: string }
/** What the numbers in records stand for. */
type Known = {
  readonly above: Awaited<ReturnType<typeof readGridsAbove>>
  readonly units: ReadonlyMap<number, Unit>
}
type GridColumn = Column & {
  readonly short: string
  readonly valueOf: (grid: GridRecord, known: Known) => Cell
}

/** A parent that leads back to its child ends there. */
const MOST_STEPS = 6

/** The unit of the grid itself, else of the nearest grid above. */
const answeringUnit = ({ unitId, parentId }: GridRecord, { above, units }: Known): Unit | undefined => {
  let [unit, parent] = [unitId, above.get(parentId ?? 0)]
  for (let step = 0; unit === null && parent !== undefined && step < MOST_STEPS; step++) {
    unit = parent.unitId
    parent = above.get(parent.parentId ?? 0)
  }
  return units.get(unit ?? 0)
}

const text = (name: string, short: string, width: number, tell: GridColumn['valueOf']): GridColumn => ({
  name,
  short,
  kind: 'text',
  width,
  valueOf: tell,
})
const COLUMNS: readonly GridColumn[] = [
  text('code', 'code', 15, ({ code }) => code),
  text('name', 'name', 30, ({ name }) => name),
  text('scheme', 'scheme', 15, ({ scheme }) => scheme),
  text('level', 'level', 10, ({ level }) => level),
  text('parent', 'parent', 15, ({ parentId }, { above }) => above.get(parentId ?? 0)?.code ?? null),
  text('unit_code', 'unit_code', 18, ({ unitId }, { units }) => units.get(unitId ?? 0)?.code ?? null),
  text('unit_name', 'unit_name', 60, ({ unitId }, { units }) => units.get(unitId ?? 0)?.name ?? null),
  text('answering_code', 'answ_code', 18, (grid, known) => answeringUnit(grid, known)?.code ?? null),
  text('answering_name', 'answ_name', 60, (grid, known) => answeringUnit(grid, known)?.name ?? null),
  { name: 'area_m2', short: 'area_m2', kind: 'number', width: 14, valueOf: ({ areaM2 }) => areaM2 },
  text('valid_from', 'valid_from', 27, ({ validFrom }) => validFrom),
]

/** Bit for bit. */
const shapeOf = (wkb: Buffer): PlanarGeometry => {
  const read = readWkbGeometry(wkb)
  if (typeof read === 'string' || read.geometry === null) throw new Error(`a grid's shape is no WKB: ${read}`)
  return read.geometry as PlanarGeometry
}

/** Of a run: some megabytes of shapes where a grid has a thousand vertices. */
const GRIDS_A_RUN = 500

export const gridTable = (
  db: Connection,
  grids: readonly GridRecord[],
  known: Known,
  { name, format, crs, signal }: { name: string; format: ExportFormat; crs: string; signal?: AbortSignal },
): Table => {
  const toShape = shapesIn(crs)
  const toRow = (grid: GridRecord, shape: Buffer | undefined): Row => ({
    id: grid.id,
    values: COLUMNS.map((column) => column.valueOf(grid, known)),
    geometry: shape ? toShape(shapeOf(shape)) : null,
  })
  async function* rows(): AsyncGenerator<Row[]> {
    for (let from = 0; from < grids.length; from += GRIDS_A_RUN) {
      const run = grids.slice(from, from + GRIDS_A_RUN)
      const shapes = await readGridShapes(
        db,
        run.map(({ versionId }) => versionId),
      )
      signal?.throwIfAborted()
      yield run.map((grid, n) => toRow(grid, shapes[n]))
    }
  }
  const columns = COLUMNS.map(({ short, ...column }) =>
    format === 'shapefile' ? { ...column, name: short } : column,
  )
  return { name, columns, rows: rows() }
}
