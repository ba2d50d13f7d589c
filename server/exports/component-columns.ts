/**
 * The columns of exported components: everything that an import reads, under the registry's own names or the field names of an edition (CJ/T 214-2007,
 * GB/T 30428.2-2013, GB/T 47678.5-2026). Own names of at most 10 bytes stand beside the long ones, for Shapefiles.
 */
import type { ExportFormat, FIELD_NAMES } from '../shared/exports.contract.ts'
import { ROLES, type Role, STANDARD_STATES } from '../shared/words.ts'
import type { ExportCatalogue, ExportGrid } from './catalogue.queries.ts'
import type { ComponentRecord, ScopeScheme } from './component-rows.queries.ts'
import type { Cell, Column } from './table.ts'

export type FieldNames = (typeof FIELD_NAMES)[number]
export type ComponentColumn = Column & {
  readonly valueOf: (record: ComponentRecord, catalogue: ExportCatalogue) => Cell
}

type Field = {
  /** What an import reads from it, as a mapping names it; null: the registry works it out itself. */
  readonly target: string | null
  readonly own: string
  readonly short: string
  /** Of the editions of 2007 and 2013, and of 2026; where they are left out the standards know no such field. */
  readonly standard?: readonly [until2013: string, from2026: string | null]
  readonly kind?: Column['kind']
  readonly width: number
  readonly valueOf: ComponentColumn['valueOf']
  /** Under the field names of an edition, where that differs. */
  readonly standardValueOf?: ComponentColumn['valueOf']
}

const SHORT_ROLES: Record<Role, string> = { competent: 'comp', owner: 'own', maintainer: 'mnt' }
const STANDARD_ROLES: Record<Role, readonly [code: [string, string], name: [string, string]]> = {
  competent: [
    ['DeptCode1', 'ZGBMDM'],
    ['DeptName1', 'ZGBMMC'],
  ],
  owner: [
    ['DeptCode2', 'QSDWDM'],
    ['DeptName2', 'QSDWMC'],
  ],
  maintainer: [
    ['DeptCode3', 'YHDWDM'],
    ['DeptName3', 'YHDWMC'],
  ],
}

const valueIn =
  (key: `${Role}${'Confirmation' | 'Until' | 'Basis'}`): Field['valueOf'] =>
  (record) =>
    record[key]

const roleFields = (role: Role): Field[] => {
  const [code, name] = STANDARD_ROLES[role]
  const short = SHORT_ROLES[role]
  const unit = `${role}Unit` as const
  const unitOf = (record: ComponentRecord, { units }: ExportCatalogue) => units.get(record[unit] ?? 0)
  return [
    {
      target: `${role}.code`,
      own: `${role}_code`,
      short: `${short}_code`,
      standard: code,
      width: 18,
      valueOf: (record, catalogue) => unitOf(record, catalogue)?.code ?? null,
    },
    {
      target: `${role}.name`,
      own: `${role}_name`,
      short: `${short}_name`,
      standard: name,
      width: 60,
      valueOf: (record, catalogue) => unitOf(record, catalogue)?.name ?? null,
    },
    {
      target: `${role}.state`,
      own: `${role}_confirmation`,
      short: `${short}_conf`,
      width: 10,
      valueOf: valueIn(`${role}Confirmation`),
    },
    {
      target: `${role}.until`,
      own: `${role}_until`,
      short: `${short}_until`,
      kind: 'date',
      width: 10,
      valueOf: valueIn(`${role}Until`),
    },
    {
      target: `${role}.basis`,
      own: `${role}_basis`,
      short: `${short}_basis`,
      width: 20,
      valueOf: valueIn(`${role}Basis`),
    },
  ]
}

/** Names of columns with grids begin so, one a scheme. */
export const GRID_COLUMN = 'grid_'
const UNIT_GRID_NAMES = ['BGID', 'SZDYWGBSM'] as const

/** The grid of one scheme in which a component lies. */
const gridIn = ({ id }: ScopeScheme) => {
  const key = `grid${id}` as const
  return (record: ComponentRecord, { grids }: ExportCatalogue): ExportGrid | undefined =>
    grids.get(record[key] ?? 0)
}

const unitScheme = (schemes: readonly ScopeScheme[]): ScopeScheme | undefined =>
  schemes.find(({ purpose }) => purpose === 'unit')

const gridFields = (schemes: readonly ScopeScheme[]): Field[] =>
  schemes.map((scheme) => {
    const gridOf = gridIn(scheme)
    return {
      target: null,
      own: `${GRID_COLUMN}${scheme.code}`,
      short: `${GRID_COLUMN}${scheme.code}`,
      ...(scheme === unitScheme(schemes) ? { standard: UNIT_GRID_NAMES } : {}),
      width: 15,
      valueOf: (record, catalogue) => gridOf(record, catalogue)?.code ?? null,
    }
  })

/**
 * What only the edition of 2026 has: the street and the community, "when known". The standard's codes of a street have 9 digits, those of a community 12: it is
 * the grid above with such a code.
 */
const areaFields = (schemes: readonly ScopeScheme[]): Field[] => {
  const scheme = unitScheme(schemes)
  const gridOf = scheme && gridIn(scheme)
  const aboveOf =
    (digits: number, part: 'code' | 'name'): Field['valueOf'] =>
    (record, catalogue) => {
      let grid = gridOf?.(record, catalogue)
      while (grid && grid.code.length !== digits) grid = catalogue.grids.get(grid.parentId ?? 0)
      return grid?.[part] ?? null
    }
  const field = (name: string, width: number, tell: Field['valueOf']): Field => ({
    target: null,
    own: name,
    short: name,
    width,
    valueOf: tell,
  })
  return [
    field('SZJDDM', 9, aboveOf(9, 'code')),
    field('SZJDMC', 50, aboveOf(9, 'name')),
    field('SZSQDM', 12, aboveOf(12, 'code')),
    field('SZSQMC', 50, aboveOf(12, 'name')),
  ]
}

const className: Field['valueOf'] = ({ classId }, { classes }) => classes.get(classId)?.nameZh ?? null

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
