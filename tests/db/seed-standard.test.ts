import { expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { readVersion } from '../../server/db/end-write.ts'
import { seedStandard } from '../../server/db/seed-standard.ts'
import { useDatabase } from '../support/database.ts'

const registry = useDatabase()

test('a first run brings every class and edition, a second one changes nothing', async () => {
  const { db } = registry()
  expect(await seedStandard(db)).toEqual({ editions: 7, classes: 572 })
  const version = await readVersion(db)
  expect(await seedStandard(db)).toEqual({ editions: 0, classes: 0 })
  expect(await readVersion(db)).toBe(version)
})

test('a code keeps its zeros and means what its edition says', async () => {
  const { db } = registry()
  const named = await rows<{ edition: string; kind: string; name: string }>(
    db,
    `select e.code as edition, c.kind as kind, c.name_zh as name
       from class as c
       join edition as e on e.id = c.edition_id
      where c.code = '0114'
        and c.kind = 'component'
      order by e.code`,
  )
  expect(named).toEqual([
    { edition: 'CJ/T 214-2007', kind: 'component', name: '无主井盖' },
    { edition: 'GB/T 30428.2-2013', kind: 'component', name: '园林井盖' },
  ])
})

test('local editions extend an edition of the standard, and may name classes without codes', async () => {
  const { db } = registry()
  const local = await rows<{ code: string; base: string | null; uncoded: number }>(
    db,
    `select e.code as code, base.code as base, (count(*) filter (where c.code is null))::int as uncoded
       from edition as e
       left join edition as base on base.id = e.extends_id
       join class as c on c.edition_id = e.id
      where e.code like 'local:%'
      group by e.code, base.code
      order by e.code`,
  )
  expect(local).toEqual([
    { code: 'local:Beijing-Chaoyang', base: 'CJ/T 214-2007', uncoded: 0 },
    { code: 'local:Shanghai', base: 'CJ/T 214-2007', uncoded: 12 },
    { code: 'local:Shenzhen', base: 'CJ/T 214-2007', uncoded: 0 },
    { code: 'local:Yuncheng', base: 'GB/T 30428.2-2013', uncoded: 0 },
  ])
})

test('a class that differs is corrected, one that the city edited is left', async () => {
  const { db } = registry()
  const rename = `update class
                     set name_zh = :name::text, confidence = :confidence::text
                   where code = :code::text
                     and edition_id = (select e.id from edition as e where e.code = 'GB/T 30428.2-2013')
                     and kind = 'component'`
  await db.raw(rename, { code: '0101', name: '错', confidence: 'source' })
  await db.raw(rename, { code: '0102', name: '本市污水井盖', confidence: 'city' })
  expect(await seedStandard(db)).toEqual({ editions: 0, classes: 1 })
  const nameOf = async (code: string) =>
    (
      await one<{ name: string }>(
        db,
        `select c.name_zh as name
           from class as c
           join edition as e on e.id = c.edition_id
          where e.code = 'GB/T 30428.2-2013'
            and c.kind = 'component'
            and c.code = :code::text`,
        { code },
      )
    ).name
  expect(await nameOf('0101')).toBe('上水井盖')
  expect(await nameOf('0102')).toBe('本市污水井盖')
})
