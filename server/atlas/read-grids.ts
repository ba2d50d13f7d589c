/** Reads every grid in force, of all schemes and levels, as columns; codes and names as JSON and shapes as one run of WKB, thousands at a time. */
import { type Connection, one, rows } from '../db/database.ts'
import { type ColumnBytes, column, numbersOf } from '../db/number-columns.ts'
import { type Step, takeSteps } from '../db/snapshot.ts'
import { levelRefOf, schemeRefOf } from '../grids/grid-ref.ts'
import type { GridNumbers } from './grid-numbers.ts'
import type { Grids } from './grids.ts'
import { type FoundGrids, layOutGrids } from './lay-out-grids.ts'
import type { SchemeRow } from './lay-out-levels.ts'
import { listRuns } from './runs.ts'
import { shapesWriter } from './shapes.ts'
import { readWkb } from './wkb.ts'

/** Of a chunk: two megabytes of shapes where a grid has a dozen vertices. */
const GRIDS_A_CHUNK = 8_192

export const listSchemes = (trx: Connection): Promise<SchemeRow[]> =>
  rows<SchemeRow>(
    trx,
    `select ${schemeRefOf('s')} as ref,
            coalesce(json_agg(${levelRefOf('l')} order by l.depth) filter (where l.id is not null), '[]'::json) as levels
       from scheme as s
       left join level as l on l.scheme_id = s.id
      group by s.id
      order by s.rank`,
  )

type Chunk = {
  count: number
  id: ColumnBytes
  levelId: ColumnBytes
  parentId: ColumnBytes
  unitId: ColumnBytes
  codes: string[] | null
  names: string[] | null
  shapes: Buffer | null
}

/** Versions in force of which the condition holds. */
const readChunk = (
  reader: Connection,
  condition: string,
  bindings: Readonly<Record<string, unknown>>,
): Promise<Chunk> =>
  one<Chunk>(
    reader,
    `select count(*) as count, ${column('v.grid_id')} as id, ${column('v.level_id')} as "levelId",
            ${column('coalesce(v.parent_id, 0)')} as "parentId", ${column('coalesce(gu.unit_id, 0)')} as "unitId",
            json_agg(v.code) as codes, json_agg(v.name) as names,
            string_agg(st_asbinary(v.geom, 'NDR'), ''::bytea) as shapes
       from grid_version as v
       left join grid_unit as gu on gu.grid_id = v.grid_id and gu.valid_to is null
      where v.valid_to is null
        and ${condition}`,
    bindings,
  )

export const noGrids = (): FoundGrids => ({ rows: [], written: shapesWriter() })

const takeChunk = ({ rows: found, written }: FoundGrids, chunk: Chunk): void => {
  const { codes, names, shapes } = chunk
  if (!codes || !names || !shapes) return
  const ids = numbersOf(chunk.id, chunk.count)
  const levelIds = numbersOf(chunk.levelId, chunk.count)
  const parentIds = numbersOf(chunk.parentId, chunk.count)
  const unitIds = numbersOf(chunk.unitId, chunk.count)
  for (let n = 0, at = 0; n < chunk.count; n++) {
    const firstPolygon = written.polygonStarts.length
    at = readWkb(shapes, written, at)
    found.push({
      id: ids[n] as number,
      levelId: levelIds[n] as number,
      parentId: parentIds[n] || null,
      code: codes[n] as string,
      name: names[n] as string,
      unitId: unitIds[n] || null,
      firstPolygon,
      lastPolygon: written.polygonStarts.length,
    })
  }
}

/** All of them together read every grid of the snapshot. */
export const stepsOfGrids = async (db: Connection, found: FoundGrids): Promise<Step[]> =>
  (await listRuns(db, 'grid_version', 'id', GRIDS_A_CHUNK)).map((first) => async (reader) => {
    const last = first + GRIDS_A_CHUNK - 1
    const chunk = await readChunk(reader, 'v.id between :first::bigint and :last::bigint', { first, last })
    return () => takeChunk(found, chunk)
  })

/** Some milliseconds each, between which others get their turn. */
const NAMED_A_CHUNK = 2_048

/** Of the identities named those that are in force. */
export const readNamedGrids = async (trx: Connection, ids: readonly number[]): Promise<FoundGrids> => {
  const found = noGrids()
  for (let from = 0; from < ids.length; from += NAMED_A_CHUNK) {
    const named = ids.slice(from, from + NAMED_A_CHUNK)
    takeChunk(found, await readChunk(trx, 'v.grid_id = any(:named::bigint[])', { named }))
  }
  return found
}

/** One snapshot is the caller's business: a repeatable-read transaction. Gives numbers to grids that have none. */
export const readGrids = async (trx: Connection, numbers: GridNumbers): Promise<Grids> => {
  const schemes = await listSchemes(trx)
  const found = noGrids()
  await takeSteps([trx], await stepsOfGrids(trx, found))
  return layOutGrids(schemes, found.rows, found.written, numbers)
}
