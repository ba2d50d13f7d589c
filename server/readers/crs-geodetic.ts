/** The datum of a CRS in well-known text: by the ellipsoid; a name only contradicts, because Chinese files name one datum in a dozen ways. Metres. */
import type { Datum } from '../shared/gauss-kruger.ts'
import { childOf, numberOf, textOf, type WktNode } from './crs-wkt-tree.ts'
import type { CrsFound, Said } from './source.ts'

export type Verdict =
  | { readonly crs: string; readonly confidence: CrsFound['confidence']; readonly why: Said }
  | { readonly refused: 'xian80' | 'beijing54' | 'local' | 'unknown'; readonly why: Said }

export const unknown = (zh: string, en: string): Verdict => ({ refused: 'unknown', why: [zh, en] })

const DATUM = ['DATUM', 'GEODETICDATUM', 'TRF', 'ENSEMBLE']

export const DATUM_NAMES: Readonly<Record<Datum, Said>> = {
  cgcs2000: ['CGCS2000', 'CGCS2000'],
  xian80: ['西安 1980', "Xi'an 1980"],
  beijing54: ['北京 1954', 'Beijing 1954'],
}

/** Semi-major axis in metres, and the flattening's inverse as far as files agree on it. */
const datumOfEllipsoid = (a: number, inverse: number): Datum | null => {
  const near = (value: number, expected: number, tolerance: number) => Math.abs(value - expected) <= tolerance
  if (near(a, 6_378_137, 0.01) && near(inverse, 298.2572, 0.0005)) return 'cgcs2000'
  if (near(a, 6_378_140, 0.01) && near(inverse, 298.257, 0.0005)) return 'xian80'
  return near(a, 6_378_245, 0.01) && near(inverse, 298.3, 0.001) ? 'beijing54' : null
}
const datumOfName = (name: string): Datum | null => {
  if (/xi.?an|西安/i.test(name)) return 'xian80'
  if (/beijing|北京|krass/i.test(name)) return 'beijing54'
  return /china.?(geodetic|2000)|cgcs.?2000|国家大地|2000/i.test(name) ? 'cgcs2000' : null
}

export type Geodetic = { readonly datum: Datum; readonly name: string; readonly worldwide: boolean }

export const readGeodetic = (node: WktNode | undefined): Geodetic | Verdict => {
  const datumNode = childOf(node, ...DATUM)
  const spheroid = childOf(datumNode, 'SPHEROID', 'ELLIPSOID')
  const name = `${textOf(node)} ${textOf(datumNode)}`.trim()
  const [a, inverse] = [numberOf(spheroid), numberOf(spheroid, 2)]
  const datum = datumOfEllipsoid(a, inverse)
  const meridian = numberOf(childOf(node, 'PRIMEM', 'PRIMEMERIDIAN'))
  if (Math.abs(meridian) > 1e-9)
    return unknown(
      `本初子午线不是格林尼治（${meridian}）`,
      `Its prime meridian is not Greenwich (${meridian}).`,
    )
  if (datum === null)
    return unknown(
      `不认识椭球 ${a}, ${inverse}`,
      `The ellipsoid ${a}, ${inverse} is none that is known here.`,
    )
  const named = datumOfName(name)
  if (named !== null && named !== datum) {
    const refused = named === 'cgcs2000' ? 'unknown' : named
    return {
      refused,
      why: [
        `名称“${name}”是${DATUM_NAMES[named][0]}，椭球却是${DATUM_NAMES[datum][0]}的`,
        `The name "${name}" says ${DATUM_NAMES[named][1]}, but the ellipsoid is that of ${DATUM_NAMES[datum][1]}.`,
      ],
    }
  }
  return { datum, name, worldwide: datum === 'cgcs2000' && named === null }
}
