/** The shape of a finding: read from WKB, its box, and as GeoJSON with every bit of its coordinates. Degrees, EPSG:4490. */
import { finishShapes, type Shapes, shapesWriter } from '../../atlas/shapes.ts'
import { readWkb } from '../../atlas/wkb.ts'
import type { PolygonShape } from '../../shared/operations.ts'

/** Shape 0 is the one. */
export const readShape = (wkb: Buffer): Shapes => {
  const written = shapesWriter(wkb.length / 16 + 1)
  readWkb(wkb, written)
  return finishShapes(written, Uint32Array.of(0), Uint32Array.of(written.polygonStarts.length))
}

const ringOf = ({ coordinates, ringStarts }: Shapes, ring: number): [number, number][] => {
  const positions: [number, number][] = []
  for (let at = ringStarts[ring] as number; at < (ringStarts[ring + 1] as number); at++)
    positions.push([coordinates[2 * at] as number, coordinates[2 * at + 1] as number])
  return positions
}

/** A Polygon where it has one part. */
export const toGeoJson = (shapes: Shapes): PolygonShape => {
  const polygons: [number, number][][][] = []
  for (let polygon = 0; polygon + 1 < shapes.polygonStarts.length; polygon++) {
    const rings: [number, number][][] = []
    for (
      let ring = shapes.polygonStarts[polygon] as number;
      ring < (shapes.polygonStarts[polygon + 1] as number);
      ring++
    )
      rings.push(ringOf(shapes, ring))
    polygons.push(rings)
  }
  const [only] = polygons
  return polygons.length === 1 && only !== undefined
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: polygons }
}
