/** The layers of a delivery with how they are read and what was found in them, and what a surveyor decides of them. */
import { type Connection, rows } from '../db/database.ts'
import { NotFound } from '../errors.ts'
import type { Census, LayerReading } from '../shared/census.ts'

export type CensusLayer = Census['layers'][number]

const LAYER = `
  l.layer_no as no, l.file_id as "fileId", l.name as name, l.format as format, l.included as included, l.rows as rows,
  nullif(l.reading, '{}') as reading, nullif(l.inspection, '{}') as inspection`

export const censusLayers = (db: Connection, censusId: number): Promise<CensusLayer[]> =>
  rows<CensusLayer>(
    db,
    `select ${LAYER} from census_layer as l where l.census_id = :censusId::bigint order by l.layer_no`,
    { censusId },
  )

/** Throws NotFound. */
export const getLayer = async (db: Connection, censusId: number, no: number): Promise<CensusLayer> => {
  const [found] = await rows<CensusLayer>(
    db,
    `select ${LAYER}
       from census_layer as l
      where l.census_id = :censusId::bigint
        and l.layer_no = :no::int`,
    { censusId, no },
  )
  if (!found) throw new NotFound('no_such_layer', `Delivery ${censusId} has no layer ${no}.`)
  return found
}

/** Undefined leaves as it is; a reading, or null for the proposed one, is looked at anew. */
export const updateLayerRow = async (
  trx: Connection,
  at: { censusId: number; no: number },
  to: { included?: boolean | undefined; reading?: LayerReading | null | undefined },
): Promise<void> => {
  await rows(
    trx,
    `update census_layer as l
        set included = coalesce(:included::boolean, l.included),
            reading = case when :anew::boolean then :reading::jsonb else l.reading end,
            inspection = case when :anew::boolean then '{}' else l.inspection end
      where l.census_id = :censusId::bigint
        and l.layer_no = :no::int`,
    {
      ...at,
      included: to.included ?? null,
      anew: to.reading !== undefined,
      reading: JSON.stringify(to.reading ?? {}),
    },
  )
}

/** Every layer of a file is looked at anew. False where there is none. */
export const forgetLook = async (trx: Connection, censusId: number): Promise<boolean> =>
  (
    await rows(
      trx,
      `update census_layer as l
          set inspection = '{}'
        where l.census_id = :censusId::bigint
          and l.file_id is not null
       returning l.layer_no as no`,
      { censusId },
    )
  ).length > 0
