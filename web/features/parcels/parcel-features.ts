/** What the map draws of parcels, as GeoJSON in degrees: their shapes and places, the villages round one with their names, and what is being drawn. */
import type { Feature, FeatureCollection } from 'geojson'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { ParcelItem } from '../../../server/shared/parcels.contract.ts'
import type { Bbox } from '../../api-types.ts'
import { labelPointIn } from '../../edit/clip.ts'
import { covers, type EditFace } from '../../edit/rings.ts'
import { pixelsBetween } from '../../edit/snapping.ts'
import { collection, pointFeature } from '../../map/geojson.ts'
import { MAP_COLOURS } from './state-mark.tsx'

type Drawn = Pick<ParcelItem, 'id' | 'state' | 'place' | 'outline'>

/** Each shape with a mark, by which a small one is seen from afar. */
export const parcelFeatures = (items: readonly Drawn[], lit: ReadonlySet<number>): FeatureCollection =>
  collection(
    items.flatMap(({ id, state, place, outline }): Feature[] => {
      const properties = { id, colour: MAP_COLOURS[state], lit: lit.has(id) }
      return [{ type: 'Feature', geometry: outline, properties }, pointFeature(place, properties)]
    }),
  )

export const gridFeatures = (grids: readonly EditFace[], chosen: number | null): FeatureCollection =>
  collection(
    grids.map(({ id, geometry }) => ({
      type: 'Feature',
      geometry,
      properties: { id, look: id === chosen ? 'chosen' : 'plain' },
    })),
  )

export const shapeFeature = ({ id, state, outline }: Drawn): Feature => ({
  type: 'Feature',
  geometry: outline,
  properties: { id, colour: MAP_COLOURS[state], lit: true },
})

/** Each where it is seen, after the number to choose it by; where there is no room for all, those with a number come first. */
export const nameFeatures = (
  grids: readonly EditFace[],
  seen: Bbox,
  numbers: ReadonlyMap<number, number>,
): Feature[] =>
  grids.flatMap(({ id, name, code, geometry }) => {
    const at = labelPointIn(geometry, seen)
    const no = numbers.get(id)
    return at
      ? [
          pointFeature(at, {
            name: `${no === undefined ? '' : `${no} `}${name || code}`,
            strong: no !== undefined,
            rank: no ?? 99,
          }),
        ]
      : []
  })

/** Half the width of a parcel's mark, and a little more. */
const MARK_PX = 10

/** Whose shape holds the click, else whose mark is near it. */
export const parcelAt = (items: readonly Drawn[], at: LonLat, zoom: number): number | null => {
  const inside = items.find(({ outline }) => covers(outline, at))
  if (inside) return inside.id
  const near = items
    .map(({ id, place }) => ({ id, px: pixelsBetween(place, at, zoom) }))
    .filter(({ px }) => px <= MARK_PX)
    .sort((a, b) => a.px - b.px)
  return near[0]?.id ?? null
}

type Ring = { line: readonly LonLat[]; pointer: LonLat | null; caught: LonLat | null }

/** The ring as far as it is drawn, closed over the pointer. */
export const ringFeatures = ({ line, pointer, caught }: Ring): FeatureCollection => {
  const open = pointer && line.length > 0 ? [...line, pointer] : [...line]
  const [first] = open
  const path = first && open.length > 2 ? [...open, first] : open
  return collection([
    ...(path.length < 2
      ? []
      : [
          {
            type: 'Feature' as const,
            geometry: { type: 'LineString' as const, coordinates: path.map((at) => [...at]) },
            properties: { what: 'line' },
          },
        ]),
    ...line.map((at) => pointFeature(at, { what: 'vertex' })),
    ...(caught ? [pointFeature(caught, { what: 'snap' })] : []),
  ])
}
