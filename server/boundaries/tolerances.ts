/** With which tolerances a scheme is proven. A hundredth of a square metre and five millimetres: more than rounding makes, less than any survey can err. */
import { type Connection, first } from '../db/database.ts'
import type { Tolerances } from '../shared/proof.ts'

export const DEFAULT_TOLERANCES: Tolerances = {
  areaM2: 0.01,
  widthM: 0.005,
  nodeM: 0.005,
  sliverM: 1,
  oddTimes: 50,
}

export const readTolerances = async (db: Connection, schemeId: number): Promise<Tolerances> =>
  (await first<Tolerances>(
    db,
    `select t.area_m2 as "areaM2", t.width_m as "widthM", t.node_m as "nodeM", t.sliver_m as "sliverM", t.odd_times as "oddTimes"
       from proof_tolerance as t
      where t.scheme_id = :schemeId::int`,
    { schemeId },
  )) ?? DEFAULT_TOLERANCES
