/** From the plane of the district's zone to [lon, lat] in EPSG:4490, each coordinate rounded once: points to 1e-9 degree, grids to their own step (0.1 mm both). */
import { type LonLat, toLonLat } from '../shared/crs.ts'
import { at, type Mesh, vertexAt, type Xy } from './mesh.ts'
import { unionOf } from './regions.ts'

export type Projection = (point: Xy) => LonLat
/** MultiPolygon coordinates. */
export type Shape = readonly (readonly (readonly LonLat[])[])[]

export const toNanodegree = (degrees: number): number => Math.round(degrees * 1e9) / 1e9

/** The plane's origin is the district's centre, given in the metres of its zone. */
export const projectionOf = (
  crs: string,
  [east, north]: Xy,
  round: (degrees: number) => number,
): Projection => {
  return ([x, y]) => {
    const place = toLonLat(crs, [east + x, north + y])
    if (!place) throw new RangeError(`${x}, ${y} leaves the zone of ${crs}`)
    return [round(place[0]), round(place[1])]
  }
}

/** Gives the shape of any set of faces; a vertex is converted once, whichever shapes it is in. */
export const shaperOf = (mesh: Mesh, project: Projection): ((faces: readonly number[]) => Shape) => {
  const places: LonLat[] = mesh.x.map((_, vertex) => project(vertexAt(mesh, vertex)))
  return (faces) =>
    unionOf(mesh, faces).map((region) => region.map((ring) => ring.map((vertex) => at(places, vertex))))
}
