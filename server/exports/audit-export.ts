/** Writes down who took which components or grids out, before the first byte leaves. */
import type { Connection } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import type { ExportQuestion } from './export-components.ts'
import type { GridExportQuestion } from './export-grids.ts'
import type { Exported } from './write-table.ts'

const write = (db: Connection, actor: Actor, entity: 'component' | 'grid', after: object): Promise<unknown> =>
  db.transaction((trx) => endWrite(trx, actor, { action: `${entity}.export`, entity, after }))

export const auditExport = (
  db: Connection,
  actor: Actor,
  { format, encoding, names, geometry, lang: _, crs: _asked, ...filter }: ExportQuestion,
  { rows, crs, fileName }: Exported,
): Promise<unknown> =>
  write(db, actor, 'component', { rows, filter, format, crs, encoding, names, geometry, file: fileName })

export const auditGridExport = (
  db: Connection,
  actor: Actor,
  { format, encoding, lang: _, crs: _asked, ...filter }: GridExportQuestion,
  { rows, crs, fileName }: Exported,
): Promise<unknown> => write(db, actor, 'grid', { rows, filter, format, crs, encoding, file: fileName })
