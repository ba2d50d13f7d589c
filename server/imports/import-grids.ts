/** Imports one file of grids of one level under a mapping: the scheme and levels it declares, rows judged, one batch, one change in force. */
import path from 'node:path'
import { openSource } from '../readers/open-layer.ts'
import { loadUnits } from './catalogue.ts'
import { declareLevel, settleLevel } from './declare.ts'
import { applyGridBatch, type GridOutcome } from './grid-batch.ts'
import type { GridFields } from './grid-fields.ts'
import { gridRowReader, parentRuleOf } from './grid-row.ts'
import { type Imported, type ImportOptions, importFile } from './import-file.ts'
import type { GridMapping } from './mapping.ts'
import { fieldOf, fieldsOf } from './mapping-value.ts'
import { positionReader } from './position.ts'
import { settleCrs } from './settle-crs.ts'
import { takeBack } from './take-back.ts'
import { unitFinder } from './unit-verdict.ts'

export const importGrids = async (
  file: string,
  mapping: GridMapping,
  options: ImportOptions,
): Promise<Imported<GridOutcome>> => {
  const { db, actor, dryRun, folder, shifts } = options
  const source = await openSource(file, { ...mapping, folder, shifts })
  const crs = settleCrs(source, mapping.crs, shifts)
  const level = dryRun
    ? await takeBack(db, (trx) => declareLevel(trx, mapping))
    : await settleLevel(db, mapping, actor)
  const { depth } = level
  const units = unitFinder(await loadUnits(db), {
    create: mapping.units === 'create',
    declared: mapping.unitList,
  })
  const codeFields = fieldsOf(mapping.code)
  const parentField = mapping.parent === 'auto' ? null : fieldOf(mapping.parent)
  return importFile<GridFields, GridOutcome>(
    {
      kind: 'grids',
      file,
      source,
      mapping,
      codeFields,
      mappedFields: codeFields,
      // A new level says itself where the district is: nothing to compare swapped coordinates with.
      read: gridRowReader({ mapping, units, crs, toPlace: positionReader(crs, null, shifts), depth }),
      apply: async (trx, { batchId, sha256 }) =>
        applyGridBatch(trx, {
          batchId,
          actor,
          // What a dry run declares must go with its rows.
          levelId: (dryRun ? await declareLevel(trx, mapping) : level).levelId,
          parents: parentRuleOf(mapping, depth),
          statesUnits: mapping.unit !== undefined,
          newUnits: units.newUnits(),
          toleranceM2: mapping.toleranceM2,
          title: mapping.title ?? `${mapping.scheme.code} ${mapping.level}: ${path.basename(file)}`,
          sha256,
          fields: { code: codeFields[0] ?? null, parent: parentField },
        }),
    },
    options,
  )
}
