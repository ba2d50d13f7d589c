/** Imports one file of components under a mapping: editions and classes it declares, rows judged, one batch. */
import { loadClasses, loadUnits } from './catalogue.ts'
import { applyComponentBatch, type ComponentOutcome } from './component-batch.ts'
import type { ComponentFields } from './component-fields.ts'
import { componentRowReader, mappedFieldsOf, statedBy } from './component-row.ts'
import { settleClasses } from './declare.ts'
import {
  type Imported,
  type ImportOptions,
  importFile,
  readDistrictExtent,
  settleCrs,
} from './import-file.ts'
import type { ComponentMapping } from './mapping.ts'
import { fieldsOf } from './mapping-value.ts'
import { positionReader } from './position.ts'
import { openSource } from './source.ts'
import { unitFinder } from './unit-verdict.ts'

export const importComponents = async (
  file: string,
  mapping: ComponentMapping,
  options: ImportOptions,
): Promise<Imported<ComponentOutcome>> => {
  const { db, actor } = options
  const source = await openSource(file, mapping)
  const crs = settleCrs(source, mapping.crs)
  if (mapping.declare) await settleClasses(db, mapping.declare, actor)
  const classes = await loadClasses(db, mapping.edition)
  const units = unitFinder(await loadUnits(db), {
    create: mapping.units === 'create',
    declared: mapping.unitList,
  })
  const toPlace = positionReader(crs, await readDistrictExtent(db))
  const codeFields = fieldsOf(mapping.code)
  return importFile<ComponentFields, ComponentOutcome>(
    {
      kind: 'components',
      file,
      source,
      mapping,
      codeFields,
      mappedFields: mappedFieldsOf(mapping),
      read: componentRowReader({ mapping, classes, units, crs, toPlace }),
      apply: (trx, { batchId, sha256, seen }) => {
        const stated = statedBy(mapping, seen)
        return applyComponentBatch(trx, {
          batchId,
          actor,
          editionId: classes.editionId,
          stated: stated.attributes,
          statedRoles: stated.roles,
          newUnits: units.newUnits(),
          sha256,
          codeField: codeFields[0] ?? null,
        })
      },
    },
    options,
  )
}
