/** The lineage of a grid as two trees, and the day on which each of its grids can be looked at. A day means its last moment in UTC. */
import type { Lineage } from '../../server/shared/grids.contract.ts'

type Edge = Lineage['ancestors']['edges'][number]
type Node = Lineage['nodes'][number]
export type Side = 'ancestors' | 'successors'
/** What a link was to the two grids; ground that passed between two that both went on is `ground`. */
export type LinkKind = 'split' | 'merged' | 'ground'
export type Branch = {
  readonly key: string
  readonly edge: Edge
  readonly node: Node
  readonly kind: LinkKind
  /** Null is now; undefined where no day ended while there was this grid. */
  readonly day: string | null | undefined
  readonly further: readonly Branch[]
}

const DAY_MS = 86_400_000
/** The change and the versions it writes bear one instant; told in milliseconds. */
const isSame = (a: string | null, b: string): boolean =>
  a !== null && Math.abs(Date.parse(a) - Date.parse(b)) < 2
const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const lastMoment = (day: string): number => Date.parse(day) + DAY_MS - 1

const kindOf = (from: Node | undefined, to: Node | undefined, { at }: Edge): LinkKind => {
  if (to && isSame(to.from, at)) return 'split'
  return from && isSame(from.to, at) ? 'merged' : 'ground'
}

/** Where it came from is looked at on the last day before the change; what became of it on the first one after. */
export const dayOf = (node: Node, at: string, side: Side, now: number): string | null | undefined => {
  const ended = node.to === null ? Number.POSITIVE_INFINITY : Date.parse(node.to)
  const day = dayAt(side === 'ancestors' ? Date.parse(at) - DAY_MS : Date.parse(at))
  if (lastMoment(day) >= now) return ended > now ? null : undefined
  return lastMoment(day) >= Date.parse(node.from) && lastMoment(day) < ended ? day : undefined
}

export const branchesOf = (lineage: Lineage, side: Side, now: number): Branch[] => {
  const nodes = new Map(lineage.nodes.map((node) => [node.id, node]))
  const [near, far] = side === 'ancestors' ? (['to', 'from'] as const) : (['from', 'to'] as const)
  const { edges } = lineage[side]
  // A link stands once: where two ways lead to it, on the first of them.
  const left = new Set(edges)
  const grow = (id: number, steps: number, reached: string | null): Branch[] => {
    const found = edges.filter(
      (edge) =>
        left.has(edge) &&
        edge.steps === steps &&
        edge[near] === id &&
        (reached === null || (side === 'ancestors' ? edge.at < reached : edge.at > reached)),
    )
    for (const edge of found) left.delete(edge)
    return found.flatMap((edge) => {
      const node = nodes.get(edge[far])
      if (!node) return []
      return {
        key: `${edge.changeId}-${edge.from}-${edge.to}`,
        edge,
        node,
        kind: kindOf(nodes.get(edge.from), nodes.get(edge.to), edge),
        day: dayOf(node, edge.at, side, now),
        further: grow(node.id, steps + 1, edge.at),
      }
    })
  }
  return grow(lineage.grid.id, 1, null)
}
