/** Any point, in any named CRS: its grids, the component meant, the responsible unit, and why. */
import { readVersion } from '../db/end-write.ts'
import type { Handler } from '../http/route.ts'
import { decideAt } from '../responsibility/decide-at.ts'
import type { LonLat } from '../shared/crs.ts'
import type { lookup } from '../shared/lookup.contract.ts'
import { listCandidates } from './candidates.ts'
import { findComponentMeant } from './component-meant.ts'
import { isInDistrict, locate } from './locate.ts'
import { requirePoint } from './require-point.ts'

export const answerLookup: Handler<typeof lookup> = async ({ db }, { query, response }) => {
  const { crs, accuracy, at } = query
  const source: LonLat = [query.lon, query.lat]
  const point = requirePoint(crs, source, 'lon')
  const version = await readVersion(db)
  const places = await locate(db, point, at)
  const meant = await findComponentMeant(db, point, accuracy, {
    componentId: query.component,
    classId: query.class,
    at,
  })
  const decision = await decideAt(db, places, meant, at)
  const schemes = await Promise.all(
    places.map(async (place) => ({
      ...place,
      candidates: await listCandidates(db, point, place, accuracy, at),
    })),
  )
  Object.assign(response.locals.facts, { step: decision.step })
  return {
    point,
    source: { crs, coordinates: source },
    inDistrict: isInDistrict(places),
    schemes,
    component: meant.component && {
      id: meant.component.id,
      code: meant.component.code,
      name: meant.component.name,
      distanceM: Math.round(meant.component.distanceM * 100) / 100,
    },
    componentsNear: meant.near,
    responsible: decision.unit,
    trace: decision.trace,
    at: at ?? null,
    version,
  }
}
