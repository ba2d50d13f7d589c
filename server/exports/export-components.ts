/** One export from its question to its bytes: which components, what stands for their numbers, the writer of the format. All of one state of the registry. */
import type { z } from 'zod'
import type { Connection } from '../db/database.ts'
import { inSnapshot } from '../db/snapshot.ts'
import type { exportComponents as contract } from '../shared/exports.contract.ts'
import { type ExportCatalogue, readExportCatalogue } from './catalogue.queries.ts'
import { findMatching, hasShapes, readRecords } from './component-rows.queries.ts'
import { componentTable } from './component-table.ts'
import { exportFileName, exportTableName } from './export-name.ts'
import { crsOf, type Exported, mediaTypeOf, writeTable } from './write-table.ts'

export type ExportQuestion = z.output<typeof contract.query>
type Source = {
  readonly db: Connection
  /** Ends the reading where nobody wants the rest. */
  readonly signal?: AbortSignal
}

const prepare = async (
  { db, signal }: Source,
  question: ExportQuestion,
  catalogue: ExportCatalogue,
): Promise<Exported> => {
  const crs = crsOf(question)
  const now = new Date()
  const { format, geometry, names, at } = question
  const inColumns = format === 'csv' || format === 'xlsx'
  const ids = await findMatching(db, question)
  const records = readRecords(db, ids, { schemes: catalogue.schemes, at, crs, signal })
  const table = componentTable(records, catalogue, {
    name: exportTableName(question),
    format,
    names,
    crs,
    geometry,
    hasShapes: inColumns && geometry === 'xy' && (await hasShapes(db, question)),
  })
  return {
    fileName: exportFileName(question, catalogue, now),
    mediaType: mediaTypeOf(question),
    crs,
    rows: ids.length,
    bytes: writeTable(table, question, crs, now),
  }
}

/**
 * `send` takes the bytes before the export ends. On a server all of it is one snapshot. The embedded database has one session, which nobody may hold while a
 * client takes its time: there each run of records is a statement of its own, and a commit in between shows in the runs that follow.
 */
export const exportComponents = <T>(
  { db, embedded, signal }: Source & { readonly embedded: boolean },
  question: ExportQuestion,
  send: (exported: Exported) => Promise<T>,
): Promise<T> => {
  const run = async (connection: Connection): Promise<T> =>
    send(
      await prepare(
        { db: connection, ...(signal ? { signal } : {}) },
        question,
        await readExportCatalogue(connection, question.at),
      ),
    )
  return embedded ? run(db) : inSnapshot(db, run)
}
