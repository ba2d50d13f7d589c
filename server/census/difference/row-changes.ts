/** What stands in the registry and what a row says, field by field, as texts: of the version that stands, or that the committed delivery ended. */
import { type Connection, rows } from '../../db/database.ts'
import { ROLES, type Role } from '../../shared/words.ts'

export type Change = {
  readonly target: string
  readonly before: string | null
  readonly after: string | null
}

/** Seven decimals of a degree are a centimetre. */
const placeText = (geom: string): string => `
  case when geometrytype(${geom}) = 'POINT' then round(st_x(${geom})::numeric, 7) || ', ' || round(st_y(${geom})::numeric, 7)
       else left(st_astext(${geom}, 7), 200) end`

const unitText = (id: string): string => `
  (select coalesce((select u.code || ' ' || u.name from unit_version as u where u.unit_id = ${id} and u.valid_to is null),
                   (select (c.made->>'code') || ' ' || (c.made->>'name')
                      from census_unit as c
                     where c.census_id = :censusId::bigint and c.unit_id = ${id} and c.made is not null
                     limit 1)))`

const classText = (alias: string): string => `coalesce(${alias}.code || ' ', '') || ${alias}.name_zh`

const roleBefore = (role: Role): string => `
  '${role}', ${unitText(`${role}.unit_id`)}, '${role}.state', ${role}.state, '${role}.until', ${role}.until, '${role}.basis', ${role}.basis`
const roleAfter = (role: Role): string => `
  '${role}', ${unitText(`m.${role}_id`)}, '${role}.state', m.${role}_state, '${role}.until', m.${role}_until, '${role}.basis', r.${role}_basis`

/** What the delivery itself ended, else what stands. */
const STOOD = (alias: string): string => `
       (${alias}.valid_to is null or ${alias}.ended_by = z.batch_id)
         order by (${alias}.ended_by = z.batch_id) desc nulls last
         limit 1`

const joinRole = (role: Role): string => `
       left join lateral (
         select c.unit_id, c.state, c.until, c.basis
           from component_role as c
          where c.component_id = v.component_id and c.role = '${role}' and ${STOOD('c')}) as ${role} on true`

type Found = {
  readonly rowNo: number
  readonly changes: readonly string[]
  readonly stated: readonly string[]
  readonly before: Readonly<Record<string, string | null>>
  readonly after: Readonly<Record<string, string | null>>
  readonly extraBefore: Readonly<Record<string, unknown>>
  readonly extraAfter: Readonly<Record<string, unknown>>
}

const readBoth = (db: Connection, censusId: number, rowNos: readonly number[]): Promise<Found[]> =>
  rows<Found>(
    db,
    `select d.row_no as "rowNo", d.changes as changes, l.stated as stated,
            jsonb_build_object('code', v.code, 'class', ${classText('vk')}, 'place', ${placeText('v.geom')}, 'name', v.name,
              'state', v.state, 'location', v.location, 'surveyedOn', v.surveyed_on, 'changedOn', v.changed_on,
              'dataSource', v.data_source, 'note', v.note, ${ROLES.map(roleBefore).join(',')}) as before,
            jsonb_build_object('code', r.code, 'class', ${classText('rk')}, 'place', ${placeText('r.geom')}, 'name', coalesce(r.name, ''),
              'state', m.state, 'location', r.location, 'surveyedOn', m.surveyed_on, 'changedOn', m.changed_on,
              'dataSource', r.data_source, 'note', r.note, ${ROLES.map(roleAfter).join(',')}) as after,
            v.extra - l.record_ids as "extraBefore", r.extra - l.record_ids as "extraAfter"
       from census_difference as d
       join census as z on z.id = d.census_id
       join census_row as r on r.census_id = d.census_id and r.row_no = d.row_no
       join census_meaning as m on m.census_id = d.census_id and m.row_no = d.row_no
       join census_layer as l on l.census_id = r.census_id and l.layer_no = r.layer_no
       join class as rk on rk.id = m.class_id
      cross join lateral (
         select w.*
           from component_version as w
          where w.component_id = d.component_id and ${STOOD('w')}) as v
       join class as vk on vk.id = v.class_id
       ${ROLES.map(joinRole).join('')}
      where d.census_id = :censusId::bigint
        and d.row_no = any (:rowNos::int[])
        and cardinality(d.changes) > 0`,
    { censusId, rowNos },
  )

const textOf = (value: unknown): string | null =>
  value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)

const PARTS = ['state', 'until', 'basis'] as const

/** The unit, and of its confirmation what the source speaks of, or what begins anew with another unit. */
const roleTargets = (role: string, { stated, before, after }: Found): string[] => {
  const otherUnit = before[role] !== after[role]
  const parts = PARTS.map((part) => `${role}.${part}`).filter(
    (target) => otherUnit || stated.includes(target),
  )
  return [role, ...parts]
}

const changesOf = (found: Found): Change[] => {
  const { before, after, extraBefore, extraAfter } = found
  const change = (target: string): Change => ({
    target,
    before: before[target] ?? null,
    after: after[target] ?? null,
  })
  const extra = (name: string): Change => ({
    target: `extra.${name}`,
    before: textOf(extraBefore[name]),
    after: textOf(extraAfter[name]),
  })
  return found.changes
    .flatMap((target) => {
      if (target === 'extra')
        return [...new Set([...Object.keys(extraBefore), ...Object.keys(extraAfter)])].map(extra)
      return ROLES.some((role) => role === target) ? roleTargets(target, found).map(change) : [change(target)]
    })
    .filter((one) => one.before !== one.after)
}

/** Row → its changes; rows without any are left out. */
export const readChanges = async (
  db: Connection,
  censusId: number,
  rowNos: readonly number[],
): Promise<ReadonlyMap<number, Change[]>> => {
  if (rowNos.length === 0) return new Map()
  const found = await readBoth(db, censusId, rowNos)
  return new Map(found.map((row) => [row.rowNo, changesOf(row)]))
}
