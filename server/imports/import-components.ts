/** Imports one file of components under a mapping: editions and classes it declares, rows judged, one batch. */
import { type Connection, rows } from '../db/database.ts'
import { openSource } from '../readers/open-layer.ts'
import { type ClassCatalogue, loadClasses, loadUnits } from './catalogue.ts'
import { applyComponentBatch, type ComponentOutcome } from './component-batch.ts'
import type { ComponentFields } from './component-fields.ts'
import { componentRowReader, mappedFieldsOf, statedBy } from './component-row.ts'
import { type Declared, declareClasses, settleClasses } from './declare.ts'
import { type Imported, type ImportOptions, importFile, readDistrictExtent } from './import-file.ts'
import type { ComponentMapping } from './mapping.ts'
import { fieldsOf } from './mapping-value.ts'
import { positionReader } from './position.ts'
import { settleCrs } from './settle-crs.ts'
import { takeBack } from './take-back.ts'
import { unitFinder } from './unit-verdict.ts'

const declareAndLoad = async (
  trx: Connection,
  declared: Declared,
  edition: string,
): Promise<ClassCatalogue> => {
  await declareClasses(trx, declared)
  return loadClasses(trx, edition)
}

/** The classes by which rows are read. A dry run takes its declaration back at once: what it judges does not wait in a long transaction. */
const settleCatalogue = async (
  { declare, edition }: ComponentMapping,
  { db, actor, dryRun }: ImportOptions,
): Promise<ClassCatalogue> => {
  if (declare && dryRun) return takeBack(db, (trx) => declareAndLoad(trx, declare, edition))
  if (declare) await settleClasses(db, declare, actor)
  return loadClasses(db, edition)
}

/** Declares again, in the transaction that takes a dry run back, and gives its staged rows the identities that the classes have now. */
const declareForRows = async (
  trx: Connection,
  batchId: number,
  { declared, edition, former }: { declared: Declared; edition: string; former: ClassCatalogue },
): Promise<ClassCatalogue> => {
  const now = await declareAndLoad(trx, declared, edition)
  const renewed = declared.classes.map(({ code }) => [former.byCode.get(code)?.id, now.byCode.get(code)?.id])
  await rows(
    trx,
    `update batch_row as r
        set fields = r.fields || jsonb_build_object('classId', c.now_id)
       from unnest(:formerIds::int[], :nowIds::int[]) as c (former_id, now_id)
      where r.batch_id = :batchId::bigint
        and (r.fields->>'classId')::int = c.former_id
        and c.now_id <> c.former_id`,
    { batchId, formerIds: renewed.map(([id]) => id ?? null), nowIds: renewed.map(([, id]) => id ?? null) },
  )
  return now
}

export const importComponents = async (
  file: string,
  mapping: ComponentMapping,
  options: ImportOptions,
): Promise<Imported<ComponentOutcome>> => {
  const { db, actor, dryRun, folder, shifts } = options
  const source = await openSource(file, { ...mapping, folder, shifts })
  const crs = settleCrs(source, mapping.crs, shifts)
  const classes = await settleCatalogue(mapping, options)
  const units = unitFinder(await loadUnits(db), {
    create: mapping.units === 'create',
    declared: mapping.unitList,
  })
  const toPlace = positionReader(crs, await readDistrictExtent(db), shifts)
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
      apply: async (trx, { batchId, sha256, seen }) => {
        const stated = statedBy(mapping, seen)
        const { declare: declared, edition } = mapping
        const { editionId } =
          declared && dryRun
            ? await declareForRows(trx, batchId, { declared, edition, former: classes })
            : classes
        return applyComponentBatch(trx, {
          batchId,
          actor,
          editionId,
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
