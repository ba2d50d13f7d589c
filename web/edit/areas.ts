/** Areas and lengths of what is being dragged, in metres on the ellipsoid of CGCS2000: a preview. What is true is what the server answers, in the district's metric system. */
import type { LonLat } from '../../server/shared/crs.ts'
import { type EditFace, openRing, polygonsOf, turnOf } from './rings.ts'

const SEMI_MAJOR_M = 6_378_137
const FLATTENING = 1 / 298.257222101
const E2 = FLATTENING * (2 - FLATTENING)

/** Metres of a degree of longitude and of latitude, radii of curvature at this latitude. */
export const metresPerDegree = (lat: number): [east: number, north: number] => {
  const phi = (lat * Math.PI) / 180
  const w2 = 1 - E2 * Math.sin(phi) ** 2
  const degree = Math.PI / 180
  return [
    (degree * SEMI_MAJOR_M * Math.cos(phi)) / Math.sqrt(w2),
    (degree * SEMI_MAJOR_M * (1 - E2)) / w2 ** 1.5,
  ]
}

/** Metres on the equal-area cylinder of the ellipsoid (y is half of q of authalic latitudes), from `origin`: areas of neighbours add up whatever their shapes. */
const cylinder = (open: readonly LonLat[], [lon, lat]: LonLat): LonLat[] => {
  const height = (degrees: number): number => {
    const sine = Math.sin((degrees * Math.PI) / 180)
    const e = Math.sqrt(E2)
    return ((SEMI_MAJOR_M * (1 - E2)) / 2) * (sine / (1 - E2 * sine ** 2) + Math.atanh(e * sine) / e)
  }
  const base = height(lat)
  return open.map(([x, y]) => [((x - lon) * Math.PI * SEMI_MAJOR_M) / 180, height(y) - base])
}

/** m²; holes taken off. */
export const areaOf = ({ geometry }: Pick<EditFace, 'geometry'>): number =>
  polygonsOf(geometry).reduce((sum, rings) => {
    const outer = openRing(rings[0] ?? [])
    if (outer.length < 3) return sum
    const origin: LonLat = outer[0] ?? [0, 0]
    const [first = 0, ...holes] = rings.map((ring) => Math.abs(turnOf(cylinder(openRing(ring), origin))) / 2)
    return sum + first - holes.reduce((a, b) => a + b, 0)
  }, 0)

export const lengthOf = (path: readonly LonLat[]): number =>
  path.slice(1).reduce((sum, [lon, lat], i) => {
    const [fromLon, fromLat] = path[i] ?? [lon, lat]
    const [east, north] = metresPerDegree((lat + fromLat) / 2)
    return sum + Math.hypot((lon - fromLon) * east, (lat - fromLat) * north)
  }, 0)

export type Growth = { readonly face: EditFace; readonly beforeM2: number; readonly afterM2: number }

/** What each face of `after` gains or loses against the same of `before`. */
export const growthOf = (before: readonly EditFace[], after: readonly EditFace[]): Growth[] =>
  after.flatMap((face) => {
    const was = before.find(({ id }) => id === face.id)
    return was ? [{ face, beforeM2: areaOf(was), afterM2: areaOf(face) }] : []
  })
