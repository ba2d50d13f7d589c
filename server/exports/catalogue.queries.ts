/** What the numbers in components' records stand for as of an instant: schemes, classes, units and grids, read once an export. */
import { inForce } from '../db/as-of.ts'
import { type Connection, rows } from '../db/database.ts'
import type { ScopeScheme } from './component-rows.queries.ts'

type Named = { readonly id: number; readonly code: string; readonly name: string }
export type ExportClass = {
  readonly id: number
  readonly code: string | null
  readonly nameZh: string
  readonly nameEn: string
  /** Of the class itself: a local extension's, where it is one of those. */
  readonly edition: string
}
export type ExportGrid = Named & { readonly parentId: number | null }

export type ExportCatalogue = {
  readonly schemes: readonly ScopeScheme[]
  readonly classes: ReadonlyMap<number, ExportClass>
  readonly units: ReadonlyMap<number, Named>
  readonly grids: ReadonlyMap<number, ExportGrid>
}

const byId = <T extends { readonly id: number }>(found: readonly T[]): Map<number, T> =>
  new Map(found.map((one) => [one.id, one]))

/** By identity. A unit whose name is younger than the instant has its latest. */
export const readExportUnits = async (
  db: Connection,
  at: string | undefined,
): Promise<ReadonlyMap<number, Named>> =>
  byId(
    await rows<Named>(
      db,
      `select distinct on (u.unit_id) u.unit_id as id, u.code as code, u.name as name
         from unit_version as u
        order by u.unit_id, ${inForce('u', at)} desc, u.valid_from desc`,
      { at: at ?? null },
    ),
  )

export const readExportCatalogue = async (
  db: Connection,
  at: string | undefined,
): Promise<ExportCatalogue> => ({
  schemes: await rows<ScopeScheme>(
    db,
    `select s.id as id, s.code as code, s.purpose as purpose from scheme as s order by s.rank`,
  ),
  classes: byId(
    await rows<ExportClass>(
      db,
      `select k.id as id, k.code as code, k.name_zh as "nameZh", k.name_en as "nameEn", e.code as edition
         from class as k
         join edition as e on e.id = k.edition_id`,
    ),
  ),
  units: await readExportUnits(db, at),
  grids: byId(
    await rows<ExportGrid>(
      db,
      `select g.grid_id as id, g.code as code, g.name as name, g.parent_id as "parentId"
         from grid_version as g
        where ${inForce('g', at)}`,
      { at: at ?? null },
    ),
  ),
})
