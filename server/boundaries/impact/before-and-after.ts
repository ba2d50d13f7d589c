/** The register just before and just after an effect, in SQL; `:at` is its instant. */
export type When = 'before' | 'after'

/** A condition over `alias.valid_from` and `alias.valid_to`. */
export const heldWhen =
  (when: When) =>
  (alias: string): string =>
    when === 'after'
      ? `${alias}.valid_to is null`
      : `${alias}.valid_from < :at::timestamptz and coalesce(${alias}.valid_to, 'infinity') >= :at::timestamptz`

/** The unit that answers, their own or the next one above. */
export const answering = (grid: string, when: When): string => {
  const holds = heldWhen(when)
  return `(
    with recursive up as (
      select ${grid} as id, 0 as above
       union all
      select v.parent_id, u.above + 1
        from up as u
        join grid_version as v on v.grid_id = u.id and ${holds('v')}
       where v.parent_id is not null and u.above < 6)
    select g.unit_id
      from up as u
      join grid_unit as g on g.grid_id = u.id and ${holds('g')}
     order by u.above
     limit 1)`
}

export const unitJson = (alias: string): string =>
  `case when ${alias}.unit_id is not null
        then json_build_object('id', ${alias}.unit_id, 'code', ${alias}.code, 'name', ${alias}.name) end`
export const faceJson = (version: string, level: string): string =>
  `case when ${version}.grid_id is not null
        then json_build_object('id', ${version}.grid_id, 'depth', ${level}.depth, 'code', ${version}.code, 'name', ${version}.name) end`
