/** Where the level below knows better: a town's outline that lacks ground on which its own villages stand. */
import { expect, test } from 'vitest'
import { prove } from '../../server/boundaries/proof/prove.ts'
import { DEFAULT_TOLERANCES } from '../../server/boundaries/tolerances.ts'
import type { ProofIssue } from '../../server/shared/proof.ts'
import { useDatabase } from '../support/database.ts'
import { box, face, facesOf, METRIC_SRID, type Metres, type TestFace } from '../support/faces.ts'

const registry = useDatabase()

const [DISTRICT, WEST, EAST, STRIP] = [1, 11, 12, 121] as const
const district = face(DISTRICT, 1, null, [box(0, 0, 2000, 1000)])
/** Drawn in by a hundred metres: its border with the ground between is the longer one. */
const drawnIn: Metres[] = [
  [0, 0],
  [900, 0],
  [800, 500],
  [900, 1000],
  [0, 1000],
]
const west = face(WEST, 2, DISTRICT, [drawnIn])
const east = face(EAST, 2, DISTRICT, [box(1100, 0, 2000, 1000)])
const villages = [face(111, 3, WEST, [drawnIn]), face(122, 3, EAST, [box(1100, 0, 2000, 1000)])]
const strip = face(STRIP, 3, EAST, [box(900, 0, 1100, 1000)])

const issuesOf = async (made: readonly TestFace[], depth: number): Promise<ProofIssue[]> => {
  const { issues } = await prove(registry().db, facesOf(made), {
    schemeId: 1,
    metricSrid: METRIC_SRID,
    tolerances: DEFAULT_TOLERANCES,
    scope: 'all',
    depths: [depth],
  })
  return issues.filter(({ severity }) => severity === 'error')
}
const remediesIn = ({ remedies }: ProofIssue) =>
  remedies.map(({ key, face: to, operation }) => [key, operation.kind, to?.id])

test('of two towns the one whose village stands on the ground between comes first, not the one with the longer border', async () => {
  const without = [district, west, east, ...villages]
  const [bare] = await issuesOf(without, 2)
  expect(bare && remediesIn(bare)).toEqual([
    ['1', 'fill_gap', WEST],
    ['2', 'fill_gap', EAST],
  ])
  const [gap, ...others] = await issuesOf([...without, strip], 2)
  expect(others).toEqual([])
  expect(gap).toMatchObject({ kind: 'gap', faces: [{ id: DISTRICT }], neighbours: bare?.neighbours })
  expect(gap && remediesIn(gap)).toEqual([
    ['1', 'fill_gap', EAST],
    ['2', 'fill_gap', WEST],
  ])
})

test('a village that stands wholly outside its town is not cut off: the town grows, where the ground is nobody’s', async () => {
  const [issue, ...others] = await issuesOf([district, west, east, ...villages, strip], 3)
  expect(others).toEqual([])
  expect(issue).toMatchObject({ kind: 'outside_parent', faces: [{ id: STRIP }] })
  expect(issue && remediesIn(issue)).toEqual([['1', 'fill_gap', EAST]])
})

test('a village that reaches beyond its town: cut off, or the town grows; on ground of another town it does not', async () => {
  const longer = face(111, 3, WEST, [box(0, 0, 950, 1000)])
  const [free] = await issuesOf([district, west, east, longer], 3)
  expect(free && remediesIn(free)).toEqual([
    ['1', 'cut_to_parent', 111],
    ['2', 'fill_gap', WEST],
  ])
  const beyond = face(111, 3, WEST, [box(0, 0, 1150, 1000)])
  const wider = face(EAST, 2, DISTRICT, [box(900, 0, 2000, 1000)])
  const [held] = await issuesOf([district, west, wider, beyond], 3)
  expect(held && remediesIn(held)).toEqual([['1', 'cut_to_parent', 111]])
})
