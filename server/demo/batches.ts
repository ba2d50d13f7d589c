/** The deliveries in which the demo district comes: their names are kept with the batches, so a later run knows what is there and adds the rest. */
import { discardRows } from '../census/staging/discard-rows.ts'
import { type Connection, rows } from '../db/database.ts'
import type { DistrictParameters } from './parameters.ts'

/** Chosen so that a batch holds the embedded database for about a second; then other connections get their turn. */
export const COMPONENTS_A_BATCH = 3000

const LEVELS = [
  ['responsibility', 'district'],
  ['responsibility', 'town'],
  ['responsibility', 'village'],
  ['responsibility', 'grid'],
  ['unit', 'district'],
  ['unit', 'town'],
  ['unit', 'community'],
  ['unit', 'unit'],
] as const

export const gridSource = ({ seed }: DistrictParameters, scheme: string, level: string): string =>
  `demo ${seed} grids ${scheme}/${level}`
export const componentSource = ({ seed }: DistrictParameters, batch: number): string =>
  `demo ${seed} components ${batch}`

/** How many components come where at least so many are wanted. */
export const inWholeBatches = (wanted: number, { components }: DistrictParameters): number =>
  Math.min(components, Math.ceil(wanted / COMPONENTS_A_BATCH) * COMPONENTS_A_BATCH)

/** All that a registry must hold for so many components, grids first. */
export const sourcesFor = (parameters: DistrictParameters, components: number): string[] => [
  ...LEVELS.map(([scheme, level]) => gridSource(parameters, scheme, level)),
  ...Array.from({ length: Math.ceil(components / COMPONENTS_A_BATCH) }, (_, i) =>
    componentSource(parameters, i),
  ),
]

export const listApplied = async (db: Connection, sources: readonly string[]): Promise<Set<string>> => {
  const applied = await rows<{ source: string }>(
    db,
    `select distinct b.source as source
       from batch as b
      where b.state = 'applied'
        and b.source = any (:sources::text[])`,
    { sources },
  )
  return new Set(applied.map((b) => b.source))
}

/** Rows that a run left behind between applying a batch and dropping its staging. */
export const dropLeftovers = async (db: Connection, sources: readonly string[]): Promise<void> => {
  const left = await rows<{ id: number }>(
    db,
    `select z.id as id
       from census as z
      where z.state <> 'committed'
        and z.title = any (:sources::text[])`,
    { sources },
  )
  for (const { id } of left) {
    await discardRows(db, id)
    await rows(db, `delete from census as z where z.id = :id::bigint`, { id })
  }
  await rows(
    db,
    `delete from batch_row as r
      using batch as b
      where b.id = r.batch_id
        and b.state = 'applied'
        and b.source = any (:sources::text[])`,
    { sources },
  )
}
