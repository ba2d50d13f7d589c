/** Brings all rows of a delivery into `census_row`, layer by layer: one that was brought in whole is not read again, one that was cut off is read anew. */
import { stat } from 'node:fs/promises'
import { type Connection, rows } from '../../db/database.ts'
import { type Extent, positionReader, readDistrictExtent } from '../../imports/position.ts'
import { settleCrs } from '../../imports/settle-crs.ts'
import { FileRefused } from '../../readers/file-refused.ts'
import { openLayer } from '../../readers/open-layer.ts'
import { type CrsFound, ENCODINGS, type Encoding, type Layer } from '../../readers/source.ts'
import type { LayerReading } from '../../shared/census.ts'
import type { DatumShifts } from '../../shared/crs.ts'
import { type CensusSettings, getSettings, setState } from '../census.queries.ts'
import type { JobWork } from '../jobs/carry-out-job.ts'
import { readDatumShifts } from './city-datum.ts'
import { discardRows } from './discard-rows.ts'
import { mappingOf } from './layer-reading.ts'
import { stageLayer } from './stage-layer.ts'

type ToStage = {
  readonly layerNo: number
  readonly name: string
  readonly fileId: number
  readonly fileName: string
  readonly sha256: string
  /** As a surveyor confirmed it; it wins over what the file says of itself. */
  readonly confirmed: LayerReading | null
  readonly proposed: LayerReading
  /** Null where it is not in whole. */
  readonly rows: number | null
}

const listToStage = (db: Connection, censusId: number): Promise<ToStage[]> =>
  rows<ToStage>(
    db,
    `select l.layer_no as "layerNo", l.name as name, f.id as "fileId", f.name as "fileName", f.sha256 as sha256,
            nullif(l.reading, '{}') as confirmed, l.inspection->'proposed' as proposed, l.rows as rows
       from census_layer as l
       join census_file as f on f.id = l.file_id
      where l.census_id = :censusId::bigint
        and l.included
      order by l.layer_no`,
    { censusId },
  )

type Opened = { readonly layer: Layer; readonly bytes: number; readonly toStage: ToStage }

const openAll = async ({ delivered }: JobWork, toStage: readonly ToStage[]): Promise<Opened[]> => {
  const opened: Opened[] = []
  for (const one of toStage) {
    const { layers } = await delivered.layersOf({ id: one.fileId, name: one.fileName, sha256: one.sha256 })
    const layer = layers.find(({ name }) => name === one.name)
    if (layer === undefined)
      throw new FileRefused('layer_gone', [
        `文件 ${one.fileName} 中没有图层“${one.name}”`,
        `The file ${one.fileName} has no layer "${one.name}".`,
      ])
    opened.push({ layer, bytes: (await stat(layer.file)).size, toStage: one })
  }
  return opened
}

const encodingOf = (name: string | undefined): { encoding?: Encoding } => {
  const encoding = ENCODINGS.find((known) => known === name)
  return encoding === undefined ? {} : { encoding }
}

/** What a surveyor confirmed wins over what the file names; but coordinates of another datum do not become CGCS2000 by being called so. */
const contradicting = (declared: CrsFound | null, confirmed: LayerReading | null): CrsFound | null =>
  confirmed?.crs !== undefined && declared !== null && 'crs' in declared ? null : declared

const stageOne = async (
  work: JobWork,
  { layer, toStage: { layerNo, confirmed, proposed } }: Opened,
  place: {
    censusId: number
    rowsBefore: number
    settings: CensusSettings
    extent: Extent | null
    shifts: DatumShifts
    tell(layerShare: number, rows: number): void
  },
): Promise<number> => {
  const reading = confirmed ?? proposed
  const mapping = mappingOf(reading, place.settings)
  const source = await openLayer(layer, {
    ...encodingOf(reading.encoding),
    geometry: reading.geometry,
    headerRow: reading.headerRow,
    shifts: place.shifts,
    folder: await work.delivered.folder(),
  })
  const crs = settleCrs({ crs: contradicting(source.crs, confirmed) }, mapping.crs, place.shifts)
  return stageLayer(
    {
      db: work.db,
      embedded: work.embedded,
      tell({ rows: count, share }) {
        work.stopIfWanted()
        place.tell(share, place.rowsBefore + count)
      },
    },
    { censusId: place.censusId, layerNo, rowsBefore: place.rowsBefore },
    { source, mapping, crs, toPlace: positionReader(crs, place.extent, place.shifts) },
  )
}

/** Gives how many rows there are. Throws FileRefused where a layer cannot be read as it is set. */
export const stageCensus = async (work: JobWork, censusId: number): Promise<number> => {
  const { db } = work
  work.step({ stage: 'read', rows: 0, share: 0 })
  const settings = await getSettings(db, censusId)
  const toStage = await listToStage(db, censusId)
  if (toStage.every((layer) => layer.rows === null)) await discardRows(db, censusId)
  const opened = await openAll(work, toStage)
  const [extent, shifts] = [await readDistrictExtent(db), await readDatumShifts(db)]
  const total = opened.reduce((sum, { bytes }) => sum + bytes, 0)
  let [count, read] = [0, 0]
  for (const one of opened) {
    work.stopIfWanted()
    const tell = (share: number, rowsNow: number): void =>
      work.step({
        stage: 'read',
        rows: rowsNow,
        share: total === 0 ? 1 : (read + share * one.bytes) / total,
      })
    const place = { censusId, rowsBefore: count, settings, extent, shifts, tell }
    count += one.toStage.rows ?? (await stageOne(work, one, place))
    read += one.bytes
  }
  await setState(db, censusId, 'staged')
  return count
}
