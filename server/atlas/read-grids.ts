/** Reads every grid in force, of all schemes and levels, inside the caller's transaction. */
import { type Connection, rows } from '../db/database.ts'
import { levelRefOf, schemeRefOf } from '../grids/grid-ref.ts'
import type { GridNumbers } from './grid-numbers.ts'
import type { Grids } from './grids.ts'
import { type GridRow, layOutGrids, type SchemeRow } from './lay-out-grids.ts'
import { type ShapesWriter, shapesWriter } from './shapes.ts'
import { readWkb } from './wkb.ts'

/** Two megabytes of shapes at a time where a grid has a dozen vertices. */
const GRIDS_A_CHUNK = 5_000

const listSchemes = (trx: Connection): Promise<SchemeRow[]> =>
  rows<SchemeRow>(
    trx,
    `select ${schemeRefOf('s')} as ref,
            coalesce(json_agg(${levelRefOf('l')} order by l.depth) filter (where l.id is not null), '[]'::json) as levels
       from scheme as s
       left join level as l on l.scheme_id = s.id
      group by s.id
      order by s.rank`,
  )

type Read = Omit<GridRow, 'firstPolygon' | 'lastPolygon'> & { versionId: number; shape: Buffer }

const listChunk = (trx: Connection, afterId: number): Promise<Read[]> =>
  rows<Read>(
    trx,
    `select v.id as "versionId", v.grid_id as id, v.level_id as "levelId", v.parent_id as "parentId", v.code as code,
            v.name as name, gu.unit_id as "unitId", st_asbinary(v.geom, 'NDR') as shape
       from grid_version as v
       left join grid_unit as gu on gu.grid_id = v.grid_id and gu.valid_to is null
      where v.valid_to is null
        and v.id > :afterId::bigint
      order by v.id
      limit :limit::int`,
    { afterId, limit: GRIDS_A_CHUNK },
  )

const addChunk = (chunk: readonly Read[], written: ShapesWriter, found: GridRow[]): void => {
  for (const { id, levelId, parentId, code, name, unitId, shape } of chunk) {
    const firstPolygon = written.polygonStarts.length
    readWkb(shape, written)
    const lastPolygon = written.polygonStarts.length
    found.push({ id, levelId, parentId, code, name, unitId, firstPolygon, lastPolygon })
  }
}

/** One snapshot is the caller's business: a repeatable-read transaction. Gives numbers to grids that have none. */
export const readGrids = async (trx: Connection, numbers: GridNumbers): Promise<Grids> => {
  const schemes = await listSchemes(trx)
  const written = shapesWriter()
  const found: GridRow[] = []
  let chunk: Read[]
  let afterId = 0
  do {
    chunk = await listChunk(trx, afterId)
    addChunk(chunk, written, found)
    afterId = chunk.at(-1)?.versionId ?? afterId
  } while (chunk.length === GRIDS_A_CHUNK)
  return layOutGrids(schemes, found, written, numbers)
}
