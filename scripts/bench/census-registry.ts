/** The registry that a delivery of the bench comes to, and the delivery as it waits for its inspection. */
import { link, stat } from 'node:fs/promises'
import path from 'node:path'
import { addFile, censusSettings, openCensus } from '../../server/census/census.queries.ts'
import { spooledPath } from '../../server/census/staging/spool.ts'
import { type Connection, one, rows } from '../../server/db/database.ts'
import { fileHash } from '../../server/readers/file-hash.ts'
import type { CensusWords } from './census-file.ts'
import { CLASSES } from './city.ts'
import { loadGrids } from './load-grids.ts'

export const SCHEMA = 'bench_census'
export const SEED = 7
const EDITION = 'GB/T 30428.2-2013'

/** Fills a registry that is new, and gives the words that its census goes by. */
export const fillRegistry = async (db: Connection, say: (line: string) => void): Promise<CensusWords> => {
  const [unit] = await loadGrids(db, SEED, say)
  const grids = await rows<{ id: number; code: string }>(
    db,
    `select g.grid_id as id, g.code as code from grid_version as g`,
  )
  const codes = new Map(grids.map(({ id, code }) => [id, code]))
  const classes = await rows<{ code: string; name: string }>(
    db,
    `select c.code as code, c.name_zh as name
       from class as c
       join edition as e on e.id = c.edition_id and e.code = :edition::text
      where c.kind = 'component' and c.code is not null
      order by c.code
      limit :count::int`,
    { edition: EDITION, count: CLASSES },
  )
  const { county } = await one<{ county: string }>(db, `select d.code as county from district as d`)
  return { county, classes, gridCodeOf: (cell) => codes.get(unit?.ids[cell] ?? 0) ?? '' }
}

export const openDelivery = async (db: Connection, spool: string, file: string): Promise<number> => {
  const settings = censusSettings.parse({ edition: EDITION, units: 'create' })
  const censusId = await openCensus(db, { title: 'bench', settings, actor: 'bench', accountId: null })
  const sha256 = await fileHash(file)
  await link(file, spooledPath(spool, sha256)).catch(() => undefined)
  await addFile(db, { censusId, name: path.basename(file), sha256, bytes: (await stat(file)).size })
  return censusId
}
