/** The district as a whole. */
import { readVersion } from '../db/end-write.ts'
import { NotFound } from '../errors.ts'
import type { Handler } from '../http/route.ts'
import type { getDistrict } from '../shared/district.contract.ts'
import { findDistrict, findExtent } from './district.queries.ts'

export const answerGetDistrict: Handler<typeof getDistrict> = async ({ db }) => {
  const version = await readVersion(db)
  const district = await findDistrict(db)
  if (!district) throw new NotFound('no_district', 'The registry is empty: no district has been set up.')
  const extent = await findExtent(db)
  const centre: [number, number] | null = extent && [(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2]
  return { ...district, extent, centre, version }
}
