/** Loads the demo district, or a part of it, into an empty registry or one that holds some of it already: running again adds only what is missing. */
import { type Connection, type Database, first } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { changeDistrict } from '../district/establish-district.ts'
import { Conflict } from '../errors.ts'
import { sweepStaging } from '../imports/batch.ts'
import { dropLeftovers, inWholeBatches, listApplied, sourcesFor } from './batches.ts'
import { buildDistrict } from './district.ts'
import { loadComponents } from './load-components.ts'
import { loadGrids } from './load-grids.ts'
import { type DistrictParameters, readDistrictParameters } from './parameters.ts'
import { CENTRE_NAME } from './units.ts'

export type DemoProgress = {
  readonly stage: 'grids' | 'components'
  readonly done: number
  /** Null while it is not known. */
  readonly total: number | null
}
export type DemoWish = {
  readonly actor: Actor
  /** How many, in whole batches, in the order of the district: the first town, then the next. All grids come always. */
  readonly components: number | 'all'
  readonly onProgress?: (progress: DemoProgress) => void
  /** Another district than data/demo describes, for tests. */
  readonly parameters?: DistrictParameters
}
export type DemoLoaded = { readonly grids: number; readonly components: number; readonly present: number }

/** Names the district once. A registry with grids of a real district is left alone. */
const claimDistrict = async (
  db: Connection,
  actor: Actor,
  { code, name, crs }: DistrictParameters,
): Promise<void> => {
  const state = await first<{ synthetic: boolean; hasGrids: boolean }>(
    db,
    `select d.synthetic as synthetic, exists (select from grid_version as g) as "hasGrids" from district as d`,
  )
  if (state?.synthetic) return
  if (state?.hasGrids) {
    throw new Conflict(
      'district_not_demo',
      'This registry holds the grids of a real district; set DATA_DIR or DB_SCHEMA to another place for the demo.',
    )
  }
  await changeDistrict(db, actor, {
    code,
    name,
    centreName: CENTRE_NAME,
    metricSrid: Number(crs.replace('EPSG:', '')),
    synthetic: true,
  })
}

/** Counts what was added now, and how many components are there then. */
export const loadDemo = async (
  { db, embedded }: Pick<Database, 'db' | 'embedded'>,
  { actor, components, onProgress, parameters = readDistrictParameters() }: DemoWish,
): Promise<DemoLoaded> => {
  const wanted = components === 'all' ? parameters.components : Math.min(components, parameters.components)
  const sources = sourcesFor(parameters, wanted)
  const applied = await listApplied(db, sources)
  if (applied.size === sources.length)
    return { grids: 0, components: 0, present: inWholeBatches(wanted, parameters) }
  await claimDistrict(db, actor, parameters)
  await sweepStaging(db)
  await dropLeftovers(db, sources)
  const demo = buildDistrict(parameters)
  const added = { grids: 0, components: 0, present: 0 }
  await loadGrids(db, actor, demo, {
    applied,
    onLevel(grids) {
      added.grids += grids
      onProgress?.({ stage: 'grids', done: added.grids, total: null })
    },
  })
  await loadComponents({ db, embedded }, actor, demo, {
    wanted,
    applied,
    onBatch(count, isNew) {
      added.present += count
      if (isNew) added.components += count
      onProgress?.({ stage: 'components', done: added.present, total: inWholeBatches(wanted, parameters) })
    },
  })
  return added
}
