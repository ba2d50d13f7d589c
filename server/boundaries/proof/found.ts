/** What the rules find, before it is told: each rule says what is wrong with which faces; ids, neighbours and remedies come after. */
import type { IssueKind } from '../../shared/proof.ts'

export type Found = {
  readonly kind: IssueKind
  readonly depth: number
  /** Identities of what is wrong. */
  readonly faces: readonly number[]
  /** Words that belong to the fault itself: part of its identity. */
  readonly about: string
  readonly detail: string | null
  readonly areaM2: number | null
  readonly widthM: number | null
  /** Where the rule itself knows it: a point, [lon, lat]. */
  readonly place: readonly [number, number] | null
  /** Of gaps and overlaps: MultiPolygon as WKB, EPSG:4490. */
  readonly shape: Buffer | null
}

export const fault = (found: Pick<Found, 'kind' | 'depth' | 'faces'> & Partial<Found>): Found => ({
  about: '',
  detail: null,
  areaM2: null,
  widthM: null,
  place: null,
  shape: null,
  ...found,
})
