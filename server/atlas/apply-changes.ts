/** Brings the atlas from its version to the registry's: reads what the change log names in one snapshot; readers see all of it from one turn of the event loop to the next. */
import { type Connection, type Database, one, rows } from '../db/database.ts'
import { readVersion } from '../db/end-write.ts'
import { inSnapshot } from '../db/snapshot.ts'
import { type Entity, readEntityVersions } from './entity-versions.ts'
import type { Grids } from './grids.ts'
import { moveGrids } from './lay-out-grids.ts'
import { type AtlasState, loadAtlas, schemeIdsOf } from './load.ts'
import { readCatalogue } from './read-catalogue.ts'
import { readComponents } from './read-components.ts'
import { listSchemes, readNamedGrids } from './read-grids.ts'
import { inTurns, type Steps } from './steps.ts'
import type { TouchedTiles } from './touched-tiles.ts'
import { areFew, type Written, writeFew, writeMany } from './write-moved.ts'

/** What a step of following brought. */
export type Moved = {
  readonly version: number
  readonly entities: ReadonlySet<Entity>
  /** Of components; null where all tiles may be touched. */
  readonly tiles: TouchedTiles | null
  /** Whose rights or sessions changed. */
  readonly accounts: readonly number[]
}

/** A line of the change log without its identities, of which there are thousands. */
type Logged = { version: number; part: number; entity: Entity; count: number }

const listLogged = (db: Connection, version: number): Promise<Logged[]> =>
  rows<Logged>(
    db,
    `select c.version as version, c.part as part, c.entity as entity, cardinality(c.ids) as count
       from change_log as c
      where c.version > :version::bigint
      order by c.version, c.part`,
    { version },
  )

/** As many identities as are read at a time. */
const IDS_A_GROUP = 10_000

/** Lines that follow each other in the log, so many together that each group is one question, however small the writes were. */
const grouped = (logged: readonly Logged[]): Logged[][] => {
  const groups: Logged[][] = []
  let count = Number.POSITIVE_INFINITY
  for (const line of logged) {
    if (count + line.count > IDS_A_GROUP) {
      groups.push([])
      count = 0
    }
    groups.at(-1)?.push(line)
    count += line.count
  }
  return groups
}

/** Of lines of one entity that follow each other: each identity once. */
const listIds = async (db: Connection, group: readonly Logged[]): Promise<number[]> => {
  const [first, last] = [group.at(0), group.at(-1)]
  if (!first || !last) return []
  const { ids } = await one<{ ids: number[] }>(
    db,
    `select coalesce(array_agg(distinct i.id), '{}') as ids
       from change_log as c
      cross join lateral unnest(c.ids) as i (id)
      where c.entity = :entity::text
        and (c.version, c.part) between (:fromVersion::bigint, :fromPart::int) and (:toVersion::bigint, :toPart::int)`,
    {
      entity: first.entity,
      fromVersion: first.version,
      fromPart: first.part,
      toVersion: last.version,
      toPart: last.part,
    },
  )
  return ids
}

const sameSchemes = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((id, n) => id === b[n])

/** Gives what writes the moved components, or gives those that were written meanwhile. */
const readMoved = async (
  trx: Connection,
  { components, gridNumbers }: AtlasState,
  logged: readonly Logged[],
  schemeIds: readonly number[],
): Promise<() => Written> => {
  const moved = logged.reduce((sum, { count }) => sum + count, 0)
  if (areFew(components, moved)) {
    const ids = await listIds(trx, logged)
    const read = await readComponents(trx, ids, schemeIds, gridNumbers)
    return () => writeFew(components, ids, read)
  }
  const parts = grouped(logged).map((group) => () => listIds(trx, group))
  const written = await writeMany(trx, components, parts, schemeIds, gridNumbers)
  return () => written
}

/** Reads the grids named in the log, and gives what lays them out beside the others while readers go on with those that were. */
const readMovedGrids = async (
  trx: Connection,
  { grids, gridNumbers }: AtlasState,
  logged: readonly Logged[],
): Promise<{ schemeIds: number[]; steps: Steps<Grids> }> => {
  const schemes = await listSchemes(trx)
  const ids = new Set<number>()
  for (const group of grouped(logged)) for (const id of await listIds(trx, group)) ids.add(id)
  const changed = [...ids]
  const found = await readNamedGrids(trx, changed)
  return {
    schemeIds: schemes.map(({ ref }) => ref.id),
    steps: moveGrids(grids, schemes, changed, found, gridNumbers),
  }
}

/** Null where nothing was written since. Gives the state to use from then on: the same one, or a new one where all had to be loaded. */
export const followRegistry = async (
  database: Pick<Database, 'db' | 'embedded'>,
  state: AtlasState,
): Promise<{ state: AtlasState; moved: Moved } | null> => {
  const { db } = database
  if ((await readVersion(db)) === state.version) return null
  const read = await inSnapshot(db, async (trx) => {
    const version = await readVersion(trx)
    if (version === state.version) return null
    const logged = await listLogged(trx, state.version)
    const of = (entity: Entity) => logged.filter((log) => log.entity === entity)
    const entities = new Set(logged.map((log) => log.entity))
    const told = { version, entities, accounts: await listIds(trx, of('account')) }
    const touched = await readEntityVersions(trx)
    const catalogue =
      entities.has('district') || entities.has('unit') ? await readCatalogue(trx) : state.catalogue
    const grids =
      entities.has('grid') || entities.has('scheme') ? await readMovedGrids(trx, state, of('grid')) : null
    const schemeIds = grids?.schemeIds ?? schemeIdsOf(state.grids)
    // Columns are one a scheme, and versions go back only where a backup was put in place.
    const reload = version < state.version || !sameSchemes(schemeIds, schemeIdsOf(state.grids))
    const write = reload ? null : await readMoved(trx, state, of('component'), schemeIds)
    return { ...told, state: { version, touched, catalogue }, grids, write }
  })
  if (read === null) return null
  const { version, entities, accounts, write } = read
  if (write === null) {
    const loaded = await loadAtlas(database)
    return { state: loaded, moved: { version: loaded.version, entities, accounts, tiles: null } }
  }
  const grids = read.grids ? await inTurns(read.grids.steps) : state.grids
  const { components, tiles } = write()
  Object.assign(state, { ...read.state, grids, components })
  return { state, moved: { version, entities, accounts, tiles } }
}
