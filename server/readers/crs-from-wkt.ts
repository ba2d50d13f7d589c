/**
 * Which CRS a .prj or any other well-known text means, in the words of shared/crs.ts. Chinese files name no EPSG code, so the ellipsoid says the datum
 * and the parameters of the transverse Mercator say the zone; names only contradict.
 */
import { isUtf8 } from 'node:buffer'
import { type DatumShifts, missingShift } from '../shared/crs.ts'
import { canonicalCrs, nameTransverseMercator, type TransverseMercator } from '../shared/crs-definition.ts'
import { centralMeridianOf, type Datum, zoneOfPrefix } from '../shared/gauss-kruger.ts'
import { DATUM_NAMES, type Geodetic, readGeodetic, unknown, type Verdict } from './crs-geodetic.ts'
import { childOf, childrenOf, numberOf, parseWktTree, textOf, type WktNode } from './crs-wkt-tree.ts'
import type { CrsFound, Said } from './source.ts'

const LOCAL = ['LOCAL_CS', 'LOCALCS', 'ENGCRS', 'ENGINEERINGCRS']
const GEOGRAPHIC = [
  'GEOGCS',
  'GEOGCRS',
  'GEODCRS',
  'GEODETICCRS',
  'GEOGRAPHICCRS',
  'BASEGEOGCRS',
  'BASEGEODCRS',
]
const PROJECTED = ['PROJCS', 'PROJCRS', 'PROJECTEDCRS']
const OUTER = ['COMPD_CS', 'COMPOUNDCRS', 'BOUNDCRS', 'SOURCECRS']
const METHODS = /^(gauss.?kr[uü]e?ger|transverse.?mercator|utm.*)$/i
const WEB_MERCATOR = /auxiliary.?sphere|pseudo.?mercator|web.?mercator/i

/** OGC, ESRI and ISO 19162 name each parameter in their own way. */
const readParameters = (node: WktNode | undefined): ((name: RegExp, otherwise: number) => number) => {
  const parameters = childrenOf(node, 'PARAMETER')
  return (name, otherwise) => {
    const found = parameters.find((parameter) => name.test(textOf(parameter).replaceAll('_', ' ')))
    return found === undefined ? otherwise : numberOf(found)
  }
}

const readMercator = (projection: WktNode, datum: Datum): TransverseMercator | Verdict => {
  const conversion = childOf(projection, 'CONVERSION', 'DERIVINGCONVERSION')
  const method = textOf(childOf(conversion, 'METHOD') ?? childOf(projection, 'PROJECTION'))
  if (!METHODS.test(method.trim()))
    return unknown(`投影“${method}”不能换算`, `The projection "${method}" cannot be converted.`)
  const units = [
    ...childrenOf(projection, 'UNIT', 'LENGTHUNIT'),
    ...childrenOf(childOf(projection, 'AXIS'), 'LENGTHUNIT'),
  ]
  const factor = units.map((unit) => numberOf(unit)).find((value) => !Number.isNaN(value)) ?? 1
  if (Math.abs(factor - 1) > 1e-9)
    return unknown(`长度单位不是米（${factor}）`, `Its unit of length is not the metre (${factor}).`)
  const parameter = readParameters(conversion ?? projection)
  const read = {
    datum,
    originLatitude: parameter(/^latitude of (natural )?origin$/i, 0),
    centralMeridian: parameter(
      /^(central meridian|longitude of (natural )?origin|longitude of center)$/i,
      Number.NaN,
    ),
    scale: parameter(/^scale factor( at natural origin)?$/i, 1),
    falseEasting: parameter(/^false easting$/i, 0),
    falseNorthing: parameter(/^false northing$/i, 0),
  }
  return [read.originLatitude, read.centralMeridian, read.scale, read.falseEasting, read.falseNorthing].every(
    Number.isFinite,
  )
    ? read
    : unknown('投影参数不全', 'A parameter of its projection is missing.')
}

/** A zone's number before the false easting that belongs to another central meridian: only a person can say which one is meant. */
const contradiction = ({ datum, centralMeridian, falseEasting }: TransverseMercator): Said | null => {
  const prefix = Math.floor(falseEasting / 1e6)
  if (falseEasting !== prefix * 1e6 + 500_000 || prefix < 13) return null
  const zone = zoneOfPrefix(datum, prefix)
  const expected = zone === undefined ? null : centralMeridianOf(zone)
  return expected === centralMeridian
    ? null
    : [
        `带号 ${prefix} 的中央经线应为 ${expected ?? '？'}°，文件写的是 ${centralMeridian}°`,
        `Zone ${prefix} has the central meridian ${expected ?? '?'}°, but the file says ${centralMeridian}°.`,
      ]
}

