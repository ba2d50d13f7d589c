/** Writes down who took which components out, before the first byte leaves. */
import type { Connection } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import type { Exported, ExportQuestion } from './export-components.ts'

export const auditExport = (
  db: Connection,
  actor: Actor,
  { format, encoding, names, geometry, lang: _, crs: _asked, ...filter }: ExportQuestion,
  { rows, crs, fileName }: Exported,
): Promise<unknown> =>
  db.transaction((trx) =>
    endWrite(trx, actor, {
      action: 'component.export',
      entity: 'component',
      after: { rows, filter, format, crs, encoding, names, geometry, file: fileName },
    }),
  )
