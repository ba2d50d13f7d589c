/**
 * Grids to export: which versions, what is said of all of them, and their shapes run by run of identities of versions. A version never changes but for its end, so
 * that runs read one after the other are of one state even where no snapshot holds them together.
 */
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import { InvalidInput } from '../errors.ts'

export type GridQuestion = {
  readonly scheme?: number | undefined
  readonly level?: number | undefined
  readonly at?: string | undefined
}

/** All but its shape. */
export type GridRecord = {
  readonly versionId: number
  readonly id: number
  readonly parentId: number | null
  readonly code: string
  readonly name: string
  readonly level: string
  readonly scheme: string
  /** The grid's own; that of a grid above answers where it has none. */
  readonly unitId: number | null
  readonly areaM2: number
  /** UTC, to the microsecond. */
  readonly validFrom: string
}

/** From the top level down, in order of code by bytes. */
export const findGridsToExport = (
  db: Connection,
  { scheme, level, at }: GridQuestion,
): Promise<GridRecord[]> =>
  rows<GridRecord>(
    db,
    `select v.id as "versionId", v.grid_id as id, v.parent_id as "parentId", v.code as code, v.name as name, l.code as level,
            s.code as scheme, gu.unit_id as "unitId", v.area_m2 as "areaM2",
            to_char(v.valid_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "validFrom"
       from grid_version as v
       join level as l on l.id = v.level_id
       join scheme as s on s.id = l.scheme_id
       left join grid_unit as gu on gu.grid_id = v.grid_id and ${inForce('gu', at)}
      where ${inForce('v', at)}
        and (:scheme::int is null or s.id = :scheme::int)
        and (:level::int is null or l.id = :level::int)
      order by s.rank, l.depth, v.code collate "C", v.grid_id`,
    { scheme: scheme ?? null, level: level ?? null, at: at ?? null },
  )

/** The numbers of a scheme and of a level in it; throws InvalidInput where there is none such. A level without its scheme is not told apart. */
export const findLevelByCode = async (
  db: Connection,
  scheme: string | undefined,
  level: string | undefined,
): Promise<{ scheme?: number; level?: number }> => {
  if (scheme === undefined && level === undefined) return {}
  if (scheme === undefined)
    throw new InvalidInput('invalid_input', 'level: name its scheme, too', { field: 'scheme' })
  const found = await rows<{ id: number; levelId: number; level: string }>(
    db,
    `select s.id as id, l.id as "levelId", l.code as level
       from scheme as s
       join level as l on l.scheme_id = s.id
      where s.code = :scheme::text
      order by l.depth`,
    { scheme },
  )
  const [one] = found
  if (!one) throw new InvalidInput('invalid_input', `scheme: there is no ${scheme}`, { field: 'scheme' })
  if (level === undefined) return { scheme: one.id }
  const named = found.find((other) => other.level === level)
  if (named) return { scheme: named.id, level: named.levelId }
  const known = found.map((other) => other.level).join(', ')
  throw new InvalidInput('invalid_input', `level: ${scheme} has ${known}, not ${level}`, { field: 'level' })
}

type GridAbove = {
  readonly id: number
  readonly code: string
  readonly parentId: number | null
  readonly unitId: number | null
}
/** Every grid in force that is divided, because parents may lie outside of what is asked for: by identity. */
export const readGridsAbove = async (
  db: Connection,
  at: string | undefined,
): Promise<Map<number, GridAbove>> => {
  const found = await rows<GridAbove>(
    db,
    `select v.grid_id as id, v.code as code, v.parent_id as "parentId", gu.unit_id as "unitId"
       from grid_version as v
       left join grid_unit as gu on gu.grid_id = v.grid_id and ${inForce('gu', at)}
      where ${inForce('v', at)}
        and exists (select from grid_version as c where c.parent_id = v.grid_id and ${inForce('c', at)})`,
    { at: at ?? null },
  )
  return new Map(found.map((grid) => [grid.id, grid]))
}

/** As WKB, in the order of the identities. */
export const readGridShapes = async (db: Connection, versionIds: readonly number[]): Promise<Buffer[]> => {
  const found = await rows<{ id: number; shape: Buffer }>(
    db,
    `select v.id as id, st_asbinary(v.geom, 'NDR') as shape
       from grid_version as v
      where v.id = any(:versionIds::bigint[])`,
    { versionIds },
  )
  const shapes = new Map(found.map(({ id, shape }) => [id, shape]))
  return versionIds.map((id) => {
    const shape = shapes.get(id)
    if (shape === undefined) throw new Error(`version ${id} of a grid is gone`)
    return shape
  })
}
