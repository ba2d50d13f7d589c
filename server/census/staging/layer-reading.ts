/** How a layer is read, as a surveyor confirmed or the file proposed it (the contract's `LayerReading`), into the mapping that staging goes by, and back. */
import { type ComponentMapping, componentMapping, parseMapping } from '../../imports/mapping.ts'
import { FileRefused } from '../../readers/file-refused.ts'
import type { LayerReading } from '../../shared/census.ts'
import { ROLES } from '../../shared/words.ts'
import type { CensusSettings } from '../census.queries.ts'
import { rolePartsOf } from './role-parts.ts'
import { ATTRIBUTE_NAMES, ROLE_PARTS, rolePart } from './said-columns.ts'

const defined = <T extends Record<string, unknown>>(members: T): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

/** Undefined where the reading names no part of the role. */
const roleOf = (role: string, targets: LayerReading['targets']): object | undefined => {
  const parts = defined(
    Object.fromEntries(ROLE_PARTS.map((part) => [part, targets[`${role}.${part}`]])) as object as Record<
      string,
      unknown
    >,
  )
  if (Object.keys(parts).length > 0) return parts
  return targets[role] === undefined ? undefined : { unit: targets[role] }
}

/** Throws FileRefused naming what the reading lacks. */
export const mappingOf = (reading: LayerReading, settings: CensusSettings): ComponentMapping => {
  const { targets, encoding, crs, geometry, keySource, classCode, extra, ignore } = reading
  if (targets.code === undefined)
    throw new FileRefused('code_unmapped', [
      '没有指明编码来自哪个字段',
      'No field is named from which codes are read.',
    ])
  return parseMapping(
    componentMapping,
    defined({
      edition: settings.edition,
      units: settings.units,
      unitList: settings.unitList,
      encoding,
      crs,
      geometry,
      extra,
      ignore,
      ...Object.fromEntries(ATTRIBUTE_NAMES.map((name) => [name, targets[name]])),
      ...(classCode === undefined ? {} : { class: { value: classCode } }),
      ...(targets.key === undefined || keySource === undefined
        ? {}
        : { key: { source: keySource, field: targets.key } }),
      ...Object.fromEntries(ROLES.map((role) => [role, roleOf(role, targets)])),
    }),
  )
}

/** What a delivery from the command line was read by, as the client shows it. */
export const readingOf = (mapping: ComponentMapping): LayerReading => {
  const targets: Record<string, unknown> = {}
  for (const name of ATTRIBUTE_NAMES) if (mapping[name] !== undefined) targets[name] = mapping[name]
  for (const role of ROLES) {
    const source = mapping[role]
    if (source === undefined) continue
    for (const [part, from] of Object.entries(rolePartsOf(source)))
      targets[rolePart(role, part as (typeof ROLE_PARTS)[number])] = from
  }
  if (mapping.key) targets.key = mapping.key.field
  return {
    targets,
    ...(mapping.key ? { keySource: mapping.key.source } : {}),
    ...(mapping.encoding ? { encoding: mapping.encoding } : {}),
    ...(mapping.crs ? { crs: mapping.crs } : {}),
    ...(mapping.geometry ? { geometry: mapping.geometry } : {}),
    ...(mapping.extra === undefined ? {} : { extra: mapping.extra }),
    ...(mapping.ignore.length === 0 ? {} : { ignore: mapping.ignore }),
  }
}
