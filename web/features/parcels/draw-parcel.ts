/** A parcel with the villages round it as a small map on paper: north up, true to scale, without tiles. Degrees in, units of the drawing out (a fifth of a millimetre). */
import type { LonLat } from '../../../server/shared/crs.ts'
import type { PolygonShape } from '../../../server/shared/operations.ts'
import type { Bbox } from '../../api-types.ts'
import { metresPerDegree } from '../../edit/areas.ts'
import { clipToBox, labelPointIn } from '../../edit/clip.ts'
import { boxOf, type EditFace, polygonsOf } from '../../edit/rings.ts'

export const MAP_WIDTH = 420
export const MAP_HEIGHT = 300
const NAME_SIZE = 14
/** Of the parcel's size, on each side: enough to see whose land lies round it. */
const MARGIN = 0.18
/** A pond of some metres is not drawn as large as a field. */
const LEAST_M = 60

export type SmallMap = {
  readonly parcel: string
  readonly grids: readonly string[]
  readonly names: readonly { readonly x: number; readonly y: number; readonly name: string }[]
  /** Of the scale's bar, in metres and in units of the drawing. */
  readonly scaleM: number
  readonly scaleLength: number
}

/** The box of the whole drawing: the parcel with its margin, as wide for its height as the paper. */
export const boxRound = (shape: PolygonShape): Bbox | null => {
  const box = boxOf([{ geometry: shape }])
  if (!box) return null
  const [west, south, east, north] = box
  const middle: LonLat = [(west + east) / 2, (south + north) / 2]
  const [perLon, perLat] = metresPerDegree(middle[1])
  const wide = Math.max((east - west) * perLon * (1 + 2 * MARGIN), LEAST_M)
  const high = Math.max((north - south) * perLat * (1 + 2 * MARGIN), LEAST_M)
  const scale = Math.max(wide / MAP_WIDTH, high / MAP_HEIGHT)
  const [dLon, dLat] = [(scale * MAP_WIDTH) / perLon / 2, (scale * MAP_HEIGHT) / perLat / 2]
  return [middle[0] - dLon, middle[1] - dLat, middle[0] + dLon, middle[1] + dLat]
}

/** The largest of 1, 2, 5, 10, … that is no longer. */
export const roundLength = (metres: number): number => {
  const power = 10 ** Math.floor(Math.log10(metres))
  return ([5, 2].find((n) => n * power <= metres) ?? 1) * power
}

const pathOf = (shape: PolygonShape, place: (at: LonLat) => LonLat): string =>
  polygonsOf(shape)
    .flatMap((rings) =>
      rings.map(
        (ring) =>
          `M${ring
            .map((at) =>
              place(at)
                .map((n) => n.toFixed(1))
                .join(','),
            )
            .join('L')}Z`,
      ),
    )
    .join('')

type Name = SmallMap['names'][number]
const apart = (a: Name, b: Name): boolean =>
  Math.abs(a.y - b.y) > NAME_SIZE * 1.2 ||
  Math.abs(a.x - b.x) > ((a.name.length + b.name.length) / 2) * NAME_SIZE

/** Where the scale stands, at the lower left, and north, at the upper right. */
const onCorner = ({ x, y, name }: Name): boolean => {
  const half = (name.length * NAME_SIZE) / 2
  return (y > MAP_HEIGHT - 36 && x - half < MAP_WIDTH / 3) || (y < 56 && x + half > MAP_WIDTH - 30)
}

/** Names that would cover each other, the scale or north are left out. */
export const drawParcel = (shape: PolygonShape, grids: readonly EditFace[]): SmallMap | null => {
  const box = boxRound(shape)
  if (!box) return null
  const [west, south, east, north] = box
  const place = ([lon, lat]: LonLat): LonLat => [
    ((lon - west) / (east - west)) * MAP_WIDTH,
    ((north - lat) / (north - south)) * MAP_HEIGHT,
  ]
  const seen = grids.flatMap((grid) => {
    const geometry = clipToBox(grid.geometry, box)
    return geometry ? [{ ...grid, geometry }] : []
  })
  const names: Name[] = []
  for (const grid of seen) {
    const at = labelPointIn(grid.geometry, box)
    if (!at) continue
    const [x, y] = place(at)
    const name = grid.name || grid.code
    const half = (name.length * NAME_SIZE) / 2
    // A name is not cut by the edge of the paper.
    const one = { x: Math.max(half, Math.min(MAP_WIDTH - half, x)), y: Math.max(NAME_SIZE, y), name }
    if (!onCorner(one) && names.every((other) => apart(one, other))) names.push(one)
  }
  const [perLon] = metresPerDegree((south + north) / 2)
  const wideM = (east - west) * perLon
  const scaleM = roundLength(wideM / 4)
  return {
    parcel: pathOf(shape, place),
    grids: seen.map(({ geometry }) => pathOf(geometry, place)),
    names,
    scaleM,
    scaleLength: (scaleM / wideM) * MAP_WIDTH,
  }
}
