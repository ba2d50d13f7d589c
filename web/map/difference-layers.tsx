/** Grids that differ between two days, on the map of one of them. Property `look`: `new`, `ended` or `changed`; `chosen` is drawn thicker. Degrees, EPSG:4490. */
import { Layer, Source } from '@vis.gl/react-maplibre'
import type { FeatureCollection } from 'geojson'
import type { ExpressionSpecification } from 'maplibre-gl'

const colour: ExpressionSpecification = [
  'match',
  ['get', 'look'],
  'new',
  '#1d7a46',
  'ended',
  '#b3261e',
  '#8f5a00',
]

export const DifferenceLayers = ({ shapes }: { shapes: FeatureCollection }) => (
  <Source id="difference" type="geojson" data={shapes}>
    <Layer
      id="difference-fill"
      type="fill"
      beforeId="slot-components"
      paint={{ 'fill-color': colour, 'fill-opacity': ['case', ['get', 'chosen'], 0.45, 0.22] }}
    />
    <Layer
      id="difference-line"
      type="line"
      beforeId="slot-names"
      layout={{ 'line-join': 'round' }}
      paint={{ 'line-color': colour, 'line-width': ['case', ['get', 'chosen'], 4, 2] }}
    />
  </Source>
)
