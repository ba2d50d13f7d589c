/** What the map draws of a change, as GeoJSON in degrees: faces with their look, issues, what changes hands, and what is being drawn. */
import type { Feature, FeatureCollection, Geometry } from 'geojson'
import type { Impact } from '../../../server/shared/boundaries.ts'
import type { CoverageRow } from '../../../server/shared/coverages.contract.ts'
import type { LonLat } from '../../../server/shared/crs.ts'
import type { ProofIssue } from '../../../server/shared/proof.ts'
import type { Neighbourhood } from '../../edit/arcs.ts'
import type { Grip } from '../../edit/operations.ts'
import { type EditFace, labelPointOf } from '../../edit/rings.ts'
import type { Session } from '../../edit/session.ts'
import { middle } from '../../edit/snapping.ts'
import { collection, pointFeature } from '../../map/geojson.ts'

export const faceFeatures = (
  faces: readonly EditFace[],
  chosen: ReadonlySet<number>,
  changed: ReadonlySet<number>,
  preview: readonly EditFace[],
): FeatureCollection => {
  const moved = new Map(preview.map((face) => [face.id, face]))
  return collection(
    faces.map((face) => ({
      type: 'Feature',
      geometry: (moved.get(face.id) ?? face).geometry,
      properties: {
        id: face.id,
        look: chosen.has(face.id) ? 'chosen' : changed.has(face.id) ? 'changed' : 'plain',
      },
    })),
  )
}

export const faceLabels = (faces: readonly EditFace[]): FeatureCollection =>
  collection(
    faces.flatMap((face) => {
      const at = labelPointOf(face.geometry)
      return at ? [pointFeature(at, { name: face.name || face.code, n: 0 })] : []
    }),
  )

const isShape = (value: unknown): value is Geometry =>
  typeof value === 'object' && value !== null && 'type' in value && 'coordinates' in value

export const issueFeatures = (issues: readonly ProofIssue[], lit: string | null): FeatureCollection =>
  collection(
    issues.flatMap(({ id, severity, place, geometry }): Feature[] => {
      const properties = { id, severity, lit: id === lit }
      const point = pointFeature(place, properties)
      return isShape(geometry) ? [{ type: 'Feature', geometry, properties }, point] : [point]
    }),
  )

/** The open row is drawn last, above its neighbours. */
export const coverageFeatures = (rows: readonly CoverageRow[], open: number | null): FeatureCollection =>
  collection(
    rows
      .toSorted((a, b) => Number(a.rowNo === open) - Number(b.rowNo === open))
      .flatMap(({ rowNo, verdict, geometry }): Feature[] =>
        geometry === null
          ? []
          : [{ type: 'Feature', geometry, properties: { verdict, lit: rowNo === open } }],
      ),
  )

export const movingFeatures = (impact: Impact | undefined): FeatureCollection =>
  collection([
    ...(impact?.listed ?? []).map(({ id, place }) => pointFeature(place, { id, what: 'component' })),
    ...(impact?.reports ?? []).map(({ id, place }) => pointFeature(place, { id, what: 'report' })),
  ])

const line = (what: string, path: readonly LonLat[]): Feature[] =>
  path.length < 2
    ? []
    : [
        {
          type: 'Feature',
          geometry: { type: 'LineString', coordinates: path.map((at) => [...at]) },
          properties: { what },
        },
      ]

/** More handles than this hide what they belong to. */
const MOST_HANDLES = 3000

const handles = (all: Neighbourhood): Feature[] =>
  all.edges.size > MOST_HANDLES
    ? []
    : [
        ...[...all.edges.values()].map(({ a, b }) => pointFeature(middle([a, b]), { what: 'middle' })),
        ...[...all.vertices.values()].map(({ position }) => pointFeature(position, { what: 'vertex' })),
      ]

const gripAt = (grip: Grip, to: LonLat): LonLat => (grip.kind === 'edge' ? middle(grip.edge) : to)

type Drawing = {
  session: Session
  /** Where the pointer is, snapped or not. */
  pointer: LonLat | null
  /** Ring of the place that the pointer has caught. */
  caught: LonLat | null
  neighbourhood: Neighbourhood | null
  preview: readonly EditFace[]
}

export const drawnFeatures = ({
  session,
  pointer,
  caught,
  neighbourhood,
  preview,
}: Drawing): FeatureCollection => {
  const { tool, line: drawn, drag, vertex } = session
  const open = pointer && drawn.length > 0 ? [...drawn, pointer] : [...drawn]
  const [first] = open
  const path = tool === 'ground' && first && open.length > 2 ? [...open, first] : open
  return collection([
    ...preview.map(
      ({ geometry }): Feature => ({ type: 'Feature', geometry, properties: { what: 'preview' } }),
    ),
    ...(tool === 'vertices' && neighbourhood ? handles(neighbourhood) : []),
    ...line('line', path),
    ...drawn.map((at) => pointFeature(at, { what: 'vertex' })),
    ...(vertex && !drag ? [pointFeature(vertex, { what: 'held' })] : []),
    ...(drag ? [pointFeature(gripAt(drag.grip, drag.to), { what: 'held' })] : []),
    ...(caught ? [pointFeature(caught, { what: 'snap' })] : []),
  ])
}
