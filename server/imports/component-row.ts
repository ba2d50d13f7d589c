/** The verdict of one delivered component row, as far as the row itself and the catalogues can tell (attributes of GB/T 30428.2; EPSG:4490). Pure. */

import type { SourceRow } from '../readers/source.ts'
import { isReason, type Reason, reason } from '../shared/reasons.ts'
import { COMPONENT_STATES, type ComponentState, ROLES, type Role } from '../shared/words.ts'
import type { StagedRow } from './batch.ts'
import type { CatalogueClass, ClassCatalogue } from './catalogue.ts'
import { findClass } from './class-verdict.ts'
import { readCode } from './code-value.ts'
import type { ComponentFields, OptionalAttribute, StagedRole, StatedRole } from './component-fields.ts'
import { readDay } from './dates.ts'
import { toEwkbHex } from './ewkb.ts'
import type { ComponentMapping } from './mapping.ts'
import { consumedFields, fieldOf, fieldsOf, readValue, type ValueSource } from './mapping-value.ts'
import type { PositionReader } from './position.ts'
import { readRole, rolePartsOf, statedRoleOf } from './role-verdict.ts'
import { readShape, type Shape } from './shape.ts'
import { readExtra, readText } from './text-value.ts'
import type { UnitFinder } from './unit-verdict.ts'

export type ComponentContext = {
  readonly mapping: ComponentMapping
  readonly classes: ClassCatalogue
  readonly units: UnitFinder
  readonly crs: string
  readonly toPlace: PositionReader
}

/** GB/T 30428.2 writes the state in these words. */
const STATE_WORDS: Record<string, ComponentState> = {
  完好: 'intact',
  破损: 'damaged',
  丢失: 'missing',
  废弃: 'abandoned',
  移除: 'removed',
}
const TEXT_LIMITS = { name: 200, location: 500, dataSource: 200, note: 2_000 } as const
const KIND_OF: Record<string, string> = {
  Point: 'point',
  MultiPoint: 'point',
  LineString: 'line',
  MultiLineString: 'line',
  Polygon: 'polygon',
  MultiPolygon: 'polygon',
}

const readState = (value: unknown, field: string | null): ComponentState | Reason => {
  const text = String(value ?? '').trim()
  if (text === '') return 'unknown'
  return (
    STATE_WORDS[text] ??
    COMPONENT_STATES.find((s) => s === text) ??
    reason('state_unknown', field, { value: text })
  )
}

/** A surveyor often stands on the place of a large component: a point does for a line or an area, never the other way round. */
const checkKind = (shape: Shape, wanted: CatalogueClass): Reason | null => {
  const kind = KIND_OF[shape.geometry.type]
  if (kind === wanted.geometry || shape.geometry.type === 'Point') return null
  return reason('geometry_kind', null, { value: shape.geometry.type, expected: wanted.geometry })
}

/** A multipoint of one is what some programs make of a point. */
const single = (shape: Shape): Shape => {
  const { geometry, source } = shape
  const [place, second] = geometry.type === 'MultiPoint' ? geometry.coordinates : []
  const original = source.type === 'MultiPoint' ? source.coordinates[0] : undefined
  if (!place || second || !original) return shape
  return {
    ...shape,
    geometry: { type: 'Point', coordinates: place },
    source: { type: 'Point', coordinates: original },
  }
}

const rolesOf = (mapping: ComponentMapping): [Role, ReturnType<typeof rolePartsOf>][] =>
  ROLES.flatMap((role): [Role, ReturnType<typeof rolePartsOf>][] => {
    const source = mapping[role]
    return source === undefined ? [] : [[role, rolePartsOf(source)]]
  })

/** All that the mapping says of values; where the geometry comes from is another matter. */
const valuesOf = (mapping: ComponentMapping): ValueSource[] =>
  [
    mapping.code,
    mapping.class,
    mapping.className,
    mapping.name,
    mapping.state,
    mapping.location,
    mapping.surveyedOn,
    mapping.changedOn,
    mapping.dataSource,
    mapping.note,
    ...rolesOf(mapping).flatMap(([, parts]) => Object.values(parts) as ValueSource[]),
  ].filter((source): source is ValueSource => source !== undefined)

