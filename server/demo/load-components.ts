/** Brings the demo's components into the registry as a surveyor's delivery comes: staged, judged, compared, committed; in parts small enough to let others in between. */
import { addLayer, censusSettings, openCensus } from '../census/census.queries.ts'
import { countCensus } from '../census/census-report.ts'
import { commit, compareCensus, judgeCensus } from '../census/jobs/stages.ts'
import { discardRows } from '../census/staging/discard-rows.ts'
import { ROW_COLUMNS } from '../census/staging/said-columns.ts'
import { type Database, rows } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { loadRows, type TextRow } from '../db/load-rows.ts'
import { toEwkbHex } from '../imports/ewkb.ts'
import { ROLES } from '../shared/words.ts'
import { COMPONENTS_A_BATCH, componentSource } from './batches.ts'
import { EDITION } from './component-kinds.ts'
import type { DemoComponent } from './components.ts'
import type { DemoDistrict } from './district.ts'

type Registry = Pick<Database, 'db' | 'embedded'>

const SRID = 4490
const SETTINGS = censusSettings.parse({ edition: EDITION })
const COLUMNS = Object.keys(ROW_COLUMNS)
/** All that a component of the demo says. */
const STATED = [
  ...['code', 'name', 'state', 'location', 'surveyedOn', 'dataSource'],
  ...ROLES.flatMap((role) => ['code', 'state', 'until', 'basis'].map((part) => `${role}.${part}`)),
]

const saidColumns = (
  { code, name, state, location, surveyedOn, roles, point }: DemoComponent,
  { censusId, rowNo }: { censusId: number; rowNo: number },
): TextRow => {
  const said: Record<string, string | null | undefined> = {
    census_id: String(censusId),
    row_no: String(rowNo),
    layer_no: '1',
    source_row: String(rowNo),
    source_crs: 'EPSG:4490',
    geom: toEwkbHex({ type: 'Point', coordinates: [...point] }, SRID),
    extra: '{}',
    code,
    name,
    state,
    location,
    surveyed_on: surveyedOn,
    data_source: '合成数据',
  }
  for (const { role, unitCode, state: confirmation, until, basis } of roles) {
    said[`${role}_code`] = unitCode
    said[`${role}_state`] = confirmation
    said[`${role}_until`] = until
    said[`${role}_basis`] = basis
  }
  return COLUMNS.map((column) => said[column] ?? null)
}

/**
 * Staging stands in a transaction of its own: a statement of some megabytes reaches the embedded database in pieces, and outside of one
 * another connection's statement can come between its parts ("unnamed prepared statement does not exist").
 */
const loadBatch = async (
  { db, embedded }: Registry,
  actor: Actor,
  title: string,
  components: readonly DemoComponent[],
): Promise<void> => {
  const censusId = await openCensus(db, { title, settings: SETTINGS, actor: actor.name, accountId: null })
  await addLayer(db, { censusId, fileId: null, name: title, format: 'csv' })
  await rows(
    db,
    `update census_layer as l set stated = :stated::text[] where l.census_id = :censusId::bigint`,
    {
      censusId,
      stated: STATED,
    },
  )
  const staged = components.map((component, n) => saidColumns(component, { censusId, rowNo: n + 1 }))
  await db.transaction((trx) => loadRows(trx, { embedded }, 'census_row', ROW_COLUMNS, staged))
  await judgeCensus(db, censusId)
  await compareCensus(db, censusId)
  const { refused } = await countCensus(db, censusId)
  if (refused > 0) throw new Error(`${refused} rows of ${title} were refused; see census ${censusId}`)
  await commit(db, censusId, actor)
  await discardRows(db, censusId)
}

/** Frees what staging left, which nothing else does on the embedded database. */
const BATCHES_PER_VACUUM = 16
const vacuumStaging = async ({ db }: Registry): Promise<void> => {
  for (const table of ['census_row', 'census_meaning', 'census_difference']) await db.raw(`vacuum ${table}`)
}

/** The first `wanted` of them in whole batches; those applied already are left alone. `onBatch` hears of every batch, loaded or found. */
export const loadComponents = async (
  registry: Registry,
  actor: Actor,
  { parameters, components }: DemoDistrict,
  {
    wanted,
    applied,
    onBatch,
  }: { wanted: number; applied: ReadonlySet<string>; onBatch(components: number, isNew: boolean): void },
): Promise<void> => {
  let [number, held, loaded] = [0, [] as DemoComponent[], 0]
  let loading: Promise<void> = Promise.resolve()
  const load = async (source: string, batch: readonly DemoComponent[]): Promise<void> => {
    await loadBatch(registry, actor, source, batch)
    loaded += 1
    if (loaded % BATCHES_PER_VACUUM === 0) await vacuumStaging(registry)
    onBatch(batch.length, true)
  }
  /** The next batch is made while the one before is loaded: one processor makes, the other loads. */
  const flush = async (): Promise<void> => {
    const source = componentSource(parameters, number)
    const batch = held
    await loading
    if (applied.has(source)) onBatch(batch.length, false)
    else loading = load(source, batch)
    loading.catch(() => {})
    number += 1
    held = []
  }
  for (const component of components()) {
    held.push(component)
    if (held.length < COMPONENTS_A_BATCH) continue
    await flush()
    if (number * COMPONENTS_A_BATCH >= wanted) break
  }
  if (held.length > 0) await flush()
  await loading
}
