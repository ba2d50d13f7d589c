/** The district's one row and its centre, who answers when nobody else does. They exist from the first start on, so that nothing is ever unassigned. */
import { type Connection, first, one } from '../db/database.ts'
import { type Actor, endWrite, SYSTEM } from '../db/end-write.ts'
import { Conflict } from '../errors.ts'

/** Placeholders until the city names itself by `gridbook district`, an import's mapping, or the demo. */
const UNNAMED = {
  code: '000000',
  name: 'District',
  centreCode: 'CENTRE',
  centreName: 'District centre (区指挥中心)',
}

const insertCentre = async (trx: Connection): Promise<number> => {
  const { id } = await one<{ id: number }>(
    trx,
    `insert into unit (kind) values ('centre') returning id as id`,
  )
  await trx.raw(
    `insert into unit_version (unit_id, code, name, valid_from)
     values (:id::bigint, :code::text, :name::text, '-infinity')`,
    { id, code: UNNAMED.centreCode, name: UNNAMED.centreName },
  )
  return id
}

/** Gives whether the district was made now. */
export const establishDistrict = (db: Connection): Promise<boolean> =>
  db.transaction(async (trx) => {
    if (await first(trx, `select t.code from district as t`)) return false
    const centreId = await insertCentre(trx)
    await trx.raw(
      `insert into district (code, name, centre_unit_id) values (:code::text, :name::text, :centreId::bigint)`,
      { code: UNNAMED.code, name: UNNAMED.name, centreId },
    )
    await endWrite(trx, SYSTEM, {
      action: 'district.establish',
      entity: 'district',
      after: UNNAMED,
      touched: [
        { entity: 'district', ids: [1] },
        { entity: 'unit', ids: [centreId] },
      ],
    })
    return true
  })

export type DistrictChange = {
  readonly code?: string | undefined
  readonly name?: string | undefined
  readonly centreName?: string | undefined
  readonly metricSrid?: number | undefined
  readonly synthetic?: boolean | undefined
}

const renameCentre = (trx: Connection, name: string) =>
  trx.raw(
    `with former as (
       update unit_version as v set valid_to = now()
         from district as t
        where v.unit_id = t.centre_unit_id and v.valid_to is null and v.name <> :name::text
       returning v.unit_id, v.code
     )
     insert into unit_version (unit_id, code, name, valid_from)
     select f.unit_id, f.code, :name::text, now() from former as f`,
    { name },
  )

/** Sets what is given and leaves the rest. The metric CRS may change only before there are grids: their areas were computed in it. */
export const changeDistrict = (db: Connection, actor: Actor, change: DistrictChange): Promise<void> =>
  db.transaction(async (trx) => {
    const before = await one<{ centreId: number }>(
      trx,
      `select t.code as "code", t.name as "name", t.metric_srid as "metricSrid", t.synthetic as "synthetic", t.centre_unit_id as "centreId"
         from district as t
          for update`,
    )
    if (change.metricSrid !== undefined && (await first(trx, `select g.id from grid_version as g limit 1`))) {
      throw new Conflict(
        'metric_crs_in_use',
        'The metric CRS cannot change any more: the areas of the grids were computed in it.',
      )
    }
    await trx.raw(
      `update district as t
          set code = coalesce(:code::text, t.code),
              name = coalesce(:name::text, t.name),
              metric_srid = coalesce(:metricSrid::int, t.metric_srid),
              synthetic = coalesce(:synthetic::boolean, t.synthetic)`,
      {
        code: change.code ?? null,
        name: change.name ?? null,
        metricSrid: change.metricSrid ?? null,
        synthetic: change.synthetic ?? null,
      },
    )
    if (change.centreName !== undefined) await renameCentre(trx, change.centreName)
    await endWrite(trx, actor, {
      action: 'district.change',
      entity: 'district',
      before,
      after: change,
      touched: [
        { entity: 'district', ids: [1] },
        { entity: 'unit', ids: change.centreName === undefined ? [] : [before.centreId] },
      ],
    })
  })
