/** What a proof of grids says: its tolerances, its issues with their remedies, and the figures of each level. Positions are [lon, lat], EPSG:4490; measures in the district's metric system. */
import { z } from 'zod'
import { operation } from './operations.ts'

export const tolerances = z.object({
  /** A gap or an overlap counts where it is larger than `areaM2` and wider than `widthM`. */
  areaM2: z.number().min(0).max(1000),
  widthM: z.number().min(0).max(10),
  /** A vertex this near to a neighbour's edge should be one of its vertices. */
  nodeM: z.number().min(0).max(1),
  /** A gap narrower than this is called a sliver. */
  sliverM: z.number().min(0).max(100),
  /** A grid so many times larger or smaller than the middle one of its level is of odd size. */
  oddTimes: z.number().min(1.1).max(1e6),
})
export type Tolerances = z.infer<typeof tolerances>

export const ISSUE_KINDS = [
  /** 缝隙: ground of the parent that no child holds. */
  'gap',
  /** 狭缝: a gap narrower than the tolerance says. */
  'sliver',
  /** 重叠: ground that two grids of a level hold. */
  'overlap',
  /** 超出上级: ground of a grid that its parent does not hold. */
  'outside_parent',
  /** 图形无效: a ring that crosses itself, a ring inside its hole, a ring of fewer than three corners. */
  'invalid',
  /** 未打断: a vertex that lies on a neighbour's edge and is none of its vertices. */
  'unnoded',
  /** 无上级: no parent, or one that is not a grid of the level above. */
  'no_parent',
  'duplicate_code',
  'duplicate_name',
  /** A code that does not begin with its parent's, where most of its level do. */
  'code_outside_parent',
  /** 面积异常 */
  'odd_size',
] as const
export const issueKind = z.enum(ISSUE_KINDS)
export type IssueKind = z.infer<typeof issueKind>

/** What forbids a change to take effect; the rest are warnings, which can be waived with a reason. */
export const BLOCKING_KINDS: readonly IssueKind[] = [
  'gap',
  'sliver',
  'overlap',
  'outside_parent',
  'invalid',
  'no_parent',
  'duplicate_code',
]

/** Identity of a grid; below zero where a draft makes it. */
export const faceId = z.number().int()
export const faceRef = z.object({ id: faceId, depth: z.number().int(), code: z.string(), name: z.string() })
export type FaceRef = z.infer<typeof faceRef>

export const remedy = z.object({
  /** Digit that applies it. */
  key: z.string(),
  operation,
  /** Whom it favours or extends, to be named in its words. */
  face: faceRef.nullable(),
})

const position = z.tuple([z.number(), z.number()])

export const proofIssue = z.object({
  /** The same for the same fault, in every run: over kind, depth, the grids' identities and the shape. */
  id: z.string(),
  kind: issueKind,
  severity: z.enum(['error', 'warning']),
  depth: z.number().int(),
  /** Where it is: a point of it. */
  place: position,
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  /** Of gaps, overlaps and grids of odd size. */
  areaM2: z.number().nullable(),
  /** The widest place of a gap or an overlap. */
  widthM: z.number().nullable(),
  /** What is wrong: the grids that overlap, the grid outside its parent, the parent that has a gap. */
  faces: z.array(faceRef),
  /** Neighbours with the length of border shared with the gap, longest first. */
  neighbours: z.array(faceRef.extend({ sharedM: z.number() })),
  /** Further facts: a repeated code, PostGIS's word for what is invalid. */
  detail: z.string().nullable(),
  remedies: z.array(remedy),
  /** GeoJSON of the gap or the overlap, exact; null for others. */
  geometry: z.unknown().nullable(),
  /** In a change: whether the register has it already. The change need not mend what it did not make. */
  standing: z.boolean(),
  waiver: z.object({ reason: z.string(), by: z.string(), at: z.string() }).nullable(),
})
export type ProofIssue = z.infer<typeof proofIssue>

/** Figures of a level; areas in m². */
export const levelProof = z.object({
  depth: z.number().int(),
  grids: z.number().int(),
  /** Of the parents that are divided; of the grids themselves on the first level. */
  parentAreaM2: z.number(),
  /** Of the ground that at least one grid holds inside its parents. */
  unionAreaM2: z.number(),
  gapAreaM2: z.number(),
  widestGapM: z.number(),
  overlapAreaM2: z.number(),
  outsideAreaM2: z.number(),
  /** Parents that are not divided at all: no gap. */
  undivided: z.number().int(),
  /** Below the tolerances, and so no issue: m². */
  toleratedM2: z.number(),
})
export type LevelProof = z.infer<typeof levelProof>

export const proof = z.object({
  tolerances,
  metricSrid: z.number().int(),
  levels: z.array(levelProof),
  /** Errors first, then by area. */
  issues: z.array(proofIssue),
  counts: z.partialRecord(issueKind, z.number().int()),
  /** Errors that forbid the change: not waived, not standing. */
  blocking: z.number().int(),
  /** Issues that the list leaves out. */
  cutOff: z.number().int(),
})
export type Proof = z.infer<typeof proof>
