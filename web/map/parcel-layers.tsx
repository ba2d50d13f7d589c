/** Parcels over the map, with names where a large screen wants them. Properties: parcels `id`, `colour`, `lit`, the point of each `point`; names `name`, `strong`, `rank`. Degrees, EPSG:4490. */
import { Layer, Source } from '@vis.gl/react-maplibre'
import type { FeatureCollection } from 'geojson'
import { INK } from './class-picture.ts'
import { FONT } from './fonts.ts'

const AREA = ['==', ['geometry-type'], 'Polygon'] as const
const POINT = ['==', ['geometry-type'], 'Point'] as const

type Props = {
  parcels: FeatureCollection
  names: FeatureCollection
  /** Pixels. */
  nameSize: number
}

export const ParcelLayers = ({ parcels, names, nameSize }: Props) => (
  <>
    <Source id="parcels" type="geojson" data={parcels}>
      <Layer
        id="parcel-fill"
        type="fill"
        beforeId="slot-names"
        filter={AREA as never}
        paint={{ 'fill-color': ['get', 'colour'], 'fill-opacity': ['case', ['get', 'lit'], 0.6, 0.35] }}
      />
      <Layer
        id="parcel-line"
        type="line"
        beforeId="slot-names"
        filter={AREA as never}
        layout={{ 'line-join': 'round' }}
        paint={{
          'line-color': ['case', ['get', 'lit'], INK, ['get', 'colour']],
          'line-width': ['case', ['get', 'lit'], 3, 1.4],
        }}
      />
      <Layer
        id="parcel-places"
        type="circle"
        beforeId="slot-marks"
        // Close up the shape itself is seen.
        maxzoom={16}
        filter={POINT as never}
        paint={{
          'circle-radius': ['case', ['get', 'lit'], 10, 5],
          'circle-color': ['get', 'colour'],
          'circle-stroke-color': ['case', ['get', 'lit'], INK, '#ffffff'],
          'circle-stroke-width': ['case', ['get', 'lit'], 3, 1.5],
        }}
      />
    </Source>
    <Source id="parcel-names" type="geojson" data={names}>
      <Layer
        id="parcel-names"
        type="symbol"
        beforeId="slot-labels"
        layout={{
          'text-field': ['get', 'name'],
          'text-font': [FONT],
          'text-size': ['case', ['get', 'strong'], nameSize, nameSize * 0.75],
          'text-max-width': 8,
          'text-padding': 2,
          'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
          'symbol-sort-key': ['get', 'rank'],
        }}
        paint={{
          'text-color': ['case', ['get', 'strong'], INK, '#56616b'],
          'text-halo-color': '#ffffff',
          'text-halo-width': nameSize / 7,
        }}
      />
    </Source>
  </>
)
