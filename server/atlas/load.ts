/** The registry as it stands in one snapshot of the database, laid out for reading. */
import type { Knex } from 'knex'
import type { Connection } from '../db/database.ts'
import { readVersion } from '../db/end-write.ts'
import { type Components, makeComponents, sortComponents, writeComponents } from './components.ts'
import { type EntityVersions, readEntityVersions } from './entity-versions.ts'
import { type GridNumbers, makeGridNumbers } from './grid-numbers.ts'
import type { Grids } from './grids.ts'
import { type Catalogue, readCatalogue } from './read-catalogue.ts'
import { countComponents, readAllComponents } from './read-components.ts'
import { readGrids } from './read-grids.ts'

/** What it holds changes only between two turns of the event loop: whoever reads without awaiting sees one version. */
export type AtlasState = {
  /** Of the registry's last write that is in here. */
  version: number
  /** The last version that touched each kind of thing. */
  touched: EntityVersions
  catalogue: Catalogue
  grids: Grids
  readonly gridNumbers: GridNumbers
  readonly components: Components
}

/** One snapshot: what its statements see is one version, whatever is committed meanwhile. */
export const inSnapshot = <T>(db: Connection, read: (trx: Knex.Transaction) => Promise<T>): Promise<T> =>
  db.transaction(read, { isolationLevel: 'repeatable read', readOnly: true })

export const schemeIdsOf = (grids: Grids): number[] => grids.schemes.map((scheme) => scheme.ref.id)

/** Everything, from nothing. */
export const loadAtlas = (db: Connection): Promise<AtlasState> =>
  inSnapshot(db, async (trx) => {
    const version = await readVersion(trx)
    const touched = await readEntityVersions(trx)
    const catalogue = await readCatalogue(trx)
    const gridNumbers = makeGridNumbers()
    const grids = await readGrids(trx, gridNumbers)
    const schemeIds = schemeIdsOf(grids)
    const components = makeComponents(await countComponents(trx), schemeIds.length)
    for await (const chunk of readAllComponents(trx, schemeIds, gridNumbers))
      writeComponents(components, chunk)
    sortComponents(components)
    return { version, touched, catalogue, grids, gridNumbers, components }
  })
