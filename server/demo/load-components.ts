/** Brings the demo's components into the registry by the same staging and applying as a file, in batches small enough to let others in between. */
import { type Connection, one, rows } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { createBatch, dropRows, type StagedRow, stageRows } from '../imports/batch.ts'
import { applyComponentBatch } from '../imports/component-batch.ts'
import type { ComponentFields } from '../imports/component-fields.ts'
import { toEwkbHex } from '../imports/ewkb.ts'
import { ROLES } from '../shared/words.ts'
import { COMPONENTS_A_BATCH, componentSource } from './batches.ts'
import { EDITION } from './component-kinds.ts'
import type { DemoComponent } from './components.ts'
import type { DemoDistrict } from './district.ts'

const SRID = 4490

type Catalogue = { readonly editionId: number; readonly classIds: ReadonlyMap<string, number> }

const readCatalogue = async (db: Connection): Promise<Catalogue> => {
  const { id: editionId } = await one<{ id: number }>(
    db,
    `select e.id as id from edition as e where e.code = :code::text`,
    { code: EDITION },
  )
  const classes = await rows<{ id: number; code: string }>(
    db,
    `select c.id as id, c.code as code
       from class as c
      where c.edition_id = :editionId::int
        and c.kind = 'component'
        and c.code is not null`,
    { editionId },
  )
  return { editionId, classIds: new Map(classes.map((c) => [c.code, c.id])) }
}

const stagedComponent = (
  component: DemoComponent,
  rowNo: number,
  { classIds }: Catalogue,
): StagedRow<ComponentFields> => {
  const classId = classIds.get(component.classCode)
  if (classId === undefined) throw new Error(`${EDITION} has no class ${component.classCode}`)
  const { code, name, state, location, surveyedOn, roles, point } = component
  return {
    rowNo,
    code,
    fields: { classId, name, state, location, surveyedOn, dataSource: '合成数据', roles },
    geometry: toEwkbHex({ type: 'Point', coordinates: [...point] }, SRID),
    sourceCrs: 'EPSG:4490',
    sourceGeometry: null,
    refusals: [],
    notes: [],
  }
}

/**
 * Staging stands in a transaction of its own: a statement of some megabytes reaches the embedded database in pieces, and outside of one
 * another connection's statement can come between its parts ("unnamed prepared statement does not exist").
 */
const loadBatch = async (
  db: Connection,
  actor: Actor,
  source: string,
  staged: readonly StagedRow<ComponentFields>[],
  editionId: number,
): Promise<void> => {
  const batchId = await createBatch(db, { kind: 'components', source, actor: actor.name })
  await db.transaction((trx) => stageRows(trx, batchId, staged))
  const { refused } = await db.transaction((trx) =>
    applyComponentBatch(trx, {
      batchId,
      actor,
      editionId,
      statedRoles: ROLES.map((role) => ({ role, state: true, until: true, basis: true })),
    }),
  )
  if (refused > 0) throw new Error(`${refused} rows of ${source} were refused; see batch ${batchId}`)
  await dropRows(db, batchId)
}

/** Frees what staging left, which nothing else does on the embedded database. */
const BATCHES_PER_VACUUM = 16

/** The first `wanted` of them in whole batches; those applied already are left alone. `onBatch` hears of every batch, loaded or found. */
export const loadComponents = async (
  db: Connection,
  actor: Actor,
  { parameters, components }: DemoDistrict,
  {
    wanted,
    applied,
    onBatch,
  }: { wanted: number; applied: ReadonlySet<string>; onBatch(components: number, isNew: boolean): void },
): Promise<void> => {
  const catalogue = await readCatalogue(db)
  let [number, held, loaded] = [0, [] as DemoComponent[], 0]
  let loading: Promise<void> = Promise.resolve()
  const load = async (source: string, staged: readonly StagedRow<ComponentFields>[]): Promise<void> => {
    await loadBatch(db, actor, source, staged, catalogue.editionId)
    loaded += 1
    if (loaded % BATCHES_PER_VACUUM === 0) await db.raw('vacuum batch_row')
    onBatch(staged.length, true)
  }
  /** The next batch is made while the one before is loaded: one processor makes, the other loads. */
  const flush = async (): Promise<void> => {
    const source = componentSource(parameters, number)
    const staged = applied.has(source)
      ? []
      : held.map((component, i) => stagedComponent(component, number * COMPONENTS_A_BATCH + i + 1, catalogue))
    await loading
    if (staged.length > 0) loading = load(source, staged)
    else onBatch(held.length, false)
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
