/**
 * Which columns of a table hold the place. By Chinese survey convention X is the northing and Y the easting (GB/T 30428.2 sheets), by every other one X
 * is the easting: the ranges of the values decide, and the convention only where they cannot.
 */
import type { GeometryFields } from '../../readers/source.ts'
import type { LayerInspection } from '../../shared/census.ts'
import { type FieldProfile, filledShare, numberOf, shareOf } from './field-profile.ts'
import { normaliseName } from './match-name.ts'

type Reason = LayerInspection['reasons'][string]
export type ProposedGeometry = { readonly geometry: GeometryFields; readonly reason: Reason }

const EAST = ['y坐标', '坐标y', '东坐标', '横坐标', 'easting', 'east']
const NORTH = ['x坐标', '坐标x', '北坐标', '纵坐标', 'northing', 'north']
const LON = ['经度', '标注经度', 'lon', 'lng', 'long', 'longitude']
const LAT = ['纬度', '标注纬度', 'lat', 'latitude']
const X = ['x', 'pointx', 'xcoord', 'coordx', 'xcoordinate', 'posx']
const Y = ['y', 'pointy', 'ycoord', 'coordy', 'ycoordinate', 'posy']
const WKT = /^\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON)\b/i
const GEOJSON = /^\s*\{.*"type"\s*:\s*"(Multi)?(Point|LineString|Polygon)"/

/** Of numbers of China: degrees, a northing of seven digits, an easting of six, or of eight with the zone's number before it. */
const RANGES = {
  lon: [73, 136],
  lat: [3, 54],
  north: [1_000_000, 6_100_000],
  east: [100_000, 900_000],
  zoned: [13_000_000, 46_000_000],
} as const
type Kind = keyof typeof RANGES

const within = (profile: FieldProfile, kind: Kind): boolean => {
  const [from, to] = RANGES[kind]
  return shareOf(profile, (text) => numberOf(text) >= from && numberOf(text) <= to) >= 0.9
}
const isX = (p: FieldProfile): boolean => within(p, 'lon') || within(p, 'east') || within(p, 'zoned')
const isY = (p: FieldProfile): boolean => within(p, 'lat') || within(p, 'north')
const isNumeric = (p: FieldProfile): boolean => shareOf(p, (text) => Number.isFinite(numberOf(text))) >= 0.9

const said = (confidence: Reason['confidence'], zh: string, en: string): Reason => ({
  confidence,
  why: { zh, en },
})

/** `x` is the easting by the names; the ranges turn them round where they say otherwise, and nothing where they say nothing. */
const settle = (
  x: FieldProfile,
  y: FieldProfile,
  words: readonly [zh: string, en: string],
): ProposedGeometry => {
  const [straight, turned] = [isX(x) && isY(y), isX(y) && isY(x)]
  if (turned && !straight)
    return {
      geometry: { x: y.name, y: x.name },
      reason: said(
        'likely',
        `按数值范围，“${y.name}”是东坐标或经度（${words[0]}，但数值相反）`,
        `By the range of its values ${y.name} is the easting or longitude (${words[1]}, but the values say otherwise).`,
      ),
    }
  const reason = straight
    ? said(
        'certain',
        `${words[0]}，数值范围相符`,
        `${words[1][0]?.toUpperCase()}${words[1].slice(1)}, and the values agree.`,
      )
    : said(
        'guess',
        `${words[0]}，数值范围无法核对`,
        `${words[1][0]?.toUpperCase()}${words[1].slice(1)}; the values cannot prove it.`,
      )
  return { geometry: { x: x.name, y: y.name }, reason }
}

const PAIRS = [
  [LON, LAT, '按列名是经度和纬度', 'by their names they are longitude and latitude'],
  [EAST, NORTH, '按测量惯例 X 为北、Y 为东', 'by survey convention X is the north and Y the east'],
  [X, Y, '按列名是 X 和 Y', 'by their names they are X and Y'],
] as const

const findText = (profiles: readonly FieldProfile[]): ProposedGeometry | null => {
  for (const profile of profiles) {
    const { name } = profile
    if (filledShare(profile) < 0.9) continue
    if (shareOf(profile, (text) => WKT.test(text)) >= 0.9)
      return {
        geometry: { wkt: name },
        reason: said('certain', '值是 WKT 几何', 'Its values are well-known text.'),
      }
    if (shareOf(profile, (text) => GEOJSON.test(text)) >= 0.9)
      return {
        geometry: { geojson: name },
        reason: said('certain', '值是 GeoJSON 几何', 'Its values are GeoJSON.'),
      }
  }
  return null
}

/** Only where exactly one field can be each: anything else is left to a person. */
const findByRange = (profiles: readonly FieldProfile[]): ProposedGeometry | null => {
  const precise = profiles.filter((p) => shareOf(p, (text) => text.includes('.')) >= 0.5)
  for (const [xKind, yKind] of [
    ['zoned', 'north'],
    ['lon', 'lat'],
  ] as const) {
    const [xs, ys] = [precise.filter((p) => within(p, xKind)), precise.filter((p) => within(p, yKind))]
    const [x, y] = [xs[0], ys[0]]
    if (x && y && xs.length === 1 && ys.length === 1)
      return {
        geometry: { x: x.name, y: y.name },
        reason: said(
          'guess',
          '只有这两列的数值像坐标',
          'Only these two columns have values like coordinates.',
        ),
      }
  }
  return null
}

/** For formats without a geometry of their own. */
export const proposeGeometry = (profiles: readonly FieldProfile[]): ProposedGeometry | null => {
  // Beside it, numbers can only say one point of a line or an area.
  const text = findText(profiles)
  if (text !== null) return text
  const numeric = profiles.filter(isNumeric)
  const find = (names: readonly string[]) => numeric.find(({ name }) => names.includes(normaliseName(name)))
  for (const [xNames, yNames, zh, en] of PAIRS) {
    const [x, y] = [find(xNames), find(yNames)]
    if (x && y && x !== y) return settle(x, y, [zh, en])
  }
  return findByRange(numeric)
}
