/** Polygons as flat arrays: positions in rings, rings in polygons, polygons in shapes. Degrees, EPSG:4490, lon before lat. */

export type Shapes = {
  /** lon, lat, lon, lat, … as stored. A ring ends with its first position, repeated. */
  readonly coordinates: Float64Array
  /** Ring r has the positions from ringStarts[r] to before ringStarts[r + 1]; the coordinates of position p begin at 2 p. */
  readonly ringStarts: Uint32Array
  /** Polygon p has the rings from polygonStarts[p] to before polygonStarts[p + 1]; the first is its exterior. */
  readonly polygonStarts: Uint32Array
  /** Shape n has the polygons from firstPolygon[n] to before lastPolygon[n]; both 0 where there is no shape n. */
  readonly firstPolygon: Uint32Array
  readonly lastPolygon: Uint32Array
}

/** `length` counts the coordinates written; starts are written where a ring or polygon begins. */
export type ShapesWriter = {
  coordinates: Float64Array
  length: number
  readonly ringStarts: number[]
  readonly polygonStarts: number[]
}

/** `room` for so many coordinates; more is made as it is needed. */
export const shapesWriter = (room = 1 << 16): ShapesWriter => ({
  coordinates: new Float64Array(room),
  length: 0,
  ringStarts: [],
  polygonStarts: [],
})

/** Doubles the room while it is too small, so that each coordinate is copied once or twice in all. */
export const reservePositions = (shapes: ShapesWriter, positions: number): void => {
  const needed = shapes.length + 2 * positions
  if (needed <= shapes.coordinates.length) return
  const larger = new Float64Array(Math.max(needed, 2 * shapes.coordinates.length))
  larger.set(shapes.coordinates)
  shapes.coordinates = larger
}

export const addPolygon = (shapes: ShapesWriter): void => {
  shapes.polygonStarts.push(shapes.ringStarts.length)
}
export const addRing = (shapes: ShapesWriter): void => {
  shapes.ringStarts.push(shapes.length / 2)
}

/** `firstPolygon` and `lastPolygon` say which polygons make which shape. */
export const finishShapes = (
  written: ShapesWriter,
  firstPolygon: Uint32Array,
  lastPolygon: Uint32Array,
): Shapes => ({
  coordinates: written.coordinates.slice(0, written.length),
  ringStarts: Uint32Array.from([...written.ringStarts, written.length / 2]),
  polygonStarts: Uint32Array.from([...written.polygonStarts, written.ringStarts.length]),
  firstPolygon,
  lastPolygon,
})

/** The rings of a shape: from the first to before the second. */
export const ringsFrom = (shapes: Shapes, shape: number): number =>
  shapes.polygonStarts[shapes.firstPolygon[shape] ?? 0] ?? 0
export const ringsTo = (shapes: Shapes, shape: number): number =>
  shapes.polygonStarts[shapes.lastPolygon[shape] ?? 0] ?? 0

/** The positions of a shape follow each other: from the first to before the second. */
export const positionsFrom = (shapes: Shapes, shape: number): number =>
  shapes.ringStarts[ringsFrom(shapes, shape)] ?? 0
export const positionsTo = (shapes: Shapes, shape: number): number =>
  shapes.ringStarts[ringsTo(shapes, shape)] ?? 0

/** Writes west, south, east, north of a shape among `boxes`; infinite and inside out where there is no such shape. */
export const writeBox = (shapes: Shapes, shape: number, boxes: Float64Array): void => {
  const { coordinates } = shapes
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  const end = 2 * positionsTo(shapes, shape)
  for (let at = 2 * positionsFrom(shapes, shape); at < end; at += 2) {
    const lon = coordinates[at] as number
    const lat = coordinates[at + 1] as number
    if (lon < west) west = lon
    if (lat < south) south = lat
    if (lon > east) east = lon
    if (lat > north) north = lat
  }
  boxes[4 * shape] = west
  boxes[4 * shape + 1] = south
  boxes[4 * shape + 2] = east
  boxes[4 * shape + 3] = north
}

/** West, south, east, north of one shape. */
export const boxOf = (shapes: Shapes, shape: number): [number, number, number, number] => {
  const boxes = new Float64Array(4 * (shape + 1))
  writeBox(shapes, shape, boxes)
  return Array.from(boxes.subarray(4 * shape)) as [number, number, number, number]
}
