/** Which issues of a scheme are waived now, why and by whom. */
import { type Connection, rows } from '../../db/database.ts'
import type { ProofIssue } from '../../shared/proof.ts'

export type Waiver = NonNullable<ProofIssue['waiver']>

export const readWaivers = async (db: Connection, schemeId: number): Promise<ReadonlyMap<string, Waiver>> => {
  const found = await rows<Waiver & { issueId: string }>(
    db,
    `select w.issue_id as "issueId", w.reason as reason, w.actor as by, w.at as at
       from issue_waiver as w
      where w.scheme_id = :schemeId::int
        and w.revoked_at is null`,
    { schemeId },
  )
  return new Map(found.map(({ issueId, reason, by, at }) => [issueId, { reason, by, at }]))
}
