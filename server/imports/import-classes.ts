/** Imports a city's own edition and classes from a CSV with the columns of data/component_classes.csv. */

import { FileRefused } from '../readers/file-refused.ts'
import { openSource } from '../readers/open-layer.ts'
import { declareClasses, settleClasses } from './declare.ts'
import type { ImportOptions } from './import-file.ts'
import { componentMapping, parseMapping } from './mapping.ts'
import { takeBack } from './take-back.ts'

/** Of a dry run: how many would be written. */
export type ClassesImported = { readonly total: number; readonly written: number; readonly dryRun: boolean }

const text = (value: unknown): string | undefined =>
  String(value ?? '').trim() === '' ? undefined : String(value).trim()

/** `edition` names it; an `edition` column, where the file has one, must agree. A wrong row refuses the file: a catalogue is small and one whole. */
export const importClasses = async (
  file: string,
  edition: {
    code: string
    nameZh?: string | undefined
    nameEn?: string | undefined
    extends?: string | undefined
  },
  { db, actor, dryRun, folder }: ImportOptions,
): Promise<ClassesImported> => {
  const source = await openSource(file, { geometry: null, folder })
  const classes: unknown[] = []
  for await (const batch of source.rows()) {
    for (const { rowNo, fields, problem } of batch) {
      const other = text(fields.edition)
      const wrong =
        problem?.en ??
        (other !== undefined && other !== edition.code
          ? `its edition is ${other}, not ${edition.code}`
          : null)
      if (wrong) throw new FileRefused('class_row', [`第 ${rowNo} 行：${wrong}`, `Row ${rowNo}: ${wrong}.`])
      classes.push({
        code: text(fields.code),
        nameZh: text(fields.name_zh),
        nameEn: text(fields.name_en) ?? text(fields.name_zh),
        ...(text(fields.major_code) ? { majorCode: text(fields.major_code) } : {}),
        majorZh: text(fields.major_zh),
        majorEn: text(fields.major_en) ?? text(fields.major_zh),
        geometry: text(fields.geometry) ?? 'point',
      })
    }
  }
  const declared = parseMapping(componentMapping, {
    edition: edition.code,
    code: '$row',
    declare: {
      edition: {
        code: edition.code,
        nameZh: edition.nameZh ?? edition.code,
        nameEn: edition.nameEn ?? edition.code,
        ...(edition.extends ? { extends: edition.extends } : {}),
      },
      classes,
    },
  }).declare
  if (!declared) throw new Error('the declaration was not read')
  const written = dryRun
    ? (await takeBack(db, (trx) => declareClasses(trx, declared))).written.length
    : await settleClasses(db, declared, actor)
  return { total: classes.length, written, dryRun }
}
