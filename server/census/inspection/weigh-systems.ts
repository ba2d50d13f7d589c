/**
 * Which of the possible systems the sampled positions are in: the share of them that lies in the district, and in the very grid that their rows state,
 * is counted for all candidates in one statement. Bare numbers cannot tell GCJ-02 from degrees; a grid of a hectare can, being 466 m off.
 */
import type { Connection } from '../../db/database.ts'
import { rows } from '../../db/database.ts'
import type { PossibleSystem } from '../../readers/possible-systems.ts'
import type { Said } from '../../readers/source.ts'
import type { LayerInspection } from '../../shared/census.ts'
import { type DatumShifts, type LonLat, missingShift, toLonLat } from '../../shared/crs.ts'

/** A position in the file's own numbers, with the unit grid that its row states. */
export type SampledPlace = { readonly position: LonLat; readonly gridCode: string }
export type Candidate = LayerInspection['candidates'][number]
export type ToWeigh = { readonly crs: string; readonly why: Said }

type Shares = {
  readonly candidate: number
  readonly inDistrict: number
  readonly inStatedGrid: number | null
}

const countShares = (
  db: Connection,
  given: { candidate: number[]; lon: number[]; lat: number[]; gridCode: string[] },
): Promise<Shares[]> =>
  rows<Shares>(
    db,
    `with place as materialized (
       select p.candidate as candidate, st_setsrid(st_point(p.lon, p.lat), 4490) as geom, p.grid_code as grid_code
         from unnest(:candidate::int[], :lon::float8[], :lat::float8[], :gridCode::text[]) as p (candidate, lon, lat, grid_code)),
     stated as materialized (
       select g.code as code, g.geom as geom
         from grid_version as g
        where g.valid_to is null
          and g.code = any (:gridCode::text[]))
     select p.candidate as candidate,
            avg((exists (
              select from grid_version as g
                join level as l on l.id = g.level_id and l.depth = 1
               where g.valid_to is null
                 and st_covers(g.geom, p.geom)))::int)::float8 as "inDistrict",
            avg(exists (
              select from stated as s
               where s.code = p.grid_code
                 and st_covers(s.geom, p.geom))::int)
              filter (where exists (select from stated as s where s.code = p.grid_code))::float8 as "inStatedGrid"
       from place as p
      group by p.candidate`,
    given,
  )

/** No place in the world: outside every grid. */
const NOWHERE: LonLat = [0, 0]

const convert = (crs: string, position: LonLat, shifts: DatumShifts): LonLat =>
  toLonLat(crs, position, shifts) ?? NOWHERE

const TIE = 0.02

/** The stated grids say most, then the district; what the file says itself decides where neither tells. */
const byEvidence = (a: Candidate, b: Candidate): number => {
  const grid = (b.inStatedGrid ?? 0) - (a.inStatedGrid ?? 0)
  if (Math.abs(grid) > TIE) return grid
  const district = b.inDistrict - a.inDistrict
  return Math.abs(district) > TIE ? district : 0
}

/** Best first; among equals in the order given. Those that need parameters of the city that are not configured are left out. */
export const weighSystems = async (
  db: Connection,
  possible: readonly ToWeigh[],
  places: readonly SampledPlace[],
  shifts: DatumShifts,
): Promise<Candidate[]> => {
  const usable = possible.filter(({ crs }) => missingShift(crs, shifts) === null)
  if (usable.length === 0 || places.length === 0) return []
  const all = usable.flatMap(({ crs }, candidate) =>
    places.map(({ position, gridCode }) => ({ candidate, at: convert(crs, position, shifts), gridCode })),
  )
  const shares = await countShares(db, {
    candidate: all.map(({ candidate }) => candidate),
    lon: all.map(({ at }) => at[0]),
    lat: all.map(({ at }) => at[1]),
    gridCode: all.map(({ gridCode }) => gridCode),
  })
  const found = usable.map(({ crs, why }, n): Candidate => {
    const share = shares.find(({ candidate }) => candidate === n)
    return {
      crs,
      inDistrict: share?.inDistrict ?? 0,
      inStatedGrid: share?.inStatedGrid ?? null,
      why: { zh: why[0], en: why[1] },
    }
  })
  return insertionSorted(found)
}

/** A tolerance is no order that a library's sort may be given: nearly equal ones need not be transitive. */
const insertionSorted = (candidates: readonly Candidate[]): Candidate[] => {
  const sorted: Candidate[] = []
  for (const candidate of candidates) {
    const at = sorted.findIndex((other) => byEvidence(candidate, other) < 0)
    sorted.splice(at < 0 ? sorted.length : at, 0, candidate)
  }
  return sorted
}

/** Of those that fit the numbers; a layer's own shapes cannot be turned round by choosing a system. */
export const inOrder = (possible: readonly PossibleSystem[]): PossibleSystem[] =>
  possible.filter(({ swapped }) => !swapped)

/** The first, where the evidence is such that a surveyor need only confirm it: else nobody but he can say. */
export const settledSystem = (candidates: readonly Candidate[]): Candidate | null => {
  const [best, second] = candidates
  if (best === undefined) return null
  if (best.inStatedGrid !== null)
    return best.inStatedGrid >= 0.5 && best.inStatedGrid - (second?.inStatedGrid ?? 0) >= 0.2 ? best : null
  return best.inDistrict >= 0.5 && best.inDistrict - (second?.inDistrict ?? 0) >= 0.5 ? best : null
}
