/** The editions of the registry with their component classes, for judging which of them a delivery speaks; an extension has the classes of what it extends too. */
import { type Connection, rows } from '../../db/database.ts'
import { nameKey } from '../../imports/catalogue.ts'

export type KnownClass = { readonly code: string | null; readonly nameZh: string; readonly nameEn: string }
export type KnownEdition = {
  readonly code: string
  readonly isExtension: boolean
  readonly classCodeLength: number | null
  readonly componentCodeLength: number | null
  readonly classes: readonly KnownClass[]
  readonly byCode: ReadonlyMap<string, KnownClass>
  /** By nameKey of either language. */
  readonly byName: ReadonlyMap<string, readonly KnownClass[]>
}
type Row = Pick<KnownEdition, 'code' | 'isExtension' | 'classCodeLength' | 'componentCodeLength' | 'classes'>

export const makeEdition = (edition: Row): KnownEdition => {
  const byName = new Map<string, KnownClass[]>()
  for (const known of edition.classes)
    for (const name of new Set([nameKey(known.nameZh), nameKey(known.nameEn)]))
      byName.set(name, [...(byName.get(name) ?? []), known])
  const coded = edition.classes.flatMap((known) =>
    known.code === null ? [] : [[known.code, known] as const],
  )
  return { ...edition, byName, byCode: new Map(coded) }
}

/** Standards before extensions, the newest first. */
export const readEditions = async (db: Connection): Promise<KnownEdition[]> => {
  const found = await rows<Row>(
    db,
    `with recursive within (edition_id, source_id) as (
       select e.id, e.id from edition as e
       union
       select w.edition_id, e.extends_id
         from within as w
         join edition as e on e.id = w.source_id
        where e.extends_id is not null)
     select e.code as code, e.extends_id is not null as "isExtension",
            coalesce(e.class_code_length, base.class_code_length) as "classCodeLength",
            coalesce(e.component_code_length, base.component_code_length) as "componentCodeLength",
            jsonb_agg(jsonb_build_object('code', c.code, 'nameZh', c.name_zh, 'nameEn', c.name_en) order by c.id) as classes
       from edition as e
       left join edition as base on base.id = e.extends_id
       join within as w on w.edition_id = e.id
       join class as c on c.edition_id = w.source_id and c.kind = 'component'
      group by e.id, base.id
      order by e.extends_id is not null, e.id desc`,
  )
  return found.map(makeEdition)
}
