/** Which CRS the positions of a layer are read in: what the caller says, what the file says, and whether both can be true and be converted. */
import { FileRefused } from '../readers/file-refused.ts'
import type { CrsFound, Source } from '../readers/source.ts'
import { type DatumShifts, missingShift, sameCrs } from '../shared/crs.ts'

/** The system that the file itself names, in a word that it can be compared by. */
const contradicts = (declared: CrsFound, said: string): string | null => {
  if ('crs' in declared)
    return declared.confidence === 'certain' && !sameCrs(said, declared.crs) ? declared.crs : null
  // A city knows its local system; but coordinates of another datum do not become CGCS2000 by calling them so.
  const datum = declared.refused
  return (datum === 'xian80' || datum === 'beijing54') && missingShift(said, {}) !== datum
    ? declared.said
    : null
}

const settleSaid = (declared: CrsFound | null, said: string): string => {
  const named = declared === null ? null : contradicts(declared, said)
  if (named === null) return said
  throw new FileRefused('crs_contradiction', [
    `文件写明坐标系 ${named}，而指定的是 ${said}`,
    `The file says that its CRS is ${named}, but ${said} was asked for.`,
  ])
}

const settleDeclared = (declared: CrsFound | null): string => {
  if (declared === null)
    throw new FileRefused('crs_missing', [
      '没有指明坐标系；CSV 必须用 crs 指明',
      'No coordinate reference system is named; a CSV needs one (crs).',
    ])
  if ('refused' in declared) throw new FileRefused('crs_refused', declared.why)
  if (declared.confidence === 'guess') throw new FileRefused('crs_missing', declared.why)
  return declared.crs
}

/** Throws FileRefused where nobody says it, where caller and file disagree, and where the city's parameters are missing. */
export const settleCrs = (
  { crs: declared }: Pick<Source, 'crs'>,
  said: string | undefined,
  shifts: DatumShifts = {},
): string => {
  const crs = said === undefined ? settleDeclared(declared) : settleSaid(declared, said)
  if (missingShift(crs, shifts) === null) return crs
  throw new FileRefused('crs_refused', [
    `${crs} 没有公开的转换参数，须配置本市的参数`,
    `There are no public parameters for ${crs}; those of your city must be configured.`,
  ])
}
