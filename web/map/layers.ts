/**
 * The map's own look, layer by layer, in drawing order. Zoom plan: cells with counts where a tile carries them, dots to 16, then discs with
 * a glyph. Tile attributes: server/shared/tiles.contract.ts.
 */
import type {
  CircleLayerSpecification,
  ExpressionSpecification,
  FillLayerSpecification,
  LineLayerSpecification,
  StyleSpecification,
  SymbolLayerSpecification,
} from 'maplibre-gl'
import { INK } from './class-picture.ts'
import { FONT } from './fonts.ts'

/** Farther out areas carry the counts, and there are no cells. */
const AREAS_BELOW_ZOOM = 11

const ACCENT = '#0b5c7d'
const HOVERED: ExpressionSpecification = ['boolean', ['feature-state', 'hover'], false]

/** Empty layers that hold a place: react-maplibre adds layers as their sources come, in any order. */
export const SLOTS = ['slot-grids', 'slot-components', 'slot-names', 'slot-labels', 'slot-marks'] as const

export const baseStyle = (): StyleSpecification => ({
  version: 8,
  sources: {},
  layers: [
    { id: 'ground', type: 'background', paint: { 'background-color': '#f2f3f1' } },
    ...SLOTS.map((id) => ({
      id,
      type: 'background' as const,
      layout: { visibility: 'none' as const },
    })),
  ],
})

export const gridFill: Omit<FillLayerSpecification, 'source'> = {
  id: 'grids-fill',
  type: 'fill',
  'source-layer': 'grids',
  paint: { 'fill-color': '#ffffff', 'fill-opacity': 0.65 },
}
export const gridLine: Omit<LineLayerSpecification, 'source'> = {
  id: 'grids-line',
  type: 'line',
  'source-layer': 'grids',
  paint: {
    'line-color': '#6c7a87',
    'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.5, 15, 1.1, 18, 1.8],
  },
}
const gridText = (id: string, text: ExpressionSpecification): Omit<SymbolLayerSpecification, 'source'> => ({
  id,
  type: 'symbol',
  layout: {
    'text-field': text,
    'text-font': [FONT],
    'text-size': 12,
    'text-max-width': 8,
    'text-padding': 4,
    // Where not all have room, those with the most components have.
    'symbol-sort-key': ['-', 0, ['get', 'n']],
  },
  paint: { 'text-color': '#3c4854', 'text-halo-color': '#ffffff', 'text-halo-width': 1.6 },
})
/** A name over its count; the name alone stands at the same place and so shows only where both have no room. */
export const gridCount = gridText('grid-counts', [
  'format',
  ['get', 'name'],
  {},
  '\n',
  {},
  ['get', 'count'],
  { 'text-color': ACCENT, 'font-scale': 1.1 },
])
export const gridName = gridText('grid-names', ['get', 'name'])

/** Where the map has no areas to carry the counts, cells do so from the beginning. */
export const cellsFrom = (areas: boolean): { minzoom: number } => ({ minzoom: areas ? AREAS_BELOW_ZOOM : 0 })

export const cellCircle: Omit<CircleLayerSpecification, 'source'> = {
  id: 'cells',
  type: 'circle',
  'source-layer': 'cells',
  paint: {
    // Cells stand 16 to 32 px apart: a three-digit number fits, and neighbours touch but do not hide each other.
    'circle-radius': [
      'interpolate',
      ['linear'],
      ['log10', ['to-number', ['get', 'n']]],
      0,
      2.5,
      1,
      7.5,
      2,
      9,
      3,
      11,
    ],
    'circle-color': [
      'step',
      ['to-number', ['get', 'n']],
      '#d3e4ec',
      10,
      '#a9cbda',
      100,
      '#74abc2',
      1000,
      '#4b90ad',
    ],
    'circle-opacity': 0.92,
    'circle-stroke-color': '#ffffff',
    'circle-stroke-width': 1,
  },
}
export const cellCount: Omit<SymbolLayerSpecification, 'source'> = {
  id: 'cell-counts',
  type: 'symbol',
  'source-layer': 'cells',
  filter: ['>=', ['to-number', ['get', 'n']], 2],
  layout: {
    'text-field': ['to-string', ['get', 'n']],
    'text-font': [FONT],
    'text-size': ['step', ['to-number', ['get', 'n']], 10.5, 100, 9],
    // A number belongs to its circle: it neither gives way to names nor pushes them aside.
    'text-allow-overlap': true,
    'text-ignore-placement': true,
  },
  paint: { 'text-color': INK, 'text-halo-color': 'rgba(255,255,255,0.55)', 'text-halo-width': 1 },
}

