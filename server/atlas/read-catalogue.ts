/** The district and the units in force, read inside the caller's transaction. */
import { type Connection, one, rows } from '../db/database.ts'
import type { UnitRef } from '../shared/units.contract.ts'

export type AtlasDistrict = {
  readonly code: string
  readonly name: string
  /** Where distances are computed, in metres; null before the first grids. `metricProj4` is its PROJ string. */
  readonly metricSrid: number | null
  readonly metricProj4: string | null
  readonly nearestGridM: number
  readonly centre: UnitRef
}
export type Catalogue = {
  readonly district: AtlasDistrict
  /** By identity. */
  readonly units: ReadonlyMap<number, UnitRef>
}

/** The centre's last name where it has none in force. */
const readDistrict = (trx: Connection): Promise<AtlasDistrict> =>
  one<AtlasDistrict>(
    trx,
    `select t.code as code, t.name as name, t.metric_srid as "metricSrid", r.proj4text as "metricProj4",
            t.nearest_grid_m as "nearestGridM",
            (select json_build_object('id', v.unit_id, 'code', v.code, 'name', v.name)
               from unit_version as v
              where v.unit_id = t.centre_unit_id
              order by v.valid_to desc nulls first
              limit 1) as centre
       from district as t
       left join spatial_ref_sys as r on r.srid = t.metric_srid`,
  )

export const readCatalogue = async (trx: Connection): Promise<Catalogue> => {
  const district = await readDistrict(trx)
  const units = await rows<UnitRef>(
    trx,
    `select v.unit_id as id, v.code as code, v.name as name
       from unit_version as v
      where v.valid_to is null`,
  )
  return { district, units: new Map(units.map((unit) => [unit.id, unit])) }
}
