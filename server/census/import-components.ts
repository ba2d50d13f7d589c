/** A delivery from the command line, the same census as in the client: files under one mapping are staged, judged, compared, and committed unless it is a dry run. */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Connection } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { settleClasses } from '../imports/declare.ts'
import type { ComponentMapping } from '../imports/mapping.ts'
import { positionReader, readDistrictExtent } from '../imports/position.ts'
import { settleCrs } from '../imports/settle-crs.ts'
import { takeBack } from '../imports/take-back.ts'
import { fileHash } from '../readers/file-hash.ts'
import { FileRefused } from '../readers/file-refused.ts'
import { findLayers, sayLeftOut } from '../readers/find-layers.ts'
import { openLayer } from '../readers/open-layer.ts'
import type { Said } from '../readers/source.ts'
import type { DatumShifts } from '../shared/crs.ts'
import {
  addFile,
  addLayer,
  type CensusState,
  censusSettings,
  openCensus,
  setState,
} from './census.queries.ts'
import {
  type CensusCounts,
  countCensus,
  countUnitsToMake,
  type FindingSummary,
  findOutside,
  summariseFindings,
} from './census-report.ts'
import { commit, compareCensus, judgeCensus } from './jobs/stages.ts'
import { discardRows } from './staging/discard-rows.ts'
import { readingOf } from './staging/layer-reading.ts'
import { stageLayer, type Work } from './staging/stage-layer.ts'

export type ComponentOutcome = CensusCounts & {
  readonly retired: number
  readonly unitsMade: number
  /** Of a commit: inside the district, but in a gap of a scheme. */
  readonly gaps: number
  /** Of a commit: in no grid of any scheme, how many, and the codes of the first hundred. */
  readonly outside: number
  readonly outsideCodes: readonly string[]
  /** Null where nothing changed. */
  readonly version: number | null
}
export type ImportedComponents = {
  readonly censusId: number
  /** Null for a dry run. */
  readonly batchId: number | null
  readonly dryRun: boolean
  readonly outcome: ComponentOutcome
  /** Why rows are in quarantine. */
  readonly refused: readonly FindingSummary[]
  /** Said beside rows that are good. */
  readonly notes: readonly FindingSummary[]
  readonly warnings: readonly Said[]
}

export type ImportWork = Work & {
  readonly actor: Actor
  readonly dryRun: boolean
  /** Where archives are unpacked; the caller throws it away. */
  readonly folder: string
  /** Of the city, for Xi'an 1980 and Beijing 1954. */
  readonly shifts?: DatumShifts | undefined
  /** A stage begins. */
  begin(stage: 'judge' | 'compare' | 'commit'): void
}

const stageFile = async (
  work: ImportWork,
  { censusId, file, rowsBefore }: { censusId: number; file: string; rowsBefore: number },
  mapping: ComponentMapping,
): Promise<{ rows: number; warnings: readonly Said[] }> => {
  const { size } = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw new FileRefused('file_unreadable', [
      `无法打开 ${file}（${cause.code}）`,
      `${file} cannot be opened (${cause.code}).`,
    ])
  })
  const name = path.basename(file)
  const { folder, shifts } = work
  const { layers, skipped } = await findLayers(file, folder)
  const fileId = await addFile(work.db, { censusId, name, sha256: await fileHash(file), bytes: size })
  const extent = await readDistrictExtent(work.db)
  let count = 0
  const warnings = sayLeftOut(skipped)
  for (const layer of layers.filter(({ name }) => mapping.layer === undefined || name === mapping.layer)) {
    const source = await openLayer(layer, { ...mapping, folder, shifts })
    const crs = settleCrs(source, mapping.crs, shifts)
    const layerNo = await addLayer(work.db, {
      censusId,
      fileId,
      name: layer.name,
      format: layer.format,
      reading: readingOf(mapping),
    })
    const place = { censusId, layerNo, rowsBefore: rowsBefore + count }
    count += await stageLayer(work, place, {
      source,
      mapping,
      crs,
      toPlace: positionReader(crs, extent, shifts),
    })
    warnings.push(...source.warnings)
  }
  return { rows: count, warnings }
}

const settingsOf = ({ edition, units, unitList }: ComponentMapping) =>
  censusSettings.parse({ edition, units, unitList })

const carryOut = async (
  files: readonly string[],
  mapping: ComponentMapping,
  work: ImportWork,
  censusId: number,
): Promise<ImportedComponents> => {
  const { db, actor, dryRun } = work
  const warnings: Said[] = []
  let rowsBefore = 0
  for (const file of files) {
    const staged = await stageFile(work, { censusId, file, rowsBefore }, mapping)
    rowsBefore += staged.rows
    warnings.push(...staged.warnings)
  }
  if (rowsBefore === 0) throw new FileRefused('file_no_rows', ['文件没有任何记录', 'The file holds no rows.'])
  work.begin('judge')
  const wrong = await judgeCensus(db, censusId)
  if (wrong !== null) throw new FileRefused('setting_wrong', wrong)
  work.begin('compare')
  await compareCensus(db, censusId)
  const [counts, findings] = [await countCensus(db, censusId), await summariseFindings(db, censusId)]
  const found = {
    censusId,
    dryRun,
    refused: findings.filter(({ severity }) => severity === 'error'),
    notes: findings.filter(({ severity }) => severity !== 'error'),
    warnings,
  }
  if (dryRun) {
    const nothing = { retired: 0, gaps: 0, outside: 0, outsideCodes: [], version: null }
    const unitsMade = await countUnitsToMake(db, censusId)
    return { ...found, batchId: null, outcome: { ...counts, ...nothing, unitsMade } }
  }
  work.begin('commit')
  const { batchId, retired, unitsMade, gaps, version } = await commit(db, censusId, actor)
  const outside = await findOutside(db, censusId)
  return { ...found, batchId, outcome: { ...counts, retired, unitsMade, gaps, version, ...outside } }
}

/** What fails, and a dry run, leaves the census' own line without rows. */
const endWithoutCommit = async (db: Connection, censusId: number, state: CensusState, why: unknown) => {
  const said: Said | null = why instanceof FileRefused ? [why.zh, why.message] : null
  await discardRows(db, censusId)
  await setState(db, censusId, state, said)
}

const open = (
  files: readonly string[],
  mapping: ComponentMapping,
  { db, actor }: ImportWork,
): Promise<number> =>
  openCensus(db, {
    title: files
      .map((file) => path.basename(file))
      .join(', ')
      .slice(0, 200),
    settings: settingsOf(mapping),
    actor: actor.name,
    accountId: actor.accountId,
  })

/** Throws FileRefused for what cannot be read or is set wrong; nothing of it is in the registry then. */
export const importComponents = async (
  files: readonly string[],
  mapping: ComponentMapping,
  work: ImportWork,
): Promise<ImportedComponents> => {
  const { db, actor, dryRun } = work
  // Classes that only a dry run declares must not stay, nor what stands on them.
  if (mapping.declare && dryRun) {
    const { declare } = mapping
    return takeBack(db, async (trx) => {
      await settleClasses(trx, declare, actor)
      const within = { ...work, db: trx }
      return carryOut(files, mapping, within, await open(files, mapping, within))
    })
  }
  if (mapping.declare) await settleClasses(db, mapping.declare, actor)
  const censusId = await open(files, mapping, work)
  const imported = await carryOut(files, mapping, work, censusId).catch(async (error: unknown) => {
    await endWithoutCommit(db, censusId, 'discarded', error)
    throw error
  })
  if (dryRun) await endWithoutCommit(db, censusId, 'discarded', null)
  return imported
}