export const componentCircle = (
  colour: ExpressionSpecification | string,
): Omit<CircleLayerSpecification, 'source'> => ({
  id: 'components',
  type: 'circle',
  'source-layer': 'components',
  paint: {
    'circle-color': colour,
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, 1.4, 14, 2.8, 15.9, 4.6, 16, 9, 18, 11],
    'circle-stroke-color': ['case', HOVERED, ACCENT, INK],
    'circle-stroke-width': [
      'interpolate',
      ['linear'],
      ['zoom'],
      12,
      ['case', HOVERED, 2.5, 0.3],
      15,
      ['case', HOVERED, 3, 0.8],
    ],
  },
})
const shapeStroke = (
  id: string,
  colour: ExpressionSpecification | string,
  widthPx: number,
): Omit<LineLayerSpecification, 'source'> => ({
  id,
  type: 'line',
  'source-layer': 'shapes',
  layout: { 'line-join': 'round', 'line-cap': 'round' },
  paint: {
    'line-color': colour,
    'line-width': ['interpolate', ['linear'], ['zoom'], 11, widthPx / 3, 16, widthPx],
  },
})
/** Lines and areas among the components in the colours of the dots, below them: the area filled, its edge and every line with a dark rim. */
export const shapeFill = (
  colour: ExpressionSpecification | string,
): Omit<FillLayerSpecification, 'source'> => ({
  id: 'shape-fills',
  type: 'fill',
  'source-layer': 'shapes',
  filter: ['==', ['geometry-type'], 'Polygon'],
  paint: { 'fill-color': colour, 'fill-opacity': ['case', HOVERED, 0.6, 0.4] },
})
export const shapeRim = shapeStroke('shape-rims', ['case', HOVERED, ACCENT, INK], 5)
export const shapeLine = (colour: ExpressionSpecification | string) => shapeStroke('shape-lines', colour, 3)

export const componentGlyph: Omit<SymbolLayerSpecification, 'source'> = {
  id: 'component-glyphs',
  type: 'symbol',
  'source-layer': 'components',
  minzoom: 16,
  layout: {
    'icon-image': ['concat', 'cls-', ['to-string', ['get', 'c']]],
    'icon-size': ['interpolate', ['linear'], ['zoom'], 16, 0.92, 18, 1.1],
    'icon-allow-overlap': true,
    'icon-ignore-placement': true,
  },
}
/** The last digits of codes, from 18 on; from a source of its own, as tiles carry no codes. */
export const codeLabel: Omit<SymbolLayerSpecification, 'source'> = {
  id: 'code-labels',
  type: 'symbol',
  minzoom: 18,
  layout: {
    'text-field': ['get', 'end'],
    'text-font': [FONT],
    'text-size': 11,
    'text-offset': [0, 1.5],
    'text-anchor': 'top',
  },
  paint: { 'text-color': INK, 'text-halo-color': '#ffffff', 'text-halo-width': 1.4 },
}

export const reportCircle = (hovered: number | null): Omit<CircleLayerSpecification, 'source'> => ({
  id: 'reports',
  type: 'circle',
  paint: {
    'circle-radius': ['case', ['==', ['get', 'id'], hovered ?? 0], 11, 7],
    'circle-color': ['case', ['==', ['get', 'id'], hovered ?? 0], ACCENT, '#b3261e'],
    'circle-stroke-color': '#ffffff',
    'circle-stroke-width': 2,
  },
})

export const markedLine: Omit<LineLayerSpecification, 'source'> = {
  id: 'marked-line',
  type: 'line',
  filter: ['!=', ['geometry-type'], 'Point'],
  paint: { 'line-color': ACCENT, 'line-width': 3 },
}
export const markedRing: Omit<CircleLayerSpecification, 'source'> = {
  id: 'marked-ring',
  type: 'circle',
  filter: ['==', ['geometry-type'], 'Point'],
  paint: {
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, 8, 15.9, 10, 16, 14, 18, 17],
    'circle-color': 'rgba(11,92,125,0.12)',
    'circle-stroke-color': ACCENT,
    'circle-stroke-width': 3,
  },
}
/** A place without a component: the centre of the ring is marked as well. */
export const markedPin: Omit<CircleLayerSpecification, 'source'> = {
  id: 'marked-pin',
  type: 'circle',
  filter: ['==', ['get', 'pin'], true],
  paint: {
    'circle-radius': 4,
    'circle-color': ACCENT,
    'circle-stroke-color': '#ffffff',
    'circle-stroke-width': 1.5,
  },
}
