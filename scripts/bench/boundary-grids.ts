/** Schemes of the bench's lattice for proofs: a district, towns, villages and unit grids of about a hectare, every border noded, on the step of stored coordinates. */

import { type Connection, one, rows } from '../../server/db/database.ts'
import { COORDINATE_STEP } from '../../server/grids/coordinate-step.ts'
import { toEwkbHex } from '../../server/imports/ewkb.ts'
import { type Block, ringOf } from './fabric.ts'

const SEED = 7
const SRID = 4490
export const METRIC_SRID = 4549
const GRIDS_A_STATEMENT = 5_000

/** In cells; each level's blocks nest in those of the one before. */
export type Lattice = {
  readonly columns: number
  readonly rows: number
  readonly levels: readonly (readonly [number, number])[]
}
export const LATTICES: Readonly<Record<number, Lattice>> = {
  1352: {
    columns: 52,
    rows: 26,
    levels: [
      [52, 26],
      [26, 26],
      [13, 13],
      [1, 1],
    ],
  },
  60000: {
    columns: 240,
    rows: 250,
    levels: [
      [240, 250],
      [40, 50],
      [10, 10],
      [1, 1],
    ],
  },
}

const blocksOf = ({ columns, rows }: Lattice, [width, height]: readonly [number, number]): Block[] => {
  const blocks: Block[] = []
  for (let row = 0; row < rows; row += height)
    for (let column = 0; column < columns; column += width)
      blocks.push({ fromColumn: column, fromRow: row, toColumn: column + width, toRow: row + height })
  return blocks
}

const onStep = (degrees: number): number => Math.round(degrees / COORDINATE_STEP) * COORDINATE_STEP
const hexOf = (block: Block): string =>
  toEwkbHex({ type: 'MultiPolygon', coordinates: [[ringOf(SEED, block).map((p) => p.map(onStep))]] }, SRID)

/** Gives the scheme. The code of a grid is its parent's with a number of four digits. */
export const loadLattice = async (db: Connection, size: number): Promise<number> => {
  const lattice = LATTICES[size]
  if (!lattice) throw new RangeError(`no lattice of ${size} grids`)
  return db.transaction(async (trx) => {
    const { schemeId } = await one<{ schemeId: number }>(
      trx,
      `insert into scheme (code, name_zh, name_en, purpose, rank)
       select :code::text, :code::text, :code::text, 'other', coalesce(max(s.rank), 0) + 1 from scheme as s
       returning id as "schemeId"`,
      { code: `grids${size}` },
    )
    const idAt = new Map<string, { id: number | null; code: string; given: number }>()
    let above: readonly [number, number] | null = null
    for (const [n, level] of lattice.levels.entries()) {
      const { levelId } = await one<{ levelId: number }>(
        trx,
        `insert into level (scheme_id, depth, code, name_zh, name_en)
         values (:schemeId::int, :depth::int, :code::text, :code::text, :code::text) returning id as "levelId"`,
        { schemeId, depth: n + 1, code: `level${n + 1}` },
      )
      const blocks = blocksOf(lattice, level)
      const ids = (
        await rows<{ id: number }>(
          trx,
          `insert into grid (scheme_id, level_id)
           select :schemeId::int, :levelId::int from generate_series(1, :count::int) returning id as id`,
          { schemeId, levelId, count: blocks.length },
        )
      ).map(({ id }) => id)
      const placed = blocks.map((block, place) => {
        const [width, height] = above ?? [lattice.columns, lattice.rows]
        const key = `${n} ${Math.floor(block.fromColumn / width)} ${Math.floor(block.fromRow / height)}`
        const parent = above === null ? { id: null, code: '', given: 0 } : idAt.get(key)
        if (!parent) throw new Error(`no parent at ${key}`)
        parent.given++
        const code = `${parent.code}${String(parent.given).padStart(4, '0')}`
        const [w, h] = level
        idAt.set(`${n + 1} ${block.fromColumn / w} ${block.fromRow / h}`, {
          id: ids[place] ?? 0,
          code,
          given: 0,
        })
        return { id: ids[place] ?? 0, code, parentId: parent.id, block }
      })
      for (let from = 0; from < placed.length; from += GRIDS_A_STATEMENT) {
        const some = placed.slice(from, from + GRIDS_A_STATEMENT)
        await trx.raw(
          `insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from)
           select n.id, :levelId::int, n.code, 'grid ' || n.code, n.parent_id, n.geom::geometry,
                  st_area(st_transform(n.geom::geometry, ${METRIC_SRID})), '2026-01-01'
             from unnest(:ids::bigint[], :codes::text[], :parentIds::bigint[], :shapes::text[]) as n (id, code, parent_id, geom)`,
          {
            levelId,
            ids: some.map((g) => g.id),
            codes: some.map((g) => g.code),
            parentIds: some.map((g) => g.parentId),
            shapes: some.map((g) => hexOf(g.block)),
          },
        )
      }
      above = level
    }
    await trx.raw('analyze grid_version')
    return schemeId
  })
}
