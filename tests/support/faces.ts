/** Faces made up for tests of the proof: a relation without tables, in metres east and north of a corner, on the step of stored coordinates. */
import type { Faces } from '../../server/boundaries/faces.ts'
import { COORDINATE_STEP } from '../../server/grids/coordinate-step.ts'

export const METRIC_SRID = 4549
const [WEST, SOUTH] = [120.6, 31.25]
/** Near enough: what is measured is measured by PostGIS. */
const [LON_M, LAT_M] = [95_250, 110_860]

export type Metres = [x: number, y: number]
const onStep = (degrees: number): number => Math.round(degrees / COORDINATE_STEP) * COORDINATE_STEP
export const at = ([x, y]: Metres): [number, number] => [onStep(WEST + x / LON_M), onStep(SOUTH + y / LAT_M)]

/** Rings without their last corner repeated; the first is the exterior. */
export type TestFace = {
  id: number
  depth: number
  parent: number | null
  code: string
  name: string
  polygons: Metres[][][]
}

export const face = (
  id: number,
  depth: number,
  parent: number | null,
  rings: Metres[][],
  said: { code?: string; name?: string } = {},
): TestFace => ({ id, depth, parent, code: `${id}`, name: `grid ${id}`, polygons: [rings], ...said })

export const box = (west: number, south: number, east: number, north: number): Metres[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
]

export const geoJsonOf = ({ polygons }: TestFace) => ({
  type: 'MultiPolygon' as const,
  coordinates: polygons.map((rings) => rings.map((ring) => [...ring, ring[0] as Metres].map(at))),
})

/** `checked`: as the register's, whose shapes are valid. */
export const facesOf = (made: readonly TestFace[], { checked = false } = {}): Faces => {
  const relation = {
    sql: `
      select (r.face->>'id')::bigint as face_id, (r.face->>'depth')::int as depth, r.face->>'code' as code, r.face->>'name' as name,
             (r.face->>'parent')::bigint as parent_id, s.geom as geom, st_area(st_transform(s.geom, ${METRIC_SRID})) as area_m2
        from jsonb_array_elements(:made::jsonb) as r (face)
       cross join lateral (select st_setsrid(st_geomfromgeojson(r.face->>'shape'), 4490) as geom) as s
       where true`,
    bindings: { made: JSON.stringify(made.map((one) => ({ ...one, shape: geoJsonOf(one) }))) },
  }
  return checked ? relation : { ...relation, unchecked: relation }
}
