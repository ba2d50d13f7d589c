/** Where components stand: in rows along the kerbs of a block's streets, at the corners of crossings, and inside the block. Metres in the plane. */
import type { ComponentKind } from './component-kinds.ts'
import { pointsOf } from './cut.ts'
import type { Block, Fabric } from './fabric.ts'
import { urbanity } from './ground.ts'
import { at, directed, type Mesh, ringOf, type Way, wayOf, type Xy } from './mesh.ts'
import { areaOf, centroidOf, isInside, lengthOf, minus, type Ring } from './plane.ts'
import type { Random } from './random.ts'

const LAND = ['town', 'housing', 'works', 'park', 'fields'] as const
type Land = (typeof LAND)[number]
type Street = 'main' | 'street' | 'lane'
const STREETS: readonly Street[] = ['main', 'street', 'lane']
/** From the middle of the way to its kerb. */
const KERB_M: Readonly<Record<Street, number>> = { main: 11, street: 6.5, lane: 2.8 }
/** A wall or the district's outline is no street: its rank is behind them. */
const rankOf = (way: Way): number => {
  const rank = STREETS.indexOf(way as Street)
  return rank < 0 ? STREETS.length : rank
}

export type Stand = { readonly kind: number; readonly point: Xy; readonly spot: string }
type Put = (kind: number, point: Xy, spot: string) => void

const SPOTS = {
  carriageway: '车行道',
  kerb: '车行道边',
  kerbside: '人行道边',
  sidewalk: '人行道',
  verge: '绿化带',
  front: '沿街门面',
} as const

const offsetAt = (where: keyof typeof SPOTS, kerbM: number, random: Random): number => {
  switch (where) {
    case 'carriageway':
      return kerbM * random.between(0.1, 0.85)
    case 'kerb':
      return kerbM - 0.35
    case 'kerbside':
      return kerbM + 0.5
    case 'sidewalk':
      return kerbM + random.between(0.8, 2.4)
    case 'verge':
      return kerbM + 1.1
    case 'front':
      return kerbM + 3.4
  }
}

type Site = {
  readonly mesh: Mesh
  readonly ring: readonly number[]
  readonly points: Ring
  readonly land: Land
  /** How much denser than in the fields, about 0.6 to 1.4. */
  readonly density: number
  readonly random: Random
}

/** Walks around the block; what is left of a spacing at a corner goes on along the next side of the same width. */
const putRow = (site: Site, kind: number, row: NonNullable<ComponentKind['row']>, put: Put): void => {
  const { mesh, ring, points, random } = site
  const thin = site.land === 'fields' ? 2.2 : 1
  let [rankBefore, ahead] = [-1, 0]
  for (let i = 0; i < ring.length; i++) {
    const next = (i + 1) % ring.length
    const rank = rankOf(wayOf(mesh, at(ring, i), at(ring, next)))
    const street = STREETS[rank]
    const every = ((row.everyM[rank] ?? 0) * (street === 'lane' ? thin : 1)) / site.density
    if (street === undefined || every === 0) {
      rankBefore = -1
      continue
    }
    if (rank !== rankBefore) ahead = random.next() * every
    rankBefore = rank
    const [a, along] = [at(points, i), minus(at(points, next), at(points, i))]
    const length = lengthOf(along)
    for (; ahead < length; ahead += every * random.between(0.9, 1.1)) {
      const aside = offsetAt(row.at, KERB_M[street], random) / length
      const share = ahead / length
      put(
        kind,
        [a[0] + share * along[0] - aside * along[1], a[1] + share * along[1] + aside * along[0]],
        SPOTS[row.at],
      )
    }
    ahead -= length
  }
}

/** The third widest way tells a crossing from a lane's mouth; null where fewer than three meet. */
const crossingRank = (
  mesh: Mesh,
  vertex: number,
  neighbours: ReadonlyMap<number, readonly number[]>,
): number => {
  const ranks = (neighbours.get(vertex) ?? []).map((other) => rankOf(wayOf(mesh, vertex, other))).sort()
  return ranks[2] ?? STREETS.length
}

