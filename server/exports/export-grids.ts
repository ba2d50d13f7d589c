/** One export of grids from its question to its bytes: whole coverages, with who answers for each grid, as of one instant. */
import type { z } from 'zod'
import { type Connection, first } from '../db/database.ts'
import { inSnapshot } from '../db/snapshot.ts'
import { NotFound } from '../errors.ts'
import type { exportGrids as contract } from '../shared/exports.contract.ts'
import { readExportUnits } from './catalogue.queries.ts'
import { gridsFileName } from './export-name.ts'
import { findGridsToExport, readGridsAbove } from './grid-rows.queries.ts'
import { gridTable } from './grid-table.ts'
import { crsOf, type Exported, mediaTypeOf, writeTable } from './write-table.ts'

export type GridExportQuestion = z.output<typeof contract.query>

type Named = { readonly code: string; readonly nameZh: string; readonly nameEn: string }
/** What was asked for by number, each by its names; throws NotFound where there is no such thing. */
const findNamed = async (
  db: Connection,
  { scheme, level }: GridExportQuestion,
): Promise<{ scheme: Named | null; level: Named | null }> => {
  const named = async (table: 'scheme' | 'level', id: number | undefined): Promise<Named | null> => {
    if (id === undefined) return null
    const found = await first<Named>(
      db,
      `select t.code as code, t.name_zh as "nameZh", t.name_en as "nameEn" from ${table} as t where t.id = :id::int`,
      { id },
    )
    if (!found) throw new NotFound(`no_such_${table}`, `There is no ${table} ${id}.`)
    return found
  }
  return { scheme: await named('scheme', scheme), level: await named('level', level) }
}

const prepare = async (
  db: Connection,
  signal: AbortSignal | undefined,
  question: GridExportQuestion,
): Promise<Exported> => {
  const { format, lang, at } = question
  const [crs, now] = [crsOf(question), new Date()]
  const { scheme, level } = await findNamed(db, question)
  const grids = await findGridsToExport(db, question)
  const known = { above: await readGridsAbove(db, at), units: await readExportUnits(db, at) }
  const options = { name: 'grids', format, crs, ...(signal ? { signal } : {}) }
  return {
    fileName: gridsFileName({ format, lang, at }, [scheme, level], now),
    mediaType: mediaTypeOf(question),
    crs,
    rows: grids.length,
    bytes: writeTable(gridTable(db, grids, known, options), question, crs, now),
  }
}

/** `send` takes the bytes before the export ends. The embedded database's one session is not held meanwhile, as in export-components.ts. */
export const exportGrids = <T>(
  { db, embedded, signal }: { db: Connection; embedded: boolean; signal?: AbortSignal },
  question: GridExportQuestion,
  send: (exported: Exported) => Promise<T>,
): Promise<T> => {
  const run = async (connection: Connection): Promise<T> => send(await prepare(connection, signal, question))
  return embedded ? run(db) : inSnapshot(db, run)
}
