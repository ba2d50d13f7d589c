/** The edition of the small registry, with six classes of components and one of events. */
import { type Connection, one } from '../../server/db/database.ts'
import { insertIds } from './insert-ids.ts'

export const insertCatalogue = async (trx: Connection) => {
  const { id: editionId } = await one<{ id: number }>(
    trx,
    `insert into edition (code, name_zh, name_en, class_code_length, component_code_length)
     values ('TEST 1-2013', '试验版', 'Test edition', 4, 16)
     returning id as id`,
  )
  const classes: [string, string, string, string][] = [
    ['0102', '雨水井盖', 'Storm drain cover', 'point'],
    ['0104', '污水井盖', 'Sewer cover', 'point'],
    ['0115', '路灯', 'Street lamp', 'point'],
    ['0201', '公共厕所', 'Public toilet', 'polygon'],
    ['0216', '道路隔音屏', 'Noise barrier', 'line'],
    ['0401', '行道树', 'Street tree', 'point'],
  ]
  const classIds = await insertIds(
    trx,
    `insert into class (edition_id, kind, code, name_zh, name_en, major_code, major_zh, major_en, geometry, confidence)
     select :editionId::int, 'component', k.code, k.zh, k.en, left(k.code, 2), '大类' || left(k.code, 2), 'Major ' || left(k.code, 2), k.geometry, 'city'
       from unnest(:codes::text[], :zh::text[], :en::text[], :geometries::text[]) as k (code, zh, en, geometry)
     returning id as id`,
    {
      editionId,
      codes: classes.map((c) => c[0]),
      zh: classes.map((c) => c[1]),
      en: classes.map((c) => c[2]),
      geometries: classes.map((c) => c[3]),
    },
  )
  const { id: eventClassId } = await one<{ id: number }>(
    trx,
    `insert into class (edition_id, kind, code, name_zh, name_en, major_zh, major_en, confidence)
     values (:editionId::int, 'event', '0102', '暴露垃圾', 'Exposed rubbish', '市容环境', 'Cityscape', 'city')
     returning id as id`,
    { editionId },
  )
  return { editionId, classIds, eventClassId }
}
