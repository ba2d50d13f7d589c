/**
 * A draft over the map: its exact faces, its issues, what changes hands, and what is being drawn or dragged. Properties: faces `id`, `look`; issues `id`, `severity`, `lit`; rows of a file `verdict`, `lit`; drawn things
 * `what`. Degrees, EPSG:4490.
 */
import { Layer, Source } from '@vis.gl/react-maplibre'
import type { FeatureCollection } from 'geojson'
import type { ExpressionSpecification } from 'maplibre-gl'
import { type PointerUser, usePointer } from './use-pointer.ts'

export type DraftDrawn = {
  readonly faces: FeatureCollection
  /** Rows of a file beside the draft. */
  readonly coverage: FeatureCollection
  readonly issues: FeatureCollection
  readonly moving: FeatureCollection
  readonly drawn: FeatureCollection
}

const ACCENT = '#0b5c7d'
const WRONG = '#b3261e'
const WAITS = '#8f5a00'

const bySeverity: ExpressionSpecification = ['match', ['get', 'severity'], 'error', WRONG, WAITS]
const looks = (plain: string | number, changed: string | number, chosen: string | number) =>
  [
    'match',
    ['get', 'look'],
    'changed',
    changed,
    'chosen',
    chosen,
    plain,
  ] as unknown as ExpressionSpecification
const byVerdict: ExpressionSpecification = [
  'match',
  ['get', 'verdict'],
  'same',
  '#7d8894',
  'new',
  '#1d7a46',
  'recoded',
  '#7a3b8f',
  WAITS,
]
const isA = (what: string): ExpressionSpecification => ['==', ['get', 'what'], what]

export const DraftLayers = ({ drawn, pointer }: { drawn: DraftDrawn; pointer: PointerUser }) => {
  usePointer(pointer)
  return (
    <>
      <Source id="draft-faces" type="geojson" data={drawn.faces}>
        <Layer
          id="draft-face-fill"
          type="fill"
          beforeId="slot-components"
          paint={{
            'fill-color': looks('#ffffff', '#f0c96a', '#74abc2'),
            'fill-opacity': looks(0.05, 0.35, 0.45),
          }}
        />
        <Layer
          id="draft-face-line"
          type="line"
          beforeId="slot-names"
          layout={{ 'line-join': 'round' }}
          paint={{ 'line-color': looks('#39485a', WAITS, ACCENT), 'line-width': looks(1.4, 2.2, 3) }}
        />
      </Source>
      <Source id="draft-coverage" type="geojson" data={drawn.coverage}>
        <Layer
          id="draft-coverage-fill"
          type="fill"
          beforeId="slot-names"
          paint={{ 'fill-color': byVerdict, 'fill-opacity': ['case', ['get', 'lit'], 0.4, 0.12] }}
        />
        <Layer
          id="draft-coverage-line"
          type="line"
          beforeId="slot-names"
          layout={{ 'line-join': 'round' }}
          paint={{
            'line-color': byVerdict,
            'line-width': ['case', ['get', 'lit'], 4, 2],
            'line-dasharray': [3, 1.5],
          }}
        />
      </Source>
      <Source id="draft-issues" type="geojson" data={drawn.issues}>
        <Layer
          id="draft-issue-fill"
          type="fill"
          beforeId="slot-marks"
          filter={['==', ['geometry-type'], 'Polygon']}
          paint={{ 'fill-color': bySeverity, 'fill-opacity': ['case', ['get', 'lit'], 0.7, 0.45] }}
        />
        <Layer
          id="draft-issue-line"
          type="line"
          beforeId="slot-marks"
          filter={['==', ['geometry-type'], 'Polygon']}
          paint={{ 'line-color': bySeverity, 'line-width': ['case', ['get', 'lit'], 3, 1.2] }}
        />
        <Layer
          id="draft-issue-place"
          type="circle"
          beforeId="slot-marks"
          filter={['==', ['geometry-type'], 'Point']}
          paint={{
            'circle-radius': ['case', ['get', 'lit'], 11, 6],
            'circle-color': ['case', ['get', 'lit'], 'rgba(255,255,255,0.25)', bySeverity],
            'circle-stroke-color': ['case', ['get', 'lit'], bySeverity, '#ffffff'],
            'circle-stroke-width': ['case', ['get', 'lit'], 3, 1.5],
          }}
        />
      </Source>
      <Source id="draft-moving" type="geojson" data={drawn.moving}>
        <Layer
          id="draft-moving"
          type="circle"
          beforeId="slot-marks"
          paint={{
            'circle-radius': ['match', ['get', 'what'], 'report', 7, 4],
            'circle-color': ['match', ['get', 'what'], 'report', WRONG, '#d78fb8'],
            'circle-stroke-color': '#15191e',
            'circle-stroke-width': 1,
          }}
        />
      </Source>
      <Source id="draft-drawn" type="geojson" data={drawn.drawn}>
        <Layer
          id="draft-preview-fill"
          type="fill"
          beforeId="slot-marks"
          filter={isA('preview')}
          paint={{ 'fill-color': ACCENT, 'fill-opacity': 0.12 }}
        />
        <Layer
          id="draft-preview-line"
          type="line"
          beforeId="slot-marks"
          filter={isA('preview')}
          paint={{ 'line-color': ACCENT, 'line-width': 2 }}
        />
        <Layer
          id="draft-line"
          type="line"
          beforeId="slot-marks"
          filter={isA('line')}
          paint={{ 'line-color': WRONG, 'line-width': 2.4, 'line-dasharray': [2, 1.4] }}
        />
        <Layer
          id="draft-middles"
          type="circle"
          beforeId="slot-marks"
          filter={isA('middle')}
          paint={{ 'circle-radius': 3, 'circle-color': ACCENT, 'circle-opacity': 0.6 }}
        />
        <Layer
          id="draft-vertices"
          type="circle"
          beforeId="slot-marks"
          filter={['any', isA('vertex'), isA('held')]}
          paint={{
            'circle-radius': ['match', ['get', 'what'], 'held', 6, 4],
            'circle-color': ['match', ['get', 'what'], 'held', WRONG, '#ffffff'],
            'circle-stroke-color': ACCENT,
            'circle-stroke-width': 1.6,
          }}
        />
        <Layer
          id="draft-snap"
          type="circle"
          beforeId="slot-marks"
          filter={isA('snap')}
          paint={{
            'circle-radius': 8,
            'circle-color': 'rgba(255,255,255,0)',
            'circle-stroke-color': WRONG,
            'circle-stroke-width': 2,
          }}
        />
      </Source>
    </>
  )
}
