/** Writes the bench's two schemes: district, towns, villages and 100,000 unit grids; and responsibility grids of 25 cells. A transaction, ended as every write. */
import { type Connection, one, rows } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { toEwkbHex } from '../../server/imports/ewkb.ts'
import { metricSridAt } from '../../server/imports/metric-srid.ts'
import { type Block, blockAt, blocksOf, COLUMNS, positionOf, ROWS, ringOf } from './fabric.ts'

const DISTRICT_CODE = '320599'
const SRID = 4490
const GRIDS_A_STATEMENT = 5_000

type Level = { readonly code: string; readonly name: string; readonly columns: number; readonly rows: number }
const DISTRICT: Level = { code: 'district', name: '区', columns: COLUMNS, rows: ROWS }
/** Blocks of a level nest in those of the one before. */
const SCHEMES = [
  {
    code: 'unit',
    nameZh: '单元网格',
    nameEn: 'Unit grids',
    levels: [
      DISTRICT,
      { code: 'town', name: '街镇', columns: 50, rows: 50 },
      { code: 'village', name: '村居', columns: 10, rows: 10 },
      { code: 'grid', name: '单元网格', columns: 1, rows: 1 },
    ],
  },
  {
    code: 'responsibility',
    nameZh: '责任网格',
    nameEn: 'Responsibility grids',
    levels: [DISTRICT, { code: 'grid', name: '责任网格', columns: 5, rows: 5 }],
  },
] as const

/** Of a scheme's deepest level: by place of the block, the grid's identity. */
export type DeepestGrids = {
  readonly schemeId: number
  readonly columns: number
  readonly rows: number
  readonly ids: readonly number[]
}

const insertScheme = async (
  trx: Connection,
  rank: number,
  { code, nameZh, nameEn }: (typeof SCHEMES)[number],
): Promise<number> =>
  (
    await one<{ id: number }>(
      trx,
      `insert into scheme (code, name_zh, name_en, purpose, rank)
       values (:code::text, :nameZh::text, :nameEn::text, :code::text, :rank::int)
       returning id as id`,
      { code, nameZh, nameEn, rank },
    )
  ).id

const insertLevel = async (
  trx: Connection,
  schemeId: number,
  depth: number,
  { code, name }: Level,
): Promise<number> =>
  (
    await one<{ id: number }>(
      trx,
      `insert into level (scheme_id, depth, code, name_zh, name_en)
       values (:schemeId::int, :depth::int, :code::text, :name::text, :code::text)
       returning id as id`,
      { schemeId, depth, code, name },
    )
  ).id

const insertIdentities = async (
  trx: Connection,
  schemeId: number,
  levelId: number,
  count: number,
): Promise<number[]> =>
  (
    await rows<{ id: number }>(
      trx,
      `insert into grid (scheme_id, level_id)
       select :schemeId::int, :levelId::int
         from generate_series(1, :count::int)
       returning id as id`,
      { schemeId, levelId, count },
    )
  )
    .map(({ id }) => id)
    .sort((a, b) => a - b)

type Above = { readonly level: Level; readonly ids: readonly number[]; readonly codes: readonly string[] }

const hexOf = (seed: number, block: Block): string =>
  toEwkbHex({ type: 'MultiPolygon', coordinates: [[ringOf(seed, block).map((p) => [...p])]] }, SRID)

/** A code is the parent's with the number within it. */
const codesBelow = (parents: readonly number[], above: Above | null): string[] => {
  const given = new Map<number, number>()
  return parents.map((parent) => {
    if (above === null) return DISTRICT_CODE
    const number = (given.get(parent) ?? 0) + 1
    given.set(parent, number)
    return `${above.codes[parent]}${String(number).padStart(4, '0')}`
  })
}

const insertVersions = async (
  trx: Connection,
  levelId: number,
  grids: { ids: readonly number[]; codes: readonly string[]; parentIds: readonly (number | null)[] },
  { seed, blocks, name, srid }: { seed: number; blocks: readonly Block[]; name: string; srid: number },
): Promise<void> => {
  for (let from = 0; from < blocks.length; from += GRIDS_A_STATEMENT) {
    const to = from + GRIDS_A_STATEMENT
    await trx.raw(
      `insert into grid_version (grid_id, level_id, code, name, parent_id, geom, area_m2, valid_from)
       select n.id, :levelId::int, n.code, :name::text || ' ' || n.code, n.parent_id, n.geom::geometry,
              st_area(st_transform(n.geom::geometry, :srid::int)), '2026-01-01'
         from unnest(:ids::bigint[], :codes::text[], :parentIds::bigint[], :shapes::text[]) as n (id, code, parent_id, geom)`,
      {
        levelId,
        name,
        srid,
        ids: grids.ids.slice(from, to),
        codes: grids.codes.slice(from, to),
        parentIds: grids.parentIds.slice(from, to),
        shapes: blocks.slice(from, to).map((block) => hexOf(seed, block)),
      },
    )
  }
}

/** Gives the deepest level of each scheme, in order of rank. */
export const loadGrids = (
  db: Connection,
  seed: number,
  say: (line: string) => void,
): Promise<DeepestGrids[]> =>
  db.transaction(async (trx) => {
    const srid = metricSridAt(positionOf(COLUMNS / 2, ROWS / 2))
    await trx.raw(
      `update district as d set code = :code::text, name = '测试区 (bench)', metric_srid = :srid::int, synthetic = true`,
      { code: DISTRICT_CODE, srid },
    )
    const deepest: DeepestGrids[] = []
    const touched: { scheme: number[]; grid: number[] } = { scheme: [], grid: [] }
    for (const [rank, scheme] of SCHEMES.entries()) {
      const schemeId = await insertScheme(trx, rank + 1, scheme)
      touched.scheme.push(schemeId)
      let above: Above | null = null
      for (const [n, level] of scheme.levels.entries()) {
        const blocks = blocksOf(level.columns, level.rows)
        const levelId = await insertLevel(trx, schemeId, n + 1, level)
        const ids = await insertIdentities(trx, schemeId, levelId, blocks.length)
        const parents = blocks.map(({ fromColumn, fromRow }) =>
          above === null ? 0 : blockAt(above.level.columns, above.level.rows, fromColumn, fromRow),
        )
        const codes = codesBelow(parents, above)
        const parentIds = parents.map((parent) => above?.ids[parent] ?? null)
        await insertVersions(
          trx,
          levelId,
          { ids, codes, parentIds },
          { seed, blocks, name: level.name, srid },
        )
        say(`${scheme.code}: ${blocks.length} of level ${level.code}`)
        for (const id of ids) touched.grid.push(id)
        above = { level, ids, codes }
        if (n === scheme.levels.length - 1)
          deepest.push({ schemeId, columns: level.columns, rows: level.rows, ids })
      }
    }
    await trx.raw('analyze grid_version')
    await endWrite(trx, SYSTEM, {
      action: 'grid.import',
      entity: 'scheme',
      after: { seed },
      touched: [
        { entity: 'district', ids: [1] },
        { entity: 'scheme', ids: touched.scheme },
        { entity: 'grid', ids: touched.grid },
      ],
    })
    return deepest
  })
