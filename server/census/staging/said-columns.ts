/** What a census row can say, as `census_row` keeps it: one text a target, in the order in which rows are loaded. */
import type { Columns } from '../../db/load-rows.ts'
import { ROLES, type Role } from '../../shared/words.ts'

/** Targets of a mapping with one value → their columns. */
export const ATTRIBUTES = {
  code: 'code',
  class: 'class_code',
  className: 'class_name',
  name: 'name',
  state: 'state',
  location: 'location',
  surveyedOn: 'surveyed_on',
  changedOn: 'changed_on',
  dataSource: 'data_source',
  note: 'note',
  gridCode: 'grid_code',
} as const
export type Attribute = keyof typeof ATTRIBUTES
export const ATTRIBUTE_NAMES = Object.keys(ATTRIBUTES) as Attribute[]

/** `unit` is a code or a name, whichever it turns out to be. */
export const ROLE_PARTS = ['unit', 'code', 'name', 'state', 'until', 'basis'] as const
export type RolePart = (typeof ROLE_PARTS)[number]

/** How findings and `census_layer.stated` name a part of a role: `owner.code`. */
export const rolePart = (role: Role, part: RolePart): string => `${role}.${part}`

/** All texts that a row can say, by target. */
export const SAID_TARGETS: readonly string[] = [
  'key',
  ...ATTRIBUTE_NAMES,
  ...ROLES.flatMap((role) => ROLE_PARTS.map((part) => rolePart(role, part))),
]
/** The column of `census_row` that keeps what is said of a target. */
export const saidColumn = (target: string): string =>
  ATTRIBUTES[target as Attribute] ?? target.replace('.', '_')

export const ROW_COLUMNS: Columns = {
  census_id: 'bigint',
  row_no: 'int',
  layer_no: 'smallint',
  source_row: 'int',
  source_crs: 'text',
  source_geom: 'geometry',
  geom: 'geometry',
  extra: 'jsonb',
  key: 'text',
  ...Object.fromEntries(Object.values(ATTRIBUTES).map((column) => [column, 'text'])),
  ...Object.fromEntries(ROLES.flatMap((role) => ROLE_PARTS.map((part) => [`${role}_${part}`, 'text']))),
}

export const FINDING_COLUMNS: Columns = {
  census_id: 'bigint',
  row_no: 'int',
  code: 'text',
  severity: 'text',
  target: 'text',
  says: 'jsonb',
  by_reader: 'boolean',
}

/** SQL: the three roles that a row `alias` of `census_row` names, one line each, nothing said as ''. */
export const saidRoles = (alias: string): string =>
  `(values ${ROLES.map(
    (role) => `('${role}', ${ROLE_PARTS.map((part) => `coalesce(${alias}.${role}_${part}, '')`).join(', ')})`,
  ).join(',\n          ')}) as said (role, ${ROLE_PARTS.join(', ')})`
