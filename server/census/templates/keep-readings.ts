/** What a person said of the layers of a delivery, kept as their templates once the rows have shown that it is right. */
import type { Connection } from '../../db/database.ts'
import type { Actor } from '../../db/end-write.ts'
import { getSettings } from '../census.queries.ts'
import { censusLayers } from '../census-layers.queries.ts'
import { keepTemplate } from './templates.ts'

export const keepReadings = (db: Connection, censusId: number, actor: Actor): Promise<void> =>
  db.transaction(async (trx) => {
    const { edition } = await getSettings(trx, censusId)
    for (const { name, format, included, reading, inspection } of await censusLayers(trx, censusId))
      if (included && reading && inspection) {
        const layer = { name, format, fields: inspection.fields.map((field) => field.name) }
        await keepTemplate(trx, { layer, reading, edition }, actor)
      }
  })
