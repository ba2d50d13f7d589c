/** Brings the atlas from its version to the registry's: reads what the change log names in one snapshot; readers see all of it from one turn of the event loop to the next. */
import { type Connection, type Database, one, rows } from '../db/database.ts'
import { readVersion } from '../db/end-write.ts'
import { inSnapshot } from '../db/snapshot.ts'
import { type Entity, readEntityVersions } from './entity-versions.ts'
import { type AtlasState, loadAtlas, schemeIdsOf } from './load.ts'
import { readCatalogue } from './read-catalogue.ts'
import { readComponents } from './read-components.ts'
import { readGrids } from './read-grids.ts'
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

const listIds = async (db: Connection, { version, part }: Logged): Promise<number[]> =>
  (
    await one<{ ids: number[] }>(
      db,
      `select c.ids as ids from change_log as c where c.version = :version::bigint and c.part = :part::int`,
      { version, part },
    )
  ).ids

/** Each once. */
const listAllIds = async (db: Connection, parts: readonly Logged[]): Promise<number[]> => {
  const ids = new Set<number>()
  for (const part of parts) for (const id of await listIds(db, part)) ids.add(id)
  return [...ids]
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
    const ids = await listAllIds(trx, logged)
    const read = await readComponents(trx, ids, schemeIds, gridNumbers)
    return () => writeFew(components, ids, read)
  }
  const parts = logged.map((part) => () => listIds(trx, part))
  const written = await writeMany(trx, components, parts, schemeIds, gridNumbers)
  return () => written
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
    const told = { version, entities, accounts: await listAllIds(trx, of('account')) }
    const touched = await readEntityVersions(trx)
    const catalogue =
      entities.has('district') || entities.has('unit') ? await readCatalogue(trx) : state.catalogue
    const grids =
      entities.has('grid') || entities.has('scheme') || entities.has('district')
        ? await readGrids(trx, state.gridNumbers)
        : state.grids
    const schemeIds = schemeIdsOf(grids)
    // Columns are one a scheme, and versions go back only where a backup was put in place.
    const reload = version < state.version || !sameSchemes(schemeIds, schemeIdsOf(state.grids))
    const write = reload ? null : await readMoved(trx, state, of('component'), schemeIds)
    return { ...told, state: { version, touched, catalogue, grids }, write }
  })
  if (read === null) return null
  const { version, entities, accounts, write } = read
  if (write === null) {
    const loaded = await loadAtlas(database)
    return { state: loaded, moved: { version: loaded.version, entities, accounts, tiles: null } }
  }
  const { components, tiles } = write()
  Object.assign(state, { ...read.state, components })
  return { state, moved: { version, entities, accounts, tiles } }
}
