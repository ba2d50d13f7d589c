/**
 * The columns of exported components: everything that an import reads, under the registry's own names or the field names of an edition (CJ/T 214-2007,
 * GB/T 30428.2-2013, GB/T 47678.5-2026). Own names of at most 10 bytes stand beside the long ones, for Shapefiles.
 */
import type { ExportFormat, FIELD_NAMES } from '../shared/exports.contract.ts'
import { ROLES, STANDARD_STATES } from '../shared/words.ts'
import type { ScopeScheme } from './component-rows.queries.ts'
import type { Field, ValueOf } from './export-field.ts'
import { areaFields, gridFields, UNIT_GRID_NAMES } from './grid-fields.ts'
import { roleFields } from './role-fields.ts'
import type { Column } from './table.ts'

export type FieldNames = (typeof FIELD_NAMES)[number]
export type ComponentColumn = Column & { readonly valueOf: ValueOf }

const className: ValueOf = ({ classId }, { classes }) => classes.get(classId)?.nameZh ?? null

const fieldsOf = (schemes: readonly ScopeScheme[]): Field[] => [
  {
    target: 'code',
    own: 'code',
    short: 'code',
    standard: ['ObjID', 'GLBJBSM'],
    width: 17,
    valueOf: ({ code }) => code,
  },
  {
    target: null,
    own: 'edition',
    short: 'edition',
    width: 20,
    valueOf: ({ classId }, { classes }) => classes.get(classId)?.edition ?? null,
  },
  {
    target: 'class',
    own: 'class_code',
    short: 'class_code',
    width: 6,
    valueOf: ({ classId }, { classes }) => classes.get(classId)?.code ?? null,
  },
  // What the standards call the name of a component is the name of its class.
  {
    target: 'className',
    own: 'class_name',
    short: 'class_name',
    standard: ['ObjName', 'GLBJMC'],
    width: 30,
    valueOf: className,
  },
  { target: 'name', own: 'name', short: 'name', width: 30, valueOf: ({ name }) => name || null },
  ...ROLES.flatMap(roleFields),
  ...gridFields(schemes),
  {
    target: 'state',
    own: 'state',
    short: 'state',
    standard: ['ObjState', 'GLBJZT'],
    width: 10,
    valueOf: ({ state }) => state,
    standardValueOf: ({ state }) => STANDARD_STATES[state] || null,
  },
  {
    target: 'surveyedOn',
    own: 'surveyed_on',
    short: 'surveyed',
    standard: ['ORDate', 'CSRQ'],
    kind: 'date',
    width: 10,
    valueOf: ({ surveyedOn }) => surveyedOn,
  },
  {
    target: 'changedOn',
    own: 'changed_on',
    short: 'changed',
    standard: ['CHDate', 'BGRQ'],
    kind: 'date',
    width: 10,
    valueOf: ({ changedOn }) => changedOn,
  },
  {
    target: 'dataSource',
    own: 'data_source',
    short: 'source',
    standard: ['DataSource', 'SJLY'],
    width: 30,
    valueOf: ({ dataSource }) => dataSource,
  },
  {
    target: 'note',
    own: 'note',
    short: 'note',
    standard: ['Note', 'BZ'],
    width: 40,
    valueOf: ({ note }) => note,
  },
  { target: 'location', own: 'location', short: 'location', width: 40, valueOf: ({ location }) => location },
  { target: 'extra', own: 'extra', short: 'extra', kind: 'json', width: 40, valueOf: ({ extra }) => extra },
]

/** Under the names of an edition its own fields stand first, in its order. */
export const componentColumns = (
  schemes: readonly ScopeScheme[],
  { names, format }: { names: FieldNames; format: ExportFormat },
): ComponentColumn[] => {
  const edition = names === 'own' ? null : names === '2026' ? 1 : 0
  const fields = [...fieldsOf(schemes), ...(names === '2026' ? areaFields(schemes) : [])]
  const standardOf = ({ standard }: Field): string | null =>
    edition === null ? null : (standard?.[edition] ?? null)
  const ordered = [
    ...fields.filter((field) => standardOf(field) !== null),
    ...fields.filter((field) => standardOf(field) === null),
  ]
  return ordered.map((field) => ({
    name: standardOf(field) ?? (format === 'shapefile' ? field.short : field.own),
    kind: field.kind ?? 'text',
    width: field.width,
    valueOf: edition === null ? field.valueOf : (field.standardValueOf ?? field.valueOf),
  }))
}

/** Every name that a column of an export can have, under any names and in any format, and what an import reads from it. */
export const exportedNames = (): ReadonlyMap<string, string | null> =>
  new Map([
    ...[...fieldsOf([]), ...areaFields([])].flatMap(({ own, short, standard = [], target }) =>
      [own, short, ...standard].flatMap((name): [string, string | null][] =>
        name === null ? [] : [[name, target]],
      ),
    ),
    ...UNIT_GRID_NAMES.map((name): [string, null] => [name, null]),
  ])
