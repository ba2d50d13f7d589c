/** Rows of a delivery over the map: a disc with a letter each, lines from the places on record. Properties: `colour`, `glyph`, `order`, `row`. */
import { Layer, Source } from '@vis.gl/react-maplibre'
import type { FeatureCollection } from 'geojson'
import { INK } from './class-picture.ts'
import { FONT } from './fonts.ts'

export const RowPlaces = ({ features }: { features: FeatureCollection }) => (
  <Source id="row-places" type="geojson" data={features}>
    <Layer
      id="row-moves"
      type="line"
      beforeId="slot-marks"
      filter={['==', ['geometry-type'], 'LineString']}
      paint={{ 'line-color': INK, 'line-width': 1.6, 'line-dasharray': [3, 2] }}
    />
    <Layer
      id="row-discs"
      type="circle"
      beforeId="slot-marks"
      filter={['==', ['geometry-type'], 'Point']}
      layout={{ 'circle-sort-key': ['get', 'order'] }}
      paint={{
        'circle-color': ['get', 'colour'],
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 2, 12, 3, 14, 5, 16, 9, 18, 10],
        'circle-stroke-color': INK,
        'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 11, 0.5, 15, 1],
      }}
    />
    <Layer
      id="row-glyphs"
      type="symbol"
      beforeId="slot-marks"
      minzoom={15.5}
      filter={['==', ['geometry-type'], 'Point']}
      layout={{
        'text-field': ['get', 'glyph'],
        'text-font': [FONT],
        'text-size': 12,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
        'symbol-sort-key': ['get', 'order'],
      }}
      paint={{ 'text-color': INK }}
    />
  </Source>
)
