/** Writes the bench's components with their roles and places: a transaction a chunk, each ended as every write. */
import { type Connection, one, rows } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { createUnits } from '../../server/imports/units.ts'
import { type CityChunk, CLASSES, DEPARTMENTS, MAINTAINERS, makeCity, OWNERS } from './city.ts'
import { blockAt, COLUMNS } from './fabric.ts'
import type { DeepestGrids } from './load-grids.ts'

const COMPONENTS_A_CHUNK = 50_000
const EDITION = 'GB/T 30428.2-2013'

type Catalogue = {
  readonly editionId: number
  readonly classes: readonly number[]
  readonly departments: readonly number[]
  readonly owners: readonly number[]
  readonly maintainers: readonly number[]
}

/** Units come in order of code, and so in the order in which they are named here. */
const makeUnits = (db: Connection): Promise<number[]> =>
  db.transaction(async (trx) => {
    const named = (letter: string, name: string, count: number, kind: 'department' | 'company') =>
      Array.from({ length: count }, (_, n) => {
        const code = `${letter}${String(n + 1).padStart(3, '0')}`
        return { code, name: `${name} ${code}`, kind }
      })
    const ids = await createUnits(trx, [
      ...named('A', '主管部门', DEPARTMENTS, 'department'),
      ...named('B', '权属单位', OWNERS, 'company'),
      ...named('C', '养护单位', MAINTAINERS, 'company'),
    ])
    await endWrite(trx, SYSTEM, {
      action: 'unit.create',
      entity: 'unit',
      touched: [{ entity: 'unit', ids }],
    })
    return ids.sort((a, b) => a - b)
  })

const readCatalogue = async (db: Connection): Promise<Catalogue> => {
  const { id: editionId } = await one<{ id: number }>(
    db,
    `select e.id as id from edition as e where e.code = :code::text`,
    { code: EDITION },
  )
  const classes = await rows<{ id: number }>(
    db,
    `select c.id as id
       from class as c
      where c.edition_id = :editionId::int and c.kind = 'component' and c.code is not null
      order by c.code
      limit :count::int`,
    { editionId, count: CLASSES },
  )
  const units = await makeUnits(db)
  return {
    editionId,
    classes: classes.map(({ id }) => id),
    departments: units.slice(0, DEPARTMENTS),
    owners: units.slice(DEPARTMENTS, DEPARTMENTS + OWNERS),
    maintainers: units.slice(DEPARTMENTS + OWNERS),
  }
}

const gridIn = ({ columns, rows: high, ids }: DeepestGrids, cell: number): number =>
  ids[blockAt(columns, high, cell % COLUMNS, Math.floor(cell / COLUMNS))] ?? 0

/** Everything of a chunk in one statement: foreign keys are asked at its end. */
const INSERT = `
  with chunk as materialized (
    select nextval(pg_get_serial_sequence('component', 'id')) as id, n.*
      from unnest(:lon::float8[], :lat::float8[], :class::int[], :state::text[], :department::bigint[], :owner::bigint[],
                  :maintainer::bigint[], :ownership::text[], :unitGrid::bigint[], :responsibilityGrid::bigint[])
        as n (lon, lat, class_id, state, department, owner, maintainer, ownership, unit_grid, responsibility_grid)),
  made as (
    insert into component (id) overriding system value
    select c.id from chunk as c),
  versions as (
    insert into component_version (component_id, edition_id, code, class_id, geom, state, source_crs, batch_id, valid_from)
    select c.id, :editionId::int, '320599' || lpad(c.class_id::text, 4, '0') || lpad(c.id::text, 8, '0'), c.class_id,
           st_setsrid(st_makepoint(c.lon, c.lat), 4490), c.state, 'EPSG:4490', :batchId::bigint, '2026-02-01'
      from chunk as c),
  roles as (
    insert into component_role (component_id, role, unit_id, state, batch_id, valid_from)
    select c.id, 'competent', c.department, 'confirmed', :batchId::bigint, '2026-02-01'::timestamptz from chunk as c
     union all
    select c.id, 'owner', c.owner, c.ownership, :batchId::bigint, '2026-02-01'::timestamptz from chunk as c
     union all
    select c.id, 'maintainer', c.maintainer, 'presumed', :batchId::bigint, '2026-02-01'::timestamptz from chunk as c),
  places as (
    insert into component_grid (component_id, scheme_id, grid_id, placement, valid_from)
    select c.id, :unitScheme::int, c.unit_grid, 'covers', '2026-02-01'::timestamptz from chunk as c
     union all
    select c.id, :responsibilityScheme::int, c.responsibility_grid, 'covers', '2026-02-01'::timestamptz from chunk as c)
  select c.id as id from chunk as c`

const writeChunk = (
  db: Connection,
  batchId: number,
  { editionId, classes, departments, owners, maintainers }: Catalogue,
  [unit, responsibility]: readonly [DeepestGrids, DeepestGrids],
  chunk: CityChunk,
): Promise<void> =>
  db.transaction(async (trx) => {
    const made = await rows<{ id: number }>(trx, INSERT, {
      batchId,
      editionId,
      lon: chunk.lon,
      lat: chunk.lat,
      class: chunk.class.map((n) => classes[n]),
      state: chunk.state,
      department: chunk.department.map((n) => departments[n]),
      owner: chunk.owner.map((n) => (n === null ? null : owners[n])),
      maintainer: chunk.maintainer.map((n) => maintainers[n]),
      ownership: chunk.ownership,
      unitScheme: unit.schemeId,
      unitGrid: chunk.cell.map((cell) => gridIn(unit, cell)),
      responsibilityScheme: responsibility.schemeId,
      responsibilityGrid: chunk.cell.map((cell) => gridIn(responsibility, cell)),
    })
    await endWrite(trx, SYSTEM, {
      action: 'component.import',
      entity: 'batch',
      entityId: batchId,
      touched: [{ entity: 'component', ids: made.map(({ id }) => id) }],
    })
  })

export const loadComponents = async (
  db: Connection,
  { seed, size, batchId }: { seed: number; size: number; batchId: number },
  grids: readonly [DeepestGrids, DeepestGrids],
  say: (line: string) => void,
): Promise<void> => {
  const catalogue = await readCatalogue(db)
  let written = 0
  for (const chunk of makeCity(seed, size, COMPONENTS_A_CHUNK)) {
    await writeChunk(db, batchId, catalogue, grids, chunk)
    written += chunk.lon.length
    say(`${written} of ${size} components`)
  }
  for (const table of ['component', 'component_version', 'component_role', 'component_grid'])
    await db.raw(`vacuum analyze ${table}`)
}
