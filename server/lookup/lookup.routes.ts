/** Any point, in any named CRS: its grids, the component meant, the responsible unit, and why. Of the present from memory, as of an instant from the database. */
import type { AtlasState } from '../atlas/load.ts'
import { candidatesOf, placesOf } from '../atlas/places.ts'
import type { Connection } from '../db/database.ts'
import { readVersion } from '../db/end-write.ts'
import type { Handler } from '../http/route.ts'
import type { Circumstances } from '../responsibility/assignment.ts'
import { decideWith, readDistrict } from '../responsibility/decide-at.ts'
import type { LonLat } from '../shared/crs.ts'
import type { lookup } from '../shared/lookup.contract.ts'
import { type GridCandidate, listCandidates } from './candidates.ts'
import { findComponentMeant } from './component-meant.ts'
import { isInDistrict, locate, type Place } from './locate.ts'
import { requirePoint } from './require-point.ts'

type Found = {
  readonly version: number
  readonly schemes: readonly (Place & { candidates: GridCandidate[] })[]
  readonly district: Circumstances['district']
}

/** All of one version, whatever is written while the component is looked for. */
const findNow = ({ grids, catalogue, version }: AtlasState, point: LonLat, accuracyM: number): Found => {
  const places = placesOf(grids, catalogue, point)
  return {
    version,
    schemes: places.map((place) => {
      const { scheme, placement, borderM, inGap } = place
      const candidates = candidatesOf(grids, catalogue.district, point, place, accuracyM)
      return { scheme, placement, borderM, inGap, grids: place.grids, candidates }
    }),
    district: catalogue.district,
  }
}

const findAt = async (db: Connection, point: LonLat, accuracyM: number, at: string): Promise<Found> => {
  const version = await readVersion(db)
  const places = await locate(db, point, at)
  const schemes: Found['schemes'][number][] = []
  for (const place of places)
    schemes.push({ ...place, candidates: await listCandidates(db, point, place, accuracyM, at) })
  return { version, schemes, district: await readDistrict(db, at) }
}

export const answerLookup: Handler<typeof lookup> = async ({ db, atlas }, { query, response }) => {
  const { crs, accuracy, at } = query
  const source: LonLat = [query.lon, query.lat]
  const point = requirePoint(crs, source, 'lon')
  const found = at === undefined ? findNow(atlas.now, point, accuracy) : await findAt(db, point, accuracy, at)
  const meant = await findComponentMeant(db, point, accuracy, {
    componentId: query.component,
    classId: query.class,
    at,
  })
  const decision = decideWith(found.district, found.schemes, meant)
  Object.assign(response.locals.facts, { step: decision.step })
  return {
    point,
    source: { crs, coordinates: source },
    inDistrict: isInDistrict(found.schemes),
    schemes: [...found.schemes],
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
    version: found.version,
  }
}
