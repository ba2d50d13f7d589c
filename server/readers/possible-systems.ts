/**
 * Which systems the bare numbers of a file without a CRS can be in, most likely first, for a person to choose from: China's zones by the length of the
 * easting, degrees, and the shifted degrees of Chinese web maps, which no number tells apart. A seven-digit value is the north, whichever column it is in.
 */
import { type LonLat, toLonLat } from '../shared/crs.ts'
import {
  centralMeridianOf,
  DATUMS,
  type Datum,
  epsgOfZone,
  ZONES,
  type Zone,
  zoneOfPrefix,
} from '../shared/gauss-kruger.ts'
import type { Evidence } from './source.ts'

/** In the file's own numbers, whatever its columns are called. */
export type SourceBox = readonly [minX: number, minY: number, maxX: number, maxY: number]
export type PossibleSystem = Evidence & {
  readonly crs: string
  /** The first value is the northing or the latitude. */
  readonly swapped: boolean
}

type Range = readonly [from: number, to: number]
const within = (from: number, to: number, [low, high]: Range): boolean => from >= low && to <= high

/** Of China with its sea, in degrees; northings there begin at 300 km, but below 1000 km they cannot be told from eastings. */
const LON: Range = [73, 136]
const LAT: Range = [3, 54]
const NORTH: Range = [1_000_000, 6_100_000]
/** Within 3.5° of a central meridian. */
const EAST: Range = [100_000, 900_000]

const names: Readonly<Record<Datum, string>> = {
  cgcs2000: 'CGCS2000',
  xian80: "Xi'an 1980",
  beijing54: 'Beijing 1954',
}
const crsOf = (zone: Zone): string => `EPSG:${epsgOfZone(zone)}`

/** [x, y] with the easting or longitude first; null where the numbers fit neither way. */
const inOrder = (box: SourceBox, x: Range, y: Range): { box: SourceBox; swapped: boolean } | null => {
  const [minX, minY, maxX, maxY] = box
  if (within(minX, maxX, x) && within(minY, maxY, y)) return { box, swapped: false }
  if (within(minY, maxY, x) && within(minX, maxX, y)) return { box: [minY, minX, maxY, maxX], swapped: true }
  return null
}

const prefixed = (box: SourceBox): PossibleSystem[] => {
  const found = inOrder(box, [13_000_000, 46_000_000], NORTH)
  if (found === null) return []
  const [west, , east] = found.box
  const prefix = Math.floor(west / 1e6)
  if (!within(west - prefix * 1e6, east - prefix * 1e6, EAST)) return []
  return DATUMS.flatMap((datum): PossibleSystem[] => {
    const zone = zoneOfPrefix(datum, prefix)
    if (zone === undefined) return []
    const sure = datum === 'cgcs2000'
    return [
      {
        crs: crsOf(zone),
        swapped: found.swapped,
        confidence: sure ? 'likely' : 'guess',
        why: sure
          ? [
              `东坐标以带号 ${prefix} 开头，是 ${zone.width}° 带，中央经线 ${centralMeridianOf(zone)}°`,
              `The eastings begin with ${prefix}, a ${zone.width}° zone of central meridian ${centralMeridianOf(zone)}°.`,
            ]
          : [
              `${names[datum]} 同一带的数值也是这样，仅凭数值无法区分`,
              `In ${names[datum]} the same zone has such numbers too; they cannot prove which it is.`,
            ],
      },
    ]
  })
}

const plain = (box: SourceBox, centre: LonLat | null): PossibleSystem[] => {
  const found = inOrder(box, EAST, NORTH)
  if (found === null) return []
  const away = (zone: Zone): number => (centre === null ? 0 : Math.abs(centralMeridianOf(zone) - centre[0]))
  const zones = ZONES.filter(({ width, prefixed: withPrefix }) => width === 3 && !withPrefix)
  const nearest = zones.filter(({ datum }) => datum === 'cgcs2000').sort((a, b) => away(a) - away(b))
  const others = zones.filter(
    ({ datum, zone }) => datum !== 'cgcs2000' && centre !== null && zone === nearest[0]?.zone,
  )
  return [...nearest, ...others].map((zone) => ({
    crs: crsOf(zone),
    swapped: found.swapped,
    confidence: 'guess',
    why: [
      `东坐标 6 位、没有带号，中央经线要由交付方说明；这里按 ${centralMeridianOf(zone)}°（${names[zone.datum]}）`,
      `The eastings have 6 digits and no zone: the surveyor must say the central meridian; this is ${centralMeridianOf(zone)}° in ${names[zone.datum]}.`,
    ],
  }))
}

const OBFUSCATED = ['GCJ-02', 'BD-09'] as const

const degrees = (box: SourceBox): PossibleSystem[] => {
  const china = inOrder(box, LON, LAT)
  const found = china ?? inOrder(box, [-180, 180], [-90, 90])
  if (found === null) return []
  const { swapped } = found
  const plainDegrees: PossibleSystem = {
    crs: china === null ? 'EPSG:4326' : 'EPSG:4490',
    swapped,
    confidence: china === null ? 'guess' : 'likely',
    why: swapped
      ? ['数值是经纬度，纬度在前', 'The numbers are degrees, latitude first.']
      : ['数值是经纬度', 'The numbers are degrees.'],
  }
  const shifted = OBFUSCATED.map(
    (crs): PossibleSystem => ({
      crs,
      swapped,
      confidence: 'guess',
      why: [
        `手机和网络地图的 ${crs} 坐标与此相差数百米，仅凭数值无法区分`,
        `Positions from phones and web maps may be in ${crs}, hundreds of metres away; numbers cannot tell.`,
      ],
    }),
  )
  return china === null ? [plainDegrees] : [plainDegrees, ...shifted]
}

/** How far the middle of the box lies from the district in that system, in degrees; datum shifts do not matter for that. */
const distance = (box: SourceBox, { crs, swapped }: PossibleSystem, centre: LonLat): number => {
  const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]
  const place = toLonLat(crs, swapped ? [y, x] : [x, y], { xian80: [0, 0, 0], beijing54: [0, 0, 0] })
  return place === null ? Number.POSITIVE_INFINITY : Math.hypot(place[0] - centre[0], place[1] - centre[1])
}

/** More than a degree from the district nothing is likely. */
const FAR = 1

/** `centre`: of the district, if it has grids; nearer candidates then come first among equals. Empty where the numbers fit no system. */
export const possibleSystems = (box: SourceBox, centre: LonLat | null = null): PossibleSystem[] => {
  if (!box.every(Number.isFinite)) return []
  const found = [...prefixed(box), ...plain(box, centre), ...degrees(box)]
  if (centre === null) return found
  const rank = (system: PossibleSystem): number => (system.confidence === 'guess' ? 1 : 0)
  return found
    .map((system) => ({ system, away: distance(box, system, centre) }))
    .map(({ system, away }) => ({
      system: away > FAR ? { ...system, confidence: 'guess' as const } : system,
      away,
    }))
    .sort((a, b) => rank(a.system) - rank(b.system) || Math.round(a.away - b.away))
    .map(({ system }) => system)
}
