/** The tree of a lineage: who came from whom, by what kind of change, and the day on which each can be looked at. */
import { expect, test } from 'vitest'
import type { Lineage } from '../../server/shared/grids.contract.ts'
import { type Branch, branchesOf, dayOf } from '../../web/ui/lineage-tree.ts'

const NOW = Date.parse('2026-06-01T12:00:00.000Z')
const at = (day: string) => `${day}T08:00:00.000Z`
const node = (id: number, from: string, to: string | null = null) => ({
  id,
  code: `G${id}`,
  name: '',
  from: at(from),
  to: to && at(to),
})
const edge = (changeId: number, day: string, steps: number, from: number, to: number) => ({
  changeId,
  title: `change ${changeId}`,
  at: at(day),
  areaM2: 1,
  steps,
  from,
  to,
})
const side = (edges: ReturnType<typeof edge>[]) => ({ edges, cutOff: 0, deeper: false })
const words = (branches: readonly Branch[]): string[] =>
  branches.flatMap(({ kind, node: { code }, day, further }) => [
    `${kind} ${code} ${day}`,
    ...words(further).map((word) => `  ${word}`),
  ])

/** 1 is split into itself and 2 in March; 2 and 3 are merged into 4 in April; 5 takes ground of 4 in May. */
const LINEAGE: Lineage = {
  grid: node(4, '2026-01-01'),
  names: [],
  nodes: [
    node(1, '2026-01-01'),
    node(2, '2026-03-01', '2026-04-01'),
    node(3, '2026-01-01', '2026-04-01'),
    node(4, '2026-01-01'),
    node(5, '2026-01-01'),
  ],
  ancestors: side([
    edge(2, '2026-04-01', 1, 2, 4),
    edge(2, '2026-04-01', 1, 3, 4),
    edge(1, '2026-03-01', 2, 1, 2),
  ]),
  successors: side([edge(3, '2026-05-01', 1, 4, 5)]),
}

test('each way is a branch, with what happened and the day to look at it', () => {
  expect(words(branchesOf(LINEAGE, 'ancestors', NOW))).toEqual([
    'merged G2 2026-03-31',
    '  split G1 2026-02-28',
    'merged G3 2026-03-31',
  ])
  expect(words(branchesOf(LINEAGE, 'successors', NOW))).toEqual(['ground G5 2026-05-01'])
})

test('ground that went to and fro ends; a link stands once', () => {
  const both = [edge(8, '2026-02-02', 1, 2, 1), edge(7, '2026-02-01', 2, 1, 2)]
  const lineage = { ...LINEAGE, grid: node(1, '2026-01-01'), ancestors: side(both) }
  expect(words(branchesOf(lineage, 'ancestors', NOW))).toHaveLength(2)
})

test('a grid without an end of a day in its life has no day; what is of today is now', () => {
  const brief = { ...node(2, '2026-03-01'), to: '2026-03-01T20:00:00.000Z' }
  expect(dayOf(brief, at('2026-03-01'), 'successors', NOW)).toBeUndefined()
  expect(dayOf(brief, brief.to, 'ancestors', NOW)).toBeUndefined()
  expect(dayOf(node(2, '2026-06-01'), at('2026-06-01'), 'successors', NOW)).toBeNull()
  expect(dayOf(node(2, '2026-01-01'), at('2026-06-01'), 'ancestors', NOW)).toBe('2026-05-31')
})
