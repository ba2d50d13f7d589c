/**
 * The proof of a scheme, or of a part of it: that every grid is valid, that children hold all the ground of their parents once and no other, and what is amiss
 * with codes, names and sizes. Exact where nothing is wrong (edges.ts); where something is, it is measured by overlays.
 */
import { inTurns } from '../../atlas/steps.ts'
import type { Connection } from '../../db/database.ts'
import type { IssueKind, Proof, Tolerances } from '../../shared/proof.ts'
import type { Faces } from '../faces.ts'
import { findFaults } from './find-faults.ts'
import { type Identified, identify } from './identify.ts'
import type { Scope } from './read-faces.ts'
import { findStanding } from './standing.ts'
import { tellIssues } from './tell-issues.ts'
import { readWaivers } from './waivers.ts'

export type Wanted = {
  readonly schemeId: number
  readonly metricSrid: number
  readonly tolerances: Tolerances
  readonly scope: Scope
  /** The register under a draft: what it has already is told as standing. */
  readonly base?: Faces
  /** Only these levels. */
  readonly depths?: readonly number[]
}

/** Listed in one answer; all are counted. */
const LISTED = 500

const countKinds = (issues: readonly Identified[]): Proof['counts'] => {
  const counts: Partial<Record<IssueKind, number>> = {}
  for (const { kind } of issues) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

export const prove = async (db: Connection, faces: Faces, wanted: Wanted): Promise<Proof> => {
  const { schemeId, metricSrid, tolerances, scope, base, depths = null } = wanted
  const asked = { db, metricSrid, tolerances, depths }
  const found = await findFaults({ ...asked, faces }, scope)
  const issues = await inTurns(identify(found.faults))
  const isAnything = issues.length > 0
  const waivers = isAnything ? await readWaivers(db, schemeId) : new Map()
  const standing =
    isAnything && base !== undefined
      ? await findStanding(
          db,
          issues,
          await inTurns(identify((await findFaults({ ...asked, faces: base }, scope)).faults)),
          { ...tolerances, metricSrid },
        )
      : new Set<string>()
  const blocks = ({ id, severity }: Identified): boolean =>
    severity === 'error' && !waivers.has(id) && !standing.has(id)
  return {
    tolerances,
    metricSrid,
    levels: found.levels,
    issues: await tellIssues(db, faces, issues.slice(0, LISTED), {
      invalid: found.invalidIds,
      metricSrid,
      waivers,
      standing,
    }),
    counts: countKinds(issues),
    blocking: issues.filter(blocks).length,
    cutOff: Math.max(0, issues.length - LISTED),
  }
}