/** Every field that a value is read from. */
export const mappedFieldsOf = (mapping: ComponentMapping): string[] => valuesOf(mapping).flatMap(fieldsOf)

export const componentRowReader = ({ mapping, classes, units, crs, toPlace }: ComponentContext) => {
  const roles = rolesOf(mapping)
  const consumed = new Set([
    ...valuesOf(mapping).flatMap(consumedFields),
    ...(mapping.geometry ? Object.values(mapping.geometry) : []),
  ])
  const differs = crs !== 'EPSG:4326' && crs !== 'EPSG:4490'

  return ({ rowNo, fields: own, geometry, problem, notes = [] }: SourceRow): StagedRow<ComponentFields> => {
    const fields = { ...own, $row: rowNo }
    const refusals: Reason[] = problem ? [problem] : []
    const refuse = <T>(value: T | Reason): T | undefined => {
      if (!isReason(value)) return value
      refusals.push(value)
      return undefined
    }
    const text = (target: keyof typeof TEXT_LIMITS | 'class' | 'className'): string | null =>
      refuse(
        readText(
          readValue(mapping[target], fields),
          fieldOf(mapping[target]),
          target in TEXT_LIMITS ? TEXT_LIMITS[target as 'name'] : 200,
        ),
      ) ?? null
    const day = (target: 'surveyedOn' | 'changedOn'): string | null => {
      const value = readValue(mapping[target], fields)
      const read = readDay(value)
      return (
        refuse(read === undefined ? reason('date_unreadable', fieldOf(mapping[target]), { value }) : read) ??
        null
      )
    }

    if (problem)
      return {
        rowNo,
        code: null,
        fields: { classId: 0, roles: [], extra: {} },
        geometry: null,
        sourceCrs: crs,
        sourceGeometry: null,
        refusals,
        notes: [],
      }
    const code = refuse(readCode(readValue(mapping.code, fields), fieldOf(mapping.code)))
    const [given, className] = [text('class'), text('className')]
    const meant =
      code === undefined
        ? undefined
        : refuse(
            findClass(
              classes,
              { code, given, name: className },
              {
                code: fieldOf(mapping.code),
                given: fieldOf(mapping.class),
                name: fieldOf(mapping.className),
              },
            ),
          )
    const read = refuse(readShape(geometry, toPlace))
    const shape = read && single(read)
    if (shape && meant) refuse(checkKind(shape, meant))
    const staged: ComponentFields = {
      classId: meant?.id ?? 0,
      name: text('name') ?? '',
      state: refuse(readState(readValue(mapping.state, fields), fieldOf(mapping.state))) ?? 'unknown',
      location: text('location'),
      surveyedOn: day('surveyedOn'),
      changedOn: day('changedOn'),
      dataSource: text('dataSource'),
      note: text('note'),
      extra: refuse(readExtra(own, consumed)) ?? {},
      roles: roles.flatMap(([role, parts]): StagedRole[] => {
        const said = refuse(readRole(role, parts, fields, units))
        return said ? [said] : []
      }),
    }
    return {
      rowNo,
      code: code ?? null,
      fields: staged,
      geometry: shape ? toEwkbHex(shape.geometry, 4490) : null,
      sourceCrs: crs,
      sourceGeometry: shape && differs ? toEwkbHex(shape.source, null) : null,
      refusals,
      notes: [...notes, ...(shape?.notes ?? [])],
    }
  }
}

/** Only what the file has fields for is stated: a delivery without an owner column says nothing of owners. */
export const statedBy = (
  mapping: ComponentMapping,
  seen: ReadonlySet<string>,
): { attributes: OptionalAttribute[]; roles: StatedRole[] } => {
  const states = (source: ValueSource | undefined): boolean => {
    if (source === undefined) return false
    const fields = fieldsOf(source)
    return fields.length === 0 || fields.some((name) => seen.has(name) || name === '$row')
  }
  const attributes = (
    ['name', 'state', 'location', 'surveyedOn', 'changedOn', 'dataSource', 'note'] as const
  ).filter((target) => states(mapping[target]))
  const roles = rolesOf(mapping)
    .filter(([, parts]) => Object.values(parts).some((part) => states(part as ValueSource)))
    .map(([role, parts]): StatedRole => statedRoleOf(role, parts))
  return { attributes: [...attributes, 'extra'], roles }
}
