/** What a certificate says, computed from the register as of its instant and from nothing else: today and in ten years the same. */
import { registeredFaces } from '../boundaries/faces.ts'
import type { Connection } from '../db/database.ts'
import type { CoverFigures, Figures } from '../shared/certificates.contract.ts'
import type { Tolerances } from '../shared/proof.ts'
import { coverFigures } from './cover-figures.ts'
import { coverHash } from './cover-hash.ts'
import { coverTenure, type Tenure } from './cover-tenure.ts'
import type { Cover } from './covered.ts'

export type Certified = {
  readonly schemeId: number
  readonly depth: number
  readonly parentId: number | null
  readonly at: string
  readonly tolerances: Tolerances
  readonly metricSrid: number
}

/** Three rates that are kept apart; each of the parent's area. What is short, or left, by less than the tolerance is nothing: gaps within the tolerances and sums of areas leave a rest. */
const ratesOf = (
  { parentAreaM2, gapAreaM2, toleratedM2 }: CoverFigures,
  { unansweredM2, claimedM2, acceptedM2, custodyM2 }: Tenure,
  { areaM2 }: Tolerances,
): Figures['rates'] => {
  const without = (shortM2: number): number => {
    if (shortM2 <= areaM2) return 1
    return shortM2 >= parentAreaM2 - toleratedM2 - areaM2 ? 0 : 1 - shortM2 / parentAreaM2
  }
  const unassignedM2 = gapAreaM2 + unansweredM2 - claimedM2
  return {
    geometric: without(gapAreaM2),
    assigned: without(unassignedM2),
    accepted: without(unassignedM2 + custodyM2 + claimedM2 - acceptedM2),
  }
}

/** In one snapshot of the database, which the caller takes. */
export const computeCertificate = async (
  db: Connection,
  { schemeId, depth, parentId, at, tolerances, metricSrid }: Certified,
): Promise<{ hash: string; figures: Figures }> => {
  const cover: Cover = { faces: registeredFaces(schemeId, at), depth, parentId }
  const measured = { srid: metricSrid, tolerances }
  const figures = await coverFigures(db, cover, measured)
  const tenure = await coverTenure(db, cover, measured, { schemeId, at })
  return {
    hash: await coverHash(db, cover),
    figures: { ...figures, ...tenure, rates: ratesOf(figures, tenure, tolerances) },
  }
}
