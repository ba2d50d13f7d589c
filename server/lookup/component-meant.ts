/** The component that a report or a lookup means: the one pointed at, or the only one of its class within the radius. */
import { inForce } from '../db/as-of.ts'
import { type Connection, first, rows } from '../db/database.ts'
import { NotFound } from '../errors.ts'
import type { LonLat } from '../shared/crs.ts'
import type { UnitRef } from '../shared/units.contract.ts'
import type { Confirmation, Role } from '../shared/words.ts'

export type MeantComponent = {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly distanceM: number
  readonly roles: { role: Role; unit: UnitRef | null; confirmation: Confirmation }[]
}

export type Meant = {
  readonly component: MeantComponent | null
  /** How many components of the class lie within the radius; null where none was asked for by class. */
  readonly near: number | null
}

type Question = {
  readonly componentId?: number | undefined
  readonly classId?: number | undefined
  readonly at?: string | undefined
}
type Point = { readonly lon: number; readonly lat: number }

type Found = Omit<MeantComponent, 'roles'>

const POINT = `st_setsrid(st_point(:lon::float8, :lat::float8), 4490)`
const DISTANCE_M = `st_distance(c.geom::geography, (${POINT})::geography)`
const COMPONENT = `
     select c.component_id as "id", c.code as "code", c.name as "name", ${DISTANCE_M} as "distanceM"
       from component_version as c`

/** The binding of `inForce`. */
const instant = (at: string | undefined) => (at === undefined ? {} : { at })

const withRoles = async (db: Connection, found: Found, at: string | undefined): Promise<MeantComponent> => ({
  ...found,
  roles: await rows(
    db,
    `select r.role as "role", r.state as "confirmation",
            case when r.unit_id is not null then jsonb_build_object('id', r.unit_id, 'code', v.code, 'name', v.name) end as "unit"
       from component_role as r
       left join unit_version as v on v.unit_id = r.unit_id and ${inForce('v', at)}
      where r.component_id = :componentId::bigint
        and ${inForce('r', at)}`,
    { componentId: found.id, ...instant(at) },
  ),
})

const pointedAt = async (
  db: Connection,
  point: Point,
  componentId: number,
  at: string | undefined,
): Promise<Meant> => {
  const found = await first<Found>(
    db,
    `${COMPONENT}
      where c.component_id = :componentId::bigint
        and ${inForce('c', at)}`,
    { ...point, componentId, ...instant(at) },
  )
  if (!found)
    throw new NotFound('component_not_found', `There is no component ${componentId}.`, { field: 'component' })
  return { component: await withRoles(db, found, at), near: null }
}

/** The district's radius, or the reporter's accuracy where that is wider. */
const onlyOneNear = async (
  db: Connection,
  point: Point,
  classId: number,
  accuracyM: number,
  at: string | undefined,
): Promise<Meant> => {
  const near = await rows<Found>(
    db,
    `${COMPONENT}
      cross join (select greatest(t.report_radius_m, :accuracyM::float8) as m from district as t) as radius
      where c.class_id = :classId::int
        and ${inForce('c', at)}
        and c.geom && st_expand(${POINT}, radius.m / (110000 * greatest(cos(radians(:lat::float8)), 0.01)), radius.m / 110000)
        and ${DISTANCE_M} <= radius.m
      order by "distanceM", c.code collate "C"`,
    { ...point, classId, accuracyM, ...instant(at) },
  )
  const [only] = near
  if (only === undefined || near.length > 1) return { component: null, near: near.length }
  return { component: await withRoles(db, only, at), near: 1 }
}

/** Throws NotFound where the component pointed at does not exist. */
export const findComponentMeant = async (
  db: Connection,
  [lon, lat]: LonLat,
  accuracyM: number,
  { componentId, classId, at }: Question,
): Promise<Meant> => {
  if (componentId !== undefined) return pointedAt(db, { lon, lat }, componentId, at)
  if (classId !== undefined) return onlyOneNear(db, { lon, lat }, classId, accuracyM, at)
  return { component: null, near: null }
}
