/** Editions of the catalogue, and their classes with how many components each has now. */
import type { z } from 'zod'
import { type Connection, rows } from '../db/database.ts'
import type { componentClass, edition } from '../shared/classes.contract.ts'

/** In order of entry: an extension comes after what it extends. */
export const listAllEditions = (db: Connection): Promise<z.infer<typeof edition>[]> =>
  rows(
    db,
    `select e.id as id, e.code as code, e.name_zh as "nameZh", e.name_en as "nameEn",
            e.class_code_length as "classCodeLength", e.component_code_length as "componentCodeLength"
       from edition as e
      order by e.id`,
  )

export type ClassFilter = {
  readonly edition: string | undefined
  readonly kind: 'component' | 'event' | undefined
  /** Only those that components have, or only those that none has. */
  readonly used: boolean | undefined
}

/** In order of edition, code and name; classes without a code come last in their edition. */
export const listClassesBy = (
  db: Connection,
  filter: ClassFilter,
): Promise<z.infer<typeof componentClass>[]> =>
  rows(
    db,
    `select c.id as id, c.code as code, e.code as edition, c.name_zh as "nameZh", c.name_en as "nameEn", c.kind as kind,
            c.major_code as "majorCode", c.major_zh as "majorZh", c.major_en as "majorEn",
            c.geometry as geometry, c.confidence as confidence, coalesce(n.components, 0) as components
       from class as c
       join edition as e on e.id = c.edition_id
       left join (select v.class_id, count(*) as components
                    from component_version as v
                   where v.valid_to is null
                   group by v.class_id) as n on n.class_id = c.id
      where (:edition::text is null or e.code = :edition::text)
        and (:kind::text is null or c.kind = :kind::text)
        and (:used::boolean is null or (n.components is not null) = :used::boolean)
      order by e.id, c.code collate "C" nulls last, c.kind, c.name_zh`,
    { edition: filter.edition ?? null, kind: filter.kind ?? null, used: filter.used ?? null },
  )
