/**
 * The Gauss-Krüger zones of China's three datums and their EPSG codes: 6° zones 13 to 23 and 3° zones 25 to 45, with the zone's number before the
 * false easting and without. Scale 1, latitude of origin 0, false northing 0, metres.
 */

export const DATUMS = ['cgcs2000', 'xian80', 'beijing54'] as const
export type Datum = (typeof DATUMS)[number]

/** `prefixed`: the easting begins with the zone's number. */
export type Zone = {
  readonly datum: Datum
  readonly width: 3 | 6
  readonly zone: number
  readonly prefixed: boolean
}

/** EPSG codes of the first zone of each series; the others follow it one by one. */
const FIRST: Record<Datum, { readonly [series in `${3 | 6}${'' | 'prefixed'}`]: number }> = {
  cgcs2000: { '6prefixed': 4491, '6': 4502, '3prefixed': 4513, '3': 4534 },
  xian80: { '6prefixed': 2327, '6': 2338, '3prefixed': 2349, '3': 2370 },
  beijing54: { '6prefixed': 21413, '6': 21453, '3prefixed': 2401, '3': 2422 },
}
const FIRST_ZONE = { 3: 25, 6: 13 }
const LAST_ZONE = { 3: 45, 6: 23 }

export const epsgOfZone = ({ datum, width, zone, prefixed }: Zone): number =>
  FIRST[datum][`${width}${prefixed ? 'prefixed' : ''}`] + zone - FIRST_ZONE[width]

export const centralMeridianOf = ({ width, zone }: Pick<Zone, 'width' | 'zone'>): number =>
  width === 3 ? zone * 3 : zone * 6 - 3

export const falseEastingOf = ({ zone, prefixed }: Zone): number => (prefixed ? zone * 1e6 : 0) + 500_000

/** In the order of the codes within a datum: a system that is both a 3° and a 6° one without prefix comes as the 3° one first. */
export const ZONES: readonly Zone[] = DATUMS.flatMap((datum) =>
  ([3, 6] as const).flatMap((width) =>
    [true, false].flatMap((prefixed) =>
      Array.from({ length: LAST_ZONE[width] - FIRST_ZONE[width] + 1 }, (_, i) => ({
        datum,
        width,
        zone: FIRST_ZONE[width] + i,
        prefixed,
      })),
    ),
  ),
)

/** The zone whose number stands before an easting, if the datum has such a one. */
export const zoneOfPrefix = (datum: Datum, prefix: number): Zone | undefined =>
  ZONES.find((zone) => zone.datum === datum && zone.prefixed && zone.zone === prefix)