const putCorners = (
  site: Site,
  kinds: readonly ComponentKind[],
  neighbours: ReadonlyMap<number, readonly number[]>,
  put: Put,
): void => {
  const { mesh, ring, points, random } = site
  for (let i = 0; i < ring.length; i++) {
    const rank = crossingRank(mesh, at(ring, i), neighbours)
    const street = STREETS[rank]
    if (street === undefined) continue
    const here = at(points, i)
    const [before, after] = [
      at(points, (i + ring.length - 1) % ring.length),
      at(points, (i + 1) % ring.length),
    ]
    const [back, ahead] = [minus(before, here), minus(after, here)]
    const [backM, aheadM] = [lengthOf(back), lengthOf(ahead)]
    for (const [kind, { corner }] of kinds.entries()) {
      const mean = (corner?.mean[rank] ?? 0) * site.density
      for (let n = mean === 0 ? 0 : random.around(mean); n > 0; n--) {
        const [alongBack, alongAhead] = [random.between(1.1, 1.9), random.between(1.1, 1.9)]
        const kerb = KERB_M[street]
        put(
          kind,
          [
            here[0] + (kerb * alongBack * back[0]) / backM + (kerb * alongAhead * ahead[0]) / aheadM,
            here[1] + (kerb * alongBack * back[1]) / backM + (kerb * alongAhead * ahead[1]) / aheadM,
          ],
          '路口',
        )
      }
    }
  }
}

const putInside = (site: Site, kind: number, perHectare: readonly number[], put: Put): void => {
  const { points, random } = site
  const mean = ((perHectare[LAND.indexOf(site.land)] ?? 0) * areaOf(points)) / 10_000
  for (let n = mean === 0 ? 0 : random.around(mean); n > 0; n--) {
    const [a, b] = [random.pick(points), random.pick(points)]
    const middle = centroidOf(points)
    const [u, v] = [random.between(0.1, 0.75), random.next()]
    const edge: Xy = [a[0] + v * (b[0] - a[0]), a[1] + v * (b[1] - a[1])]
    put(
      kind,
      [middle[0] + u * (edge[0] - middle[0]), middle[1] + u * (edge[1] - middle[1])],
      site.land === 'park' ? '公园内' : '街坊内',
    )
  }
}

const landOf = (urban: number, block: Block, random: Random): Land => {
  const dice = random.next()
  if (block.strip >= 0) return 'fields'
  if (urban > 0.5) return dice < 0.55 ? 'town' : dice < 0.92 ? 'housing' : 'park'
  if (urban > 0.15)
    return dice < 0.15
      ? 'town'
      : dice < 0.65
        ? 'housing'
        : dice < 0.88
          ? 'works'
          : dice < 0.93
            ? 'park'
            : 'fields'
  return dice < 0.3 ? 'housing' : dice < 0.5 ? 'works' : 'fields'
}

/** Vertex → the vertices that edges lead to. */
export const neighboursIn = (mesh: Mesh): Map<number, number[]> => {
  const neighbours = new Map<number, number[]>()
  for (const ring of mesh.rings.values()) {
    ring.forEach((a, i) => {
      const b = at(ring, (i + 1) % ring.length)
      neighbours.set(a, [...(neighbours.get(a) ?? []), b])
      if (!mesh.faceLeft.has(directed(b, a))) neighbours.set(b, [...(neighbours.get(b) ?? []), a])
    })
  }
  return neighbours
}

/** Everything that stands in one block; what would fall outside of it is left out. */
export const standsIn = (
  { mesh, townCentres }: Fabric,
  block: Block,
  kinds: readonly ComponentKind[],
  neighbours: ReadonlyMap<number, readonly number[]>,
  random: Random,
): Stand[] => {
  const points = pointsOf(mesh, block.face)
  const urban = urbanity(centroidOf(points), townCentres)
  const land = landOf(urban, block, random)
  const site = { mesh, ring: ringOf(mesh, block.face), points, land, density: 0.6 + 0.8 * urban, random }
  const stands: Stand[] = []
  const put: Put = (kind, point, spot) => {
    if (isInside(point, points)) stands.push({ kind, point, spot })
  }
  kinds.forEach((kind, number) => {
    if (kind.row) putRow(site, number, kind.row, put)
    if (kind.inside) putInside(site, number, kind.inside.perHectare, put)
  })
  putCorners(site, kinds, neighbours, put)
  return stands
}
