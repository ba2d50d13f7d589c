/** The registry as it stands in one snapshot of the database, laid out for reading. */
import type { Connection, Database } from '../db/database.ts'
import { readVersion } from '../db/end-write.ts'
import { inSharedSnapshot, takeSteps } from '../db/snapshot.ts'
import {
  type Components,
  makeComponents,
  type ReadComponents,
  sortComponents,
  writeComponents,
} from './components.ts'
import { type EntityVersions, readEntityVersions } from './entity-versions.ts'
import { type GridNumbers, makeGridNumbers } from './grid-numbers.ts'
import type { Grids } from './grids.ts'
import { layOutGrids } from './lay-out-grids.ts'
import { type Catalogue, readCatalogue } from './read-catalogue.ts'
import { stepsOfComponents } from './read-components.ts'
import { listSchemes, noGrids, stepsOfGrids } from './read-grids.ts'

/** What it holds changes only between two turns of the event loop: whoever reads without awaiting sees one version. */
export type AtlasState = {
  /** Of the registry's last write that is in here. */
  version: number
  /** The last version that touched each kind of thing. */
  touched: EntityVersions
  catalogue: Catalogue
  grids: Grids
  readonly gridNumbers: GridNumbers
  components: Components
}

export const schemeIdsOf = (grids: Grids): number[] => grids.schemes.map((scheme) => scheme.ref.id)

/** More would wait for each other on one core of this process. */
const READERS = 2

/** Those that see what the first sees: each write took a version, so that equal versions are equal registries. */
const seeingTheSame = async (readers: readonly Connection[], version: number): Promise<Connection[]> => {
  const versions = await Promise.all(readers.map(readVersion))
  return readers.filter((_, n) => versions[n] === version)
}

/** Everything, from nothing. */
export const loadAtlas = ({ db, embedded }: Pick<Database, 'db' | 'embedded'>): Promise<AtlasState> =>
  inSharedSnapshot(db, embedded ? 1 : READERS, async (opened) => {
    const [trx] = opened
    const version = await readVersion(trx)
    const readers = await seeingTheSame(opened, version)
    const touched = await readEntityVersions(trx)
    const catalogue = await readCatalogue(trx)
    const schemes = await listSchemes(trx)
    const schemeIds = schemes.map(({ ref }) => ref.id)
    const gridNumbers = makeGridNumbers()
    const found = noGrids()
    const components = makeComponents(0, schemeIds.length)
    const take = (read: ReadComponents): void => writeComponents(components, read)
    await takeSteps(readers, [
      ...(await stepsOfGrids(trx, found)),
      ...(await stepsOfComponents(trx, schemeIds, gridNumbers, take)),
    ])
    const grids = layOutGrids(schemes, found.rows, found.written, gridNumbers)
    sortComponents(components)
    return { version, touched, catalogue, grids, gridNumbers, components }
  })
