/** The communities of the unit scheme: neighbouring responsibility grids and orphan strips of a town, grown together until they are even in area. */

import { pointsOf } from './cut.ts'
import type { Block, Fabric } from './fabric.ts'
import { at, directed, ringOf, type Xy } from './mesh.ts'
import { areaOf, centroidOf, lengthOf, minus } from './plane.ts'

/** A responsibility grid or an orphan strip. */
type Cell = {
  readonly town: number
  readonly centre: Xy
  readonly areaM2: number
  readonly beside: Set<number>
}

/** Numbers responsibility grids from 0 and strips after them. */
const cellOf = (block: Block, strips: number): number =>
  block.strip >= 0 ? block.strip : strips + block.responsibility

const cellsOf = ({ mesh, blocks }: Fabric): { cells: Cell[]; ofBlock: number[] } => {
  const strips = new Set(blocks.filter((b) => b.strip >= 0).map((b) => b.strip)).size
  const ofBlock = blocks.map((block) => cellOf(block, strips))
  const cellAt = new Map(blocks.map((block, i) => [block.face, at(ofBlock, i)]))
  const sums = new Map<number, { town: number; areaM2: number; x: number; y: number; beside: Set<number> }>()
  blocks.forEach((block, i) => {
    const [points, cell] = [pointsOf(mesh, block.face), at(ofBlock, i)]
    const [areaM2, centre] = [areaOf(points), centroidOf(points)]
    const sum = sums.get(cell) ?? { town: block.town, areaM2: 0, x: 0, y: 0, beside: new Set<number>() }
    sum.areaM2 += areaM2
    sum.x += centre[0] * areaM2
    sum.y += centre[1] * areaM2
    const ring = ringOf(mesh, block.face)
    ring.forEach((a, k) => {
      const across = mesh.faceLeft.get(directed(at(ring, (k + 1) % ring.length), a))
      const other = across === undefined ? undefined : cellAt.get(across)
      if (other !== undefined && other !== cell) sum.beside.add(other)
    })
    sums.set(cell, sum)
  })
  const cells = [...sums]
    .sort(([a], [b]) => a - b)
    .map(
      ([, s]): Cell => ({
        town: s.town,
        centre: [s.x / s.areaM2, s.y / s.areaM2],
        areaM2: s.areaM2,
        beside: s.beside,
      }),
    )
  return { cells, ofBlock }
}

/** As far from each other as can be, beginning with the westernmost. */
const seedsOf = (cells: readonly Cell[], members: readonly number[], count: number): number[] => {
  const place = (cell: number): Xy => at(cells, cell).centre
  const seeds = [members.reduce((west, m) => (place(m)[0] < place(west)[0] ? m : west))]
  const away = (cell: number): number =>
    Math.min(...seeds.map((seed) => lengthOf(minus(place(cell), place(seed)))))
  while (seeds.length < count) seeds.push(members.reduce((far, m) => (away(m) > away(far) ? m : far)))
  return seeds
}

/** The smallest community takes its nearest free neighbour, until none is free. */
const grow = (
  cells: readonly Cell[],
  members: readonly number[],
  seeds: readonly number[],
): Map<number, number> => {
  const taken = new Map(seeds.map((seed, community) => [seed, community]))
  const inTown = new Set(members)
  const areas = seeds.map((seed) => at(cells, seed).areaM2)
  const growing = new Set(areas.keys())
  while (growing.size > 0) {
    const community = [...growing].reduce((least, c) => (at(areas, c) < at(areas, least) ? c : least))
    const centre = at(cells, at(seeds, community)).centre
    const distance = (cell: number): number => lengthOf(minus(at(cells, cell).centre, centre))
    const free = [...taken]
      .filter(([, c]) => c === community)
      .flatMap(([cell]) => [...at(cells, cell).beside])
      .filter((cell) => inTown.has(cell) && !taken.has(cell))
    if (free.length === 0) {
      growing.delete(community)
      continue
    }
    const nearest = free.reduce((near, cell) => (distance(cell) < distance(near) ? cell : near))
    taken.set(nearest, community)
    areas[community] = at(areas, community) + at(cells, nearest).areaM2
  }
  return taken
}

/** For each block, in order, the number of its community through the district. */
export const communitiesOf = (fabric: Fabric, count: number): number[] => {
  const { cells, ofBlock } = cellsOf(fabric)
  const towns = [...new Set(cells.map((cell) => cell.town))].sort((a, b) => a - b)
  const communityOf = new Map<number, number>()
  let first = 0
  towns.forEach((town, i) => {
    const members = [...cells.keys()].filter((cell) => at(cells, cell).town === town)
    const share = Math.round((count * (i + 1)) / towns.length) - first
    for (const [cell, community] of grow(cells, members, seedsOf(cells, members, share)))
      communityOf.set(cell, first + community)
    first += share
  })
  return ofBlock.map((cell) => {
    const community = communityOf.get(cell)
    if (community === undefined) throw new Error(`cell ${cell} joined no community`)
    return community
  })
}
