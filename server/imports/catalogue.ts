/** What a row's words can mean: the classes of an edition and of its local extensions, and the units, looked up by code or name in memory. */
import { type Connection, first, rows } from '../db/database.ts'
import { FileRefused } from '../readers/file-refused.ts'

export type CatalogueClass = {
  readonly id: number
  readonly code: string | null
  readonly nameZh: string
  readonly nameEn: string
  readonly geometry: 'point' | 'line' | 'polygon'
}
export type ClassCatalogue = {
  /** The edition under which codes stand: of an extension, its base. */
  readonly editionId: number
  readonly edition: string
  readonly classCodeLength: number | null
  readonly componentCodeLength: number | null
  readonly byCode: ReadonlyMap<string, CatalogueClass>
  readonly byName: ReadonlyMap<string, readonly CatalogueClass[]>
}
export type UnitCatalogue = {
  readonly byCode: ReadonlyMap<string, number>
  readonly byName: ReadonlyMap<string, readonly number[]>
}

/** Width, blanks and case do not tell two names apart. */
export const nameKey = (name: string): string =>
  name.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase()

const groupByKey = <T>(items: readonly T[], keys: (item: T) => readonly string[]): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items)
    for (const key of new Set(keys(item))) groups.set(key, [...(groups.get(key) ?? []), item])
  return groups
}

/** Throws FileRefused where there is no such edition, naming those that are. */
export const loadClasses = async (db: Connection, edition: string): Promise<ClassCatalogue> => {
  const found = await first<{
    editionId: number
    edition: string
    classCodeLength: number | null
    componentCodeLength: number | null
  }>(
    db,
    `select base.id as "editionId", base.code as edition, base.class_code_length as "classCodeLength",
            base.component_code_length as "componentCodeLength"
       from edition as e
       join edition as base on base.id = coalesce(e.extends_id, e.id)
      where e.code = :edition::text`,
    { edition },
  )
  if (!found) {
    const known = await rows<{ code: string }>(db, `select e.code as code from edition as e order by e.id`)
    const list = known.map((e) => e.code)
    throw new FileRefused('edition_unknown', [
      `没有版本“${edition}”；已有：${list.join('、')}`,
      `There is no edition "${edition}"; there are ${list.join(', ')}.`,
    ])
  }
  const classes = await rows<CatalogueClass>(
    db,
    `select c.id as id, c.code as code, c.name_zh as "nameZh", c.name_en as "nameEn", c.geometry as geometry
       from class as c
       join edition as e on e.id = c.edition_id
      where c.kind = 'component'
        and (e.id = :editionId::int or e.code = :edition::text)
      order by c.id`,
    { editionId: found.editionId, edition },
  )
  return {
    ...found,
    byCode: new Map(classes.flatMap((c) => (c.code === null ? [] : [[c.code, c]]))),
    byName: groupByKey(classes, (c) => [nameKey(c.nameZh), nameKey(c.nameEn)]),
  }
}

export const loadUnits = async (db: Connection): Promise<UnitCatalogue> => {
  const units = await rows<{ id: number; code: string; name: string }>(
    db,
    `select v.unit_id as id, v.code as code, v.name as name from unit_version as v where v.valid_to is null order by v.unit_id`,
  )
  const byName = groupByKey(units, (u) => [nameKey(u.name)])
  return {
    byCode: new Map(units.map((u) => [u.code, u.id])),
    byName: new Map([...byName].map(([key, list]) => [key, list.map((u) => u.id)])),
  }
}
