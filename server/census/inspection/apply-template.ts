/** What a template makes of a proposal: what was confirmed once goes before what is guessed now, but not before what the file itself says for certain. */
import type { Source } from '../../readers/source.ts'
import type { LayerReading } from '../../shared/census.ts'
import { readingUnder, type Template } from '../templates/templates.ts'
import type { ProposedMapping } from './propose-mapping.ts'

export const applyTemplate = (
  proposed: ProposedMapping,
  template: Template,
  { source, layerName }: { source: Pick<Source, 'crs' | 'encoding'>; layerName: string },
): ProposedMapping => {
  const { crs, encoding, ...kept } = readingUnder(template, layerName)
  const saysCrs = source.crs !== null && 'crs' in source.crs && source.crs.confidence !== 'guess'
  const reading: LayerReading = {
    ...kept,
    ...(crs === undefined || saysCrs ? {} : { crs }),
    ...(encoding === undefined || source.encoding.confidence !== 'guess' ? {} : { encoding }),
    ...(kept.classCode === undefined && proposed.reading.classCode !== undefined
      ? { classCode: proposed.reading.classCode }
      : {}),
  }
  const why = {
    zh: `按模板“${template.name}”，上次已确认`,
    en: `By the template ${template.name}, as confirmed before.`,
  }
  const { edition, recordIds, classCode } = proposed.reasons
  const by = Object.keys({ ...reading.targets, ...(reading.geometry ? { geometry: true } : {}) })
  return {
    ...proposed,
    reading,
    reasons: {
      ...Object.fromEntries(by.map((target) => [target, { confidence: 'likely' as const, why }])),
      ...(edition ? { edition } : {}),
      ...(recordIds ? { recordIds } : {}),
      ...(classCode ? { classCode } : {}),
    },
  }
}
