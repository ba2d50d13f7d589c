/** A registry in which every attribute of a component is used somewhere, exports of it into files, and what stands in it, told by plain SQL. */
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type Connection, type Database, rows } from '../../server/db/database.ts'
import { exportComponents } from '../../server/exports/export-components.ts'
import type { Exported } from '../../server/exports/write-table.ts'
import { placeComponents } from '../../server/imports/placement.ts'
import { exportComponents as contract } from '../../server/shared/exports.contract.ts'
import { SOUTH, WEST } from './fixture-ground.ts'
import { makeRegistry, type RegistryFixture } from './registry-fixture.ts'

/** Quotes, separators, line ends, a formula, hanzi of one and of two UTF-16 units, an escape of XML; then one too long for a DBF. */
export const AWKWARD = '他说"好", a;b\n第二行 𠮷 =1+1 _x0041_ <&>'
export const LONG_NOTE = `𠮷${'备'.repeat(300)}`

const embellish = async (db: Connection): Promise<void> => {
  await db.raw(
    `update component_version as v
        set name = '部件 ' || v.component_id, surveyed_on = date '2019-02-28' + (v.component_id % 900)::int,
            changed_on = case when v.component_id % 3 = 0 then date '1899-12-31' end, data_source = '实测',
            note = case v.component_id % 5 when 0 then :awkward::text when 1 then :long::text end,
            location = case when v.component_id % 4 > 0 then v.location end,
            extra = case v.component_id % 3
                    when 0 then '{"材质": "铸铁", "n": 5, "deep": {"a": [1, null, "x"]}, "name": "another"}'::jsonb
                    when 1 then '{}'::jsonb else v.extra end
      where v.component_id % 7 > 0`,
    { awkward: AWKWARD, long: LONG_NOTE },
  )
  await db.raw(
    `update component_role as r
        set state = case when r.role = 'competent' and r.component_id % 4 = 0 then 'notified' else r.state end,
            until = case when r.component_id % 2 = 0 then date '2027-06-30' end, basis = case when r.component_id % 3 > 0 then r.basis end
      where r.unit_id is not null`,
  )
  // Beyond ten kilometres no import would take them back.
  await db.raw(
    `update component_version as v
        set geom = st_setsrid(st_makepoint(${WEST} - 0.02, ${SOUTH} - 0.02 - v.component_id * 1e-5), 4490)
      where st_xmax(v.geom) < ${WEST} - 0.1`,
  )
  await db.raw(`update scheme set purpose = 'unit'`)
}

export const makeExportRegistry = async (db: Connection, components: number): Promise<RegistryFixture> => {
  const fixture = await makeRegistry(db, components)
  await embellish(db)
  // As an import places them: the fixture's own rule is a simpler one.
  await placeComponents(
    db,
    { sql: 'select v.component_id from component_version as v where v.valid_to is null', bindings: {} },
    { at: new Date().toISOString(), fresh: false },
  )
  return fixture
}

/** Writes one file and gives what was said of it. */
export const exportTo = (
  { db, embedded }: Pick<Database, 'db' | 'embedded'>,
  file: string,
  question: Record<string, string>,
): Promise<Exported> =>
  exportComponents({ db, embedded }, contract.query.parse(question), async (exported) => {
    await pipeline(exported.bytes, createWriteStream(file))
    return exported
  })

export type Told = Record<string, unknown> & { readonly code: string; readonly shape: unknown }

/** What current components are, in order of code: nothing of identities and instants, which an import makes anew. */
export const tellComponents = (db: Connection): Promise<Told[]> =>
  rows<Told>(
    db,
    `select v.code as code, e.code as edition, k.code as class_code, k.name_zh as class_name, nullif(v.name, '') as name,
            ${['competent', 'owner', 'maintainer'].map((role) => `${role}.code as ${role}_code, ${role}.name as ${role}_name, ${role}.state as ${role}_confirmation, ${role}.until as ${role}_until, ${role}.basis as ${role}_basis`).join(',\n            ')},
            (select g.code
               from component_grid as p
               join grid_version as g on g.grid_id = p.grid_id and g.valid_to is null
              where p.component_id = v.component_id and p.valid_to is null) as grid_responsibility,
            v.state as state, v.surveyed_on as surveyed_on, v.changed_on as changed_on, v.data_source as data_source, v.note as note,
            v.location as location, nullif(v.extra, '{}') as extra, st_asgeojson(v.geom, 15, 0)::json as shape
       from component_version as v
       join class as k on k.id = v.class_id
       join edition as e on e.id = k.edition_id
       ${['competent', 'owner', 'maintainer']
         .map(
           (role) => `
       left join (select r.component_id, u.code, u.name, r.state, r.until, r.basis
                    from component_role as r
                    left join unit_version as u on u.unit_id = r.unit_id and u.valid_to is null
                   where r.role = '${role}' and r.valid_to is null) as ${role} on ${role}.component_id = v.component_id`,
         )
         .join('')}
      where v.valid_to is null
      order by v.code`,
  )