const settle = (crs: string, geodetic: Geodetic, of: Said): Verdict => {
  const [zh, en] = of
  if (!geodetic.worldwide) return { crs, confidence: 'certain', why: [`${zh}，即 ${crs}`, `${en}: ${crs}.`] }
  const name = geodetic.name
  return {
    crs,
    confidence: /wgs/i.test(name) ? 'certain' : 'likely',
    why: [
      `${zh}，基准为“${name}”，视同 CGCS2000：${crs}`,
      `${en} on "${name}", taken as equal to CGCS2000: ${crs}.`,
    ],
  }
}

const readProjected = (node: WktNode, geodetic: Geodetic): Verdict => {
  const method = textOf(childOf(childOf(node, 'CONVERSION'), 'METHOD') ?? childOf(node, 'PROJECTION'))
  const webMercator =
    WEB_MERCATOR.test(method) || (method === 'Mercator_1SP' && WEB_MERCATOR.test(textOf(node)))
  if (webMercator && geodetic.datum === 'cgcs2000')
    return settle('EPSG:3857', geodetic, ['网络墨卡托', 'Web Mercator'])
  const mercator = readMercator(node, geodetic.datum)
  if ('why' in mercator) return mercator
  const crs = nameTransverseMercator(mercator)
  if (canonicalCrs(crs) === null)
    return unknown('投影参数超出范围', 'A parameter of its projection is out of range.')
  const against = contradiction(mercator)
  if (against !== null) return { crs, confidence: 'guess', why: against }
  const [zh, en] = DATUM_NAMES[geodetic.datum]
  return settle(crs, geodetic, [
    `${zh} 椭球、中央经线 ${mercator.centralMeridian}°、东偏 ${mercator.falseEasting} 米`,
    `The ellipsoid of ${en}, central meridian ${mercator.centralMeridian}°, false easting ${mercator.falseEasting} m`,
  ])
}

const GEOGRAPHIC_NAMES: Readonly<Record<Datum, string>> = {
  cgcs2000: 'EPSG:4490',
  xian80: 'EPSG:4610',
  beijing54: 'EPSG:4214',
}

const readGeographic = (geodetic: Geodetic): Verdict => {
  const wgs = geodetic.worldwide && /wgs/i.test(geodetic.name)
  const [zh, en] = DATUM_NAMES[geodetic.datum]
  return wgs
    ? { crs: 'EPSG:4326', confidence: 'certain', why: ['WGS 84 经纬度', 'Degrees in WGS 84.'] }
    : settle(GEOGRAPHIC_NAMES[geodetic.datum], geodetic, [
        `${zh} 椭球的经纬度`,
        `Degrees on the ellipsoid of ${en}`,
      ])
}

const readTree = (node: WktNode): Verdict => {
  if (LOCAL.includes(node.keyword))
    return {
      refused: 'local',
      why: [
        '文件写明是当地坐标系，没有与经纬度的关系',
        'The file says that its system is local, without any relation to degrees.',
      ],
    }
  if (OUTER.includes(node.keyword)) {
    const inner = childOf(node, ...PROJECTED, ...GEOGRAPHIC, ...OUTER, ...LOCAL)
    return inner === undefined ? unknown('不是坐标系', 'It is no CRS.') : readTree(inner)
  }
  const projected = PROJECTED.includes(node.keyword)
  if (!projected && !GEOGRAPHIC.includes(node.keyword))
    return unknown(`${node.keyword} 不能换算`, `${node.keyword} cannot be converted.`)
  const geodetic = readGeodetic(projected ? childOf(node, ...GEOGRAPHIC) : node)
  if ('why' in geodetic) return geodetic
  return projected ? readProjected(node, geodetic) : readGeographic(geodetic)
}

const withShifts = (verdict: Verdict, shifts: DatumShifts): Verdict => {
  const datum = 'crs' in verdict ? missingShift(verdict.crs, shifts) : null
  if (datum === null) return verdict
  const [zh, en] = DATUM_NAMES[datum]
  return {
    refused: datum,
    why: [
      `${zh} 坐标没有公开的转换参数；请配置本市的参数，或以 CGCS2000 交付`,
      `There are no public parameters for ${en}; configure those of your city, or deliver in CGCS2000.`,
    ],
  }
}

/** The name where there is one, shortened. */
const saidIn = (text: string): string => (text.match(/"([^"]{1,100})"/)?.[1] ?? text.trim()).slice(0, 100)

/** Never throws: what cannot be read or converted is `refused`, with the reason. */
export const crsFromWkt = (text: string, shifts: DatumShifts = {}): CrsFound => {
  const tree = parseWktTree(text)
  const verdict =
    tree === null
      ? unknown('坐标系的文字无法读取', 'The text of the CRS cannot be read.')
      : withShifts(readTree(tree), shifts)
  return { said: saidIn(text), confidence: 'certain', ...verdict }
}

/** A .prj or .qpj as bytes: UTF-8, or GBK where a Chinese name was put in. Null where it is empty. */
export const crsFromPrj = (bytes: Uint8Array, shifts: DatumShifts = {}): CrsFound | null => {
  const text = new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'gb18030').decode(bytes).replaceAll('\0', '').trim()
  return text === '' ? null : crsFromWkt(text, shifts)
}
