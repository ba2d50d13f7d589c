/** Issues as they are told: with places, neighbours, remedies and exact shapes. Everything is asked in a few questions for all of them. */
import { boxOf } from '../../atlas/shapes.ts'
import type { Connection } from '../../db/database.ts'
import type { ProofIssue } from '../../shared/proof.ts'
import type { Faces } from '../faces.ts'
import { findBestParents } from './best-parents.ts'
import { type Described, describeFaces } from './describe-faces.ts'
import { candidateWithin, readTakenCodes, type Stem, stemOf } from './free-codes.ts'
import { findFreeAbove, findHeldBelow } from './held-below.ts'
import type { Identified } from './identify.ts'
import { listNeighbours } from './neighbours.ts'
import { type Known, remediesOf } from './remedies.ts'
import { readShape, toGeoJson } from './shape.ts'
import type { Waiver } from './waivers.ts'

const ofKinds = (issues: readonly Identified[], ...kinds: Identified['kind'][]): Identified[] =>
  issues.filter(({ kind }) => kinds.includes(kind))

const stemsOf = (issues: readonly Identified[], faces: ReadonlyMap<number, Described>): Stem[] => [
  ...ofKinds(issues, 'duplicate_code').map(({ depth, about }) => ({ depth, stem: stemOf(about) })),
  ...ofKinds(issues, 'code_outside_parent').flatMap(({ depth, faces: [id = 0] }) => {
    const face = faces.get(id)
    const parent = faces.get(face?.parentId ?? 0)
    return face && parent ? [{ depth, stem: candidateWithin(face.ref.code, parent.ref.code) }] : []
  }),
]

const learn = async (
  db: Connection,
  faces: Faces,
  issues: readonly Identified[],
  { invalid, metricSrid }: { invalid: readonly number[]; metricSrid: number },
): Promise<Known> => {
  const named = await describeFaces(db, faces, { ids: [...new Set(issues.flatMap((i) => i.faces))], invalid })
  const gaps = ofKinds(issues, 'gap', 'sliver')
  const outside = ofKinds(issues, 'outside_parent')
  const parents = ofKinds(issues, 'code_outside_parent', 'outside_parent').flatMap(
    ({ faces: [id = 0] }) => named.get(id)?.parentId ?? [],
  )
  const missing = parents.filter((id) => !named.has(id))
  const described = new Map([...named, ...(await describeFaces(db, faces, { ids: missing, invalid }))])
  return {
    faces: described,
    neighbours: await listNeighbours(db, faces, { gaps, invalid, metricSrid }),
    heldBelow: await findHeldBelow(db, faces, { gaps, invalid }),
    freeAbove: await findFreeAbove(db, faces, { outside, invalid }),
    bestParents: await findBestParents(db, faces, {
      ids: ofKinds(issues, 'outside_parent', 'no_parent').flatMap((i) => i.faces),
      invalid,
    }),
    taken: await readTakenCodes(db, faces, stemsOf(issues, described)),
  }
}

export type Telling = {
  readonly invalid: readonly number[]
  readonly metricSrid: number
  readonly waivers: ReadonlyMap<string, Waiver>
  readonly standing: ReadonlySet<string>
}

export const tellIssues = async (
  db: Connection,
  faces: Faces,
  issues: readonly Identified[],
  telling: Telling,
): Promise<ProofIssue[]> => {
  const known = await learn(db, faces, issues, telling)
  return issues.map((issue) => {
    const { id, kind, severity, depth, areaM2, widthM, detail } = issue
    const shape = issue.shape === null ? null : readShape(issue.shape)
    const about = issue.faces.flatMap((face) => known.faces.get(face) ?? [])
    const [first] = about
    const [lon, lat] = issue.place ?? first?.place ?? [0, 0]
    const box = shape === null ? (first?.bbox ?? [lon, lat, lon, lat]) : boxOf(shape, 0)
    return {
      id,
      kind,
      severity,
      depth,
      place: [lon, lat],
      bbox: [box[0] ?? lon, box[1] ?? lat, box[2] ?? lon, box[3] ?? lat],
      areaM2,
      widthM,
      faces: about.map(({ ref }) => ref),
      neighbours: [...(known.neighbours.get(id) ?? [])],
      detail,
      remedies: remediesOf(issue, known),
      geometry: shape === null ? null : toGeoJson(shape),
      standing: telling.standing.has(id),
      waiver: telling.waivers.get(id) ?? null,
    }
  })
}
