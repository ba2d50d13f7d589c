/** Fills the class catalogue from data/*.csv: editions of GB/T 30428.2 and its kin, component and event classes. A second run changes nothing. */
import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { type Connection, rows } from './database.ts'
import { endWrite, SYSTEM } from './end-write.ts'

const FOLDER = new URL('../../data/', import.meta.url)

type Row = Readonly<Record<string, string>>
const readTable = async (file: string): Promise<Row[]> =>
  parse(await readFile(new URL(file, FOLDER)), { columns: true, bom: true }) as Row[]
const column = (table: readonly Row[], name: string): (string | null)[] =>
  table.map((row) => (row[name] === undefined || row[name] === '' ? null : row[name]))

/** An edition refers to another of the same table, so the reference is set once all are there. */
const seedEditions = async (db: Connection): Promise<number> => {
  const table = await readTable('editions.csv')
  const bindings = {
    codes: column(table, 'code'),
    namesZh: column(table, 'name_zh'),
    namesEn: column(table, 'name_en'),
    bases: column(table, 'extends'),
    classDigits: column(table, 'class_code_length'),
    componentDigits: column(table, 'component_code_length'),
  }
  const added = await rows<{ id: number }>(
    db,
    `insert into edition (code, name_zh, name_en, class_code_length, component_code_length)
     select s.code, s.name_zh, s.name_en, s.class_digits, s.component_digits
       from unnest(:codes::text[], :namesZh::text[], :namesEn::text[], :classDigits::smallint[], :componentDigits::smallint[])
         as s (code, name_zh, name_en, class_digits, component_digits)
      where not exists (select from edition as e where e.code = s.code)
     returning id as id`,
    bindings,
  )
  await db.raw(
    `update edition as e
        set extends_id = base.id
       from unnest(:codes::text[], :bases::text[]) as s (code, base_code)
       join edition as base on base.code = s.base_code
      where e.code = s.code
        and e.extends_id is null`,
    { codes: bindings.codes, bases: bindings.bases },
  )
  return added.length
}

type Kind = 'component' | 'event'

/** A class that a city edited (`confidence` = city) stays as the city wrote it. Gives the ids of what was added or corrected. */
const seedClasses = async (db: Connection, kind: Kind, file: string): Promise<number[]> => {
  const table = await readTable(file)
  const changed = await rows<{ id: number }>(
    db,
    `with source as (
       select e.id as edition_id, s.code as code, s.name_zh as name_zh, s.name_en as name_en, s.major_code as major_code,
              s.major_zh as major_zh, s.major_en as major_en, s.geometry as geometry, s.confidence as confidence
         from unnest(:editions::text[], :codes::text[], :namesZh::text[], :namesEn::text[], :majorCodes::text[],
                     :majorsZh::text[], :majorsEn::text[], :geometries::text[], :confidences::text[])
           as s (edition, code, name_zh, name_en, major_code, major_zh, major_en, geometry, confidence)
         join edition as e on e.code = s.edition
     ), corrected as (
       update class as c
          set name_zh = s.name_zh, name_en = s.name_en, major_code = s.major_code, major_zh = s.major_zh,
              major_en = s.major_en, geometry = s.geometry, confidence = s.confidence
         from source as s
        where c.edition_id = s.edition_id
          and c.kind = :kind::text
          and (c.code = s.code or c.code is null and s.code is null and c.name_zh = s.name_zh)
          and c.confidence <> 'city'
          and (c.name_zh, c.name_en, c.major_code, c.major_zh, c.major_en, c.geometry, c.confidence) is distinct from
              (s.name_zh, s.name_en, s.major_code, s.major_zh, s.major_en, s.geometry, s.confidence)
       returning c.id
     ), added as (
       insert into class (edition_id, kind, code, name_zh, name_en, major_code, major_zh, major_en, geometry, confidence)
       select s.edition_id, :kind::text, s.code, s.name_zh, s.name_en, s.major_code, s.major_zh, s.major_en, s.geometry, s.confidence
         from source as s
        where not exists (
          select
            from class as c
           where c.edition_id = s.edition_id
             and c.kind = :kind::text
             and (c.code = s.code or c.code is null and s.code is null and c.name_zh = s.name_zh))
       returning id
     )
     select a.id as id from added as a
     union all
     select c.id as id from corrected as c`,
    {
      kind,
      editions: column(table, 'edition'),
      codes: column(table, 'code'),
      namesZh: column(table, 'name_zh'),
      namesEn: column(table, 'name_en'),
      majorCodes: column(table, 'major_code'),
      majorsZh: column(table, 'major_zh'),
      majorsEn: column(table, 'major_en'),
      geometries: column(table, 'geometry'),
      confidences: column(table, 'confidence'),
    },
  )
  return changed.map((row) => row.id)
}

export type Seeded = { readonly editions: number; readonly classes: number }

/** Counts what was added or corrected; takes a registry version only when that is something. */
export const seedStandard = (db: Connection): Promise<Seeded> =>
  db.transaction(async (trx) => {
    const editions = await seedEditions(trx)
    const components = await seedClasses(trx, 'component', 'component_classes.csv')
    const events = await seedClasses(trx, 'event', 'event_classes.csv')
    const seeded = { editions, classes: components.length + events.length }
    if (editions + seeded.classes === 0) return seeded
    await endWrite(trx, SYSTEM, {
      action: 'class.seed',
      entity: 'class',
      after: seeded,
      touched: [{ entity: 'class', ids: [...components, ...events] }],
    })
    return seeded
  })
