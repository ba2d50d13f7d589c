/** The claims on a parcel as they stood when a meeting was closed, each with the objections that stood then; what came later is not of its minutes. */
type Objection = { readonly at: string; readonly withdrawnAt: string | null }
type Claim = {
  readonly at: string
  readonly endedAt: string | null
  readonly objections: readonly Objection[]
}

/** `closedAt` null: as they stand now. */
export const claimsAt = <C extends Claim>(claims: readonly C[], closedAt: string | null): C[] => {
  const until = closedAt === null ? Number.POSITIVE_INFINITY : Date.parse(closedAt)
  const stood = (from: string, to: string | null): boolean =>
    Date.parse(from) <= until && (to === null || Date.parse(to) > until)
  return claims
    .filter(({ at, endedAt }) => stood(at, endedAt))
    .map((claim) => ({
      ...claim,
      objections: claim.objections.filter(({ at, withdrawnAt }) => stood(at, withdrawnAt)),
    }))
}
