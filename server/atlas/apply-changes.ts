/** Brings the atlas from its version to the registry's: reads what the change log names in one snapshot, then writes all of it in one turn of the event loop. */
import { type Connection, type Database, rows } from '../db/database.ts'
import { readVersion } from '../db/end-write.ts'
import { inSnapshot } from '../db/snapshot.ts'
import { type ReadComponents, removeComponent, settleComponents, writeComponents } from './components.ts'
import { type Entity, readEntityVersions } from './entity-versions.ts'
import { type AtlasState, loadAtlas, schemeIdsOf } from './load.ts'
import { readCatalogue } from './read-catalogue.ts'
import { readComponents } from './read-components.ts'
import { readGrids } from './read-grids.ts'
import { findRow } from './rows-by-id.ts'
import { makeTouchedTiles, type TouchedTiles } from './touched-tiles.ts'

/** What a step of following brought. */
export type Moved = {
  readonly version: number
  readonly entities: ReadonlySet<Entity>
  /** Of components; null where all tiles may be touched. */
  readonly tiles: TouchedTiles | null
  /** Whose rights or sessions changed. */
  readonly accounts: readonly number[]
}

type Logged = { entity: Entity; ids: number[] }

const listLogged = (db: Connection, version: number): Promise<Logged[]> =>
  rows<Logged>(
    db,
    `select c.entity as entity, c.ids as ids
       from change_log as c
      where c.version > :version::bigint
      order by c.version, c.part`,
    { version },
  )

const idsOf = (logged: readonly Logged[], entity: Entity): number[] => [
  ...new Set(logged.filter((log) => log.entity === entity).flatMap((log) => log.ids)),
]

/** Beyond this share of all it is less work to read everything anew. */
const RELOAD_SHARE = 0.5
const RELOAD_FROM = 50_000

const sameSchemes = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((id, n) => id === b[n])

/** Where the components stand, before or after they are written. */
const addPlaces = (
  { components }: AtlasState,
  ids: readonly number[],
  tiles: ReturnType<typeof makeTouchedTiles>,
): void => {
  for (const id of ids) {
    const row = findRow(components.rowsById, id)
    if (row < 0) continue
    tiles.addPoint(components.lon[row] as number, components.lat[row] as number)
    tiles.addShape(components.shapes.get(id))
  }
}

const writeMoved = (
  state: AtlasState,
  ids: readonly number[],
  read: readonly ReadComponents[],
): TouchedTiles => {
  const tiles = makeTouchedTiles()
  addPlaces(state, ids, tiles)
  const there = new Set<number>()
  for (const chunk of read) {
    for (const id of chunk.id) there.add(id)
    writeComponents(state.components, chunk)
  }
  for (const id of ids) if (!there.has(id)) removeComponent(state.components, id)
  addPlaces(state, ids, tiles)
  settleComponents(state.components)
  return tiles.made()
}

/** Null where nothing was written since. Gives the state to use from then on: the same one, or a new one where it was less work to load all. */
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
    const entities = new Set(logged.map((log) => log.entity))
    const ids = idsOf(logged, 'component')
    const told = { version, entities, accounts: idsOf(logged, 'account') }
    const touched = await readEntityVersions(trx)
    const catalogue =
      entities.has('district') || entities.has('unit') ? await readCatalogue(trx) : state.catalogue
    const grids =
      entities.has('grid') || entities.has('scheme') || entities.has('district')
        ? await readGrids(trx, state.gridNumbers)
        : state.grids
    const schemeIds = schemeIdsOf(grids)
    const many = ids.length > Math.max(RELOAD_FROM, state.components.alive * RELOAD_SHARE)
    const reload = many || version < state.version || !sameSchemes(schemeIds, schemeIdsOf(state.grids))
    const components = reload ? [] : await readComponents(trx, ids, schemeIds, state.gridNumbers)
    return { ...told, ids, touched, catalogue, grids, components, reload }
  })
  if (read === null) return null
  const { version, entities, accounts, ids, touched, catalogue, grids, components, reload } = read
  if (reload) {
    const loaded = await loadAtlas(database)
    return { state: loaded, moved: { version: loaded.version, entities, accounts, tiles: null } }
  }
  const tiles = writeMoved(state, ids, components)
  Object.assign(state, { version, touched, catalogue, grids })
  return { state, moved: { version, entities, accounts, tiles } }
}
