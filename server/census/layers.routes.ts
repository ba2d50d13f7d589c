/** How a layer is read, as a surveyor confirms it: it is looked at anew at once, and the answer waits for that as long as a person does. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from '../db/database.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/census.contract.ts'
import { getSettings } from './census.queries.ts'
import { type CensusLayer, getLayer, updateLayerRow } from './census-layers.queries.ts'
import { readAnew, UNCOMMITTED, withCensus } from './editable.ts'
import { beginJob } from './jobs/job-wishes.ts'
import { mappingOf } from './staging/layer-reading.ts'

/** Else it comes with the event that ends the inspection. */
const PATIENCE_MS = 5_000
const LOOK_MS = 50

const lookedAt = async (db: Connection, censusId: number, no: number): Promise<CensusLayer> => {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const layer = await getLayer(db, censusId, no)
    if (layer.inspection !== null || performance.now() > until) return layer
    await pause(LOOK_MS)
  }
}

export const answerUpdateLayer: Handler<typeof contract.updateLayer> = async (
  { db, censusJobs },
  { params: { id, no }, body, actor },
) => {
  await withCensus(db, id, UNCOMMITTED, async (trx, locked) => {
    const before = await getLayer(trx, id, no)
    const { reading } = body
    // What names no code yet is not finished, but what it says must be readable.
    if (reading)
      mappingOf({ ...reading, targets: { code: ' ', ...reading.targets } }, await getSettings(trx, id))
    await updateLayerRow(trx, { censusId: id, no }, body)
    if (reading !== undefined || (body.included ?? before.included) !== before.included)
      await readAnew(trx, id)
    if (reading !== undefined && before.fileId !== null)
      await beginJob(trx, { censusId: id, kind: 'inspect', actor }, locked)
  })
  censusJobs.wake()
  return lookedAt(db, id, no)
}
