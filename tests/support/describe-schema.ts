/** The schema as text, the same from PostgreSQL 15 to 18: tables with columns, constraints and indexes, in order of name. */
import { type Database, rows } from '../../server/db/database.ts'

const TABLES = `select c.relname as "table" from pg_class as c where c.relnamespace = :schema::regnamespace and c.relkind = 'r' order by c.relname collate "C"`

const COLUMNS = `
  select a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
         || case when a.attnotnull then ' not null' else '' end
         || case when a.attidentity <> '' then ' identity ' || a.attidentity::text else '' end
         || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as "line"
    from pg_attribute as a
    left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attrelid = :table::regclass and a.attnum > 0 and not a.attisdropped
   order by a.attnum`

/** PostgreSQL 18 lists not-null as constraints of their own; the columns say it already. */
const CONSTRAINTS = `
  select c.conname || ': ' || pg_get_constraintdef(c.oid) as "line"
    from pg_constraint as c
   where c.conrelid = :table::regclass and c.contype <> 'n'
   order by c.conname collate "C"`

const INDEXES = `
  select regexp_replace(pg_get_indexdef(i.indexrelid), ' ON [^ ]+ USING', ' USING') as "line"
    from pg_index as i
   where i.indrelid = :table::regclass
     and not exists (select from pg_constraint as c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
   order by i.indexrelid::regclass::text collate "C"`

const without = (schema: string, text: string): string =>
  text.replaceAll(`${schema}.`, '').replaceAll('public.', '')

export const describeSchema = async ({ db, schema }: Database): Promise<string> => {
  const described: string[] = []
  for (const { table } of await rows<{ table: string }>(db, TABLES, { schema })) {
    const lines = async (sql: string) =>
      (await rows<{ line: string }>(db, sql, { table })).map(({ line }) => `  ${without(schema, line)}`)
    const parts = [await lines(COLUMNS), await lines(CONSTRAINTS), await lines(INDEXES)].filter(
      (part) => part.length > 0,
    )
    described.push([table, ...parts.map((part) => part.join('\n'))].join('\n\n').replace('\n\n', '\n'))
  }
  return `${described.join('\n\n')}\n`
}
