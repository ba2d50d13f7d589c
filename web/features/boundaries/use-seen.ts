/** What of a change is in view: its faces at the level looked at, or why not; its issues as they are listed; what is chosen, from the address. */
import { useEffect, useMemo, useRef } from 'react'
import { useSearchParams } from 'react-router'
import type { Change, Face } from '../../../server/shared/boundaries.ts'
import { ISSUE_KINDS, type IssueKind, type ProofIssue } from '../../../server/shared/proof.ts'
import type { Bbox, District } from '../../api-types.ts'
import { useSchemes } from '../../app/registry.ts'
import { rounded } from '../../map/geojson.ts'
import type { FacesSeen } from './grids-part.tsx'
import { fits, orderedIssues, stepTo } from './lists.ts'
import { useFaces, useProof } from './use-change.ts'

export type Choice = {
  readonly face: number | null
  readonly issue: string | null
  readonly kind: IssueKind | null
  readonly scope: 'touched' | 'scheme'
  readonly depth: number | null
  readonly base: boolean
  /** A file beside the draft, and a row of it. */
  readonly coverage: number | null
  readonly row: number | null
}

const integer = (text: string | null): number | null => {
  const value = Number(text)
  return text !== null && text !== '' && Number.isSafeInteger(value) && value !== 0 ? value : null
}

/** `?face=-3&issue=…&kind=gap&scope=scheme&depth=3&base=true&coverage=2&row=5` */
export const readChoice = (params: URLSearchParams): Choice => ({
  face: integer(params.get('face')),
  issue: params.get('issue') || null,
  kind: ISSUE_KINDS.find((kind) => kind === params.get('kind')) ?? null,
  scope: params.get('scope') === 'scheme' ? 'scheme' : 'touched',
  depth: integer(params.get('depth')),
  base: params.get('base') === 'true',
  coverage: integer(params.get('coverage')),
  row: integer(params.get('row')),
})

export const useChoice = (): Choice => {
  const [params] = useSearchParams()
  return useMemo(() => readChoice(params), [params])
}

/** Without a choice: the level just above the deepest where that has thousands of grids, for it is villages that are re-cut. */
const LARGE_LEVEL = 2_000

const useLevel = (change: Change, depth: number | null) => {
  const schemes = useSchemes()
  const registered = schemes.data?.items.find(({ id }) => id === change.scheme.id)?.levels ?? []
  const usual = [...registered].reverse().find(({ grids }) => grids > 0 && grids <= LARGE_LEVEL)
  const wanted = depth ?? usual?.depth ?? change.levels.at(-1)?.depth ?? 1
  const level = registered.find((one) => one.depth === wanted)
  return { depth: wanted, level: level ? { id: level.id, grids: level.grids } : null }
}

/** The address is ahead of the page while that is being drawn: two quick presses are two steps, and no remedy goes to an issue that is being left. */
export const issueInAddress = (): string | null =>
  readChoice(new URLSearchParams(window.location.search)).issue

/** Gives the next issue or the one before. One that was mended is no longer listed: it goes on from where that stood. */
const useStep = (issues: readonly ProofIssue[], chosen: string | null) => {
  const stood = useRef(-1)
  const at = issues.findIndex(({ id }) => id === chosen)
  useEffect(() => {
    if (at >= 0) stood.current = at
  }, [at])
  return (by: 1 | -1) => stepTo(issues, issueInAddress(), by, stood.current)
}

const NONE: readonly Face[] = []

export const useSeen = (change: Change, district: District, bbox: Bbox | null) => {
  const choice = useChoice()
  const { depth, level } = useLevel(change, choice.depth)
  const around = bbox && rounded(bbox)
  const tooMany = around !== null && !fits(around, district.extent, level?.grids ?? 0)
  const asked = { id: change.id, revision: change.revision, bbox: tooMany ? null : around }
  const faces = useFaces({ ...asked, depth, base: choice.base })
  const parents = useFaces({ ...asked, bbox: depth > 1 ? asked.bbox : null, depth: depth - 1, base: false })
  const proof = useProof(change, choice.scope)
  const issues = useMemo(() => {
    const all = proof.data ? orderedIssues(proof.data) : []
    return choice.kind === null ? all : all.filter(({ kind }) => kind === choice.kind)
  }, [proof.data, choice.kind])
  const drawn = tooMany || !faces.data ? NONE : faces.data.faces
  const seen: FacesSeen = {
    faces: drawn,
    cutOff: tooMany ? 0 : (faces.data?.cutOff ?? 0),
    loading: !tooMany && faces.isPending,
    tooMany,
    error: faces.error,
    retry: () => void faces.refetch(),
  }
  const chosen = useMemo(() => drawn.find(({ id }) => id === choice.face) ?? null, [drawn, choice.face])
  const stepIssue = useStep(issues, choice.issue)
  return {
    choice,
    depth,
    level,
    faces: seen,
    parents: parents.data?.faces ?? NONE,
    proof,
    issues,
    stepIssue,
    chosen,
  }
}
export type Seen = ReturnType<typeof useSeen>
