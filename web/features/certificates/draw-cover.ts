/**
 * The map of a certificate as paths of a drawing: a sheet in tenths of a millimetre, north up, a degree of longitude shortened by the cosine of the middle latitude
 * (over a district that is true to a thousandth). Degrees in, EPSG:4490.
 */
import type { CertificateMap } from '../../../server/shared/certificates.contract.ts'

type Rings = CertificateMap['covered'][number]
type Fault = CertificateMap['gaps'][number]

/** What fits an A4 sheet beside its figures. */
const WIDTH = 1800
const HEIGHT = 660
const EDGE = 40
/** Smaller than this on paper a fault is not seen without a ring round it. */
const SEEN = 40
/** Of the sphere with the ellipsoid's mean radius. */
const METRES_A_DEGREE = 111_195

export type DrawnFault = {
  readonly path: string
  /** Where a ring is drawn round what is too small to be seen. */
  readonly mark: { readonly x: number; readonly y: number } | null
}
export type Drawing = {
  readonly width: number
  readonly height: number
  readonly covered: string
  readonly grids: string
  readonly gaps: readonly DrawnFault[]
  readonly overlaps: readonly DrawnFault[]
  readonly scale: { readonly metres: number; readonly length: number }
}

/** 1, 2 or 5 times a power of ten: the longest that is no longer than this. */
export const roundLength = (most: number): number => {
  const power = 10 ** Math.floor(Math.log10(most))
  return power * ([5, 2].find((times) => times * power <= most) ?? 1)
}

export const drawCover = (map: CertificateMap): Drawing => {
  const [west, south, east, north] = map.bbox
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const [wide, high] = [Math.max((east - west) * squeeze, 1e-9), Math.max(north - south, 1e-9)]
  const a_degree = Math.min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high)
  const width = WIDTH
  const height = Math.round(high * a_degree) + 2 * EDGE
  const left = (WIDTH - wide * a_degree) / 2
  const at = ([lon, lat]: readonly [number, number]): [number, number] => [
    Math.round(left + (lon - west) * squeeze * a_degree),
    Math.round(EDGE + (north - lat) * a_degree),
  ]
  const path = (rings: Rings): string =>
    rings
      .map((ring) => {
        const drawn = ring.map(at)
        const points = drawn.filter(([x, y], n) => x !== drawn[n - 1]?.[0] || y !== drawn[n - 1]?.[1])
        return points.length < 3 ? '' : `M${points.map((point) => point.join()).join('L')}Z`
      })
      .join('')
  const fault = ({ bbox, rings }: Fault): DrawnFault => {
    const [x0, y1] = at([bbox[0], bbox[1]])
    const [x1, y0] = at([bbox[2], bbox[3]])
    const seen = Math.min(x1 - x0, y1 - y0) >= SEEN
    return { path: path(rings), mark: seen ? null : { x: (x0 + x1) / 2, y: (y0 + y1) / 2 } }
  }
  const metres = roundLength((wide * METRES_A_DEGREE) / 4)
  return {
    width,
    height,
    covered: map.covered.map(path).join(''),
    grids: map.grids.map(path).join(''),
    gaps: map.gaps.map(fault),
    overlaps: map.overlaps.map(fault),
    scale: { metres, length: (metres / METRES_A_DEGREE) * a_degree },
  }
}
