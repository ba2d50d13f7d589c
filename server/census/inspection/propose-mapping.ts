/** How a layer is best read, concluded from its header and sampled rows: place, targets, edition and class, each with its reason. Nothing is proposed from nothing. */

import type { SourceRow } from '../../readers/source.ts'
import type { LayerReading } from '../../shared/census.ts'
import { profileFields, textOf } from './field-profile.ts'
import { classWords } from './fit-target.ts'
import type { KnownEdition } from './known-classes.ts'
import { readOwnExport } from './own-export.ts'
import { proposeClass } from './propose-class.ts'
import { proposeEdition } from './propose-edition.ts'
import { proposeGeometry } from './propose-geometry.ts'
import { proposeTargets, type Reasons } from './propose-targets.ts'
import { isRecordId } from './record-ids.ts'

export type Sampled = {
  /** As the surveyor knows the layer. */
  readonly name: string
  readonly fields: readonly string[]
  readonly rows: readonly Pick<SourceRow, 'fields'>[]
  /** The format has no geometry, so that columns must say the place. */
  readonly isTable: boolean
}
export type ProposedMapping = {
  readonly reading: LayerReading
  /** By target; `geometry`, `classCode`, `edition` and `recordIds` beside them. */
  readonly reasons: Reasons
  readonly edition: string | null
}

const recordIdReason = (fields: readonly string[]): Reasons => {
  const ids = fields.filter(isRecordId)
  if (ids.length === 0) return {}
  const why = {
    zh: `${ids.join('、')} 每次导出都会改变，不作编码，也不算差异`,
    en: `${ids.join(', ')} are new in every export: neither codes nor differences.`,
  }
  return { recordIds: { confidence: 'certain', why } }
}

/** `said`: the edition that the delivery is under, which decides among equals and for the class of the layer's name. */
export const proposeMapping = (
  { name, fields, rows, isTable }: Sampled,
  editions: readonly KnownEdition[],
  said: string | null = null,
): ProposedMapping => {
  const profiles = profileFields(fields, rows)
  const place = isTable ? proposeGeometry(profiles) : null
  const taken = new Set(place === null ? [] : Object.values(place.geometry))
  const own = readOwnExport(fields)
  const { targets, reasons } = own ?? proposeTargets(profiles, classWords(editions), taken)
  const read = (target: string, row: Pick<SourceRow, 'fields'>): string => {
    const source = targets[target]
    return typeof source === 'string' ? textOf(row.fields[source]) : ''
  }
  const preferred = editions.toSorted((a, b) => Number(b.code === said) - Number(a.code === said))
  const found = proposeEdition(
    preferred,
    rows.map((row) => ({
      code: read('code', row),
      classCode: read('class', row),
      className: read('className', row),
    })),
  )
  const edition = editions.find(({ code }) => code === (said ?? found?.edition))
  const saysClass = 'class' in targets || 'className' in targets
  const fixed = saysClass || edition === undefined ? null : proposeClass(name, edition)
  return {
    edition: found?.edition ?? null,
    reading: {
      targets,
      ...(own === null ? {} : { extra: own.extra, ignore: own.ignore }),
      ...(place === null ? {} : { geometry: place.geometry }),
      ...(fixed === null ? {} : { classCode: fixed.classCode }),
    },
    reasons: {
      ...reasons,
      ...(place === null ? {} : { geometry: place.reason }),
      ...(fixed === null ? {} : { classCode: fixed.reason }),
      ...(found === null ? {} : { edition: found.reason }),
      ...recordIdReason(fields),
    },
  }
}
