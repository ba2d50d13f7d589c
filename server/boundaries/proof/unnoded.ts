/** Vertices that lie on a neighbour's edge and are none of its vertices. Only edges that do not cancel can have such. Tolerance in metres, places in degrees, EPSG:4490. */
import Flatbush from 'flatbush'
import { positionsFrom, positionsTo, type Shapes } from '../../atlas/shapes.ts'
import type { Steps } from '../../atlas/steps.ts'
import type { LooseEdges } from './edges.ts'

/** A face that lacks nodes: the neighbours that have them, and where. */
export type Unnoded = {
  readonly row: number
  readonly others: Set<number>
  readonly places: [lon: number, lat: number][]
}

const VERTICES_A_STEP = 1_000

/** Metres in a degree of longitude and of latitude on the ellipsoid GRS 80: right to a millionth, for distances of millimetres. */
const metresADegree = (lat: number): readonly [number, number] => {
  const phi = (lat * Math.PI) / 180
  return [
    111_412.84 * Math.cos(phi) - 93.5 * Math.cos(3 * phi) + 0.118 * Math.cos(5 * phi),
    111_132.92 - 559.82 * Math.cos(2 * phi) + 1.175 * Math.cos(4 * phi),
  ]
}

const hasVertex = (shapes: Shapes, row: number, lon: number, lat: number): boolean => {
  const end = 2 * positionsTo(shapes, row)
  for (let at = 2 * positionsFrom(shapes, row); at < end; at += 2)
    if (shapes.coordinates[at] === lon && shapes.coordinates[at + 1] === lat) return true
  return false
}

/** In no order. `nodeM` is how near a vertex must be to count as lying on the edge. */
export function* findUnnoded(shapes: Shapes, loose: LooseEdges, nodeM: number): Steps<Unnoded[]> {
  const found = new Map<number, Unnoded>()
  if (loose.rows.length < 2) return []
  const { coordinates } = shapes
  const [lonM, latM] = metresADegree(coordinates[2 * (loose.starts[0] as number) + 1] as number)
  const [padLon, padLat] = [nodeM / lonM, nodeM / latM]
  const index = new Flatbush(loose.rows.length)
  for (const start of loose.starts) {
    const [ax, ay] = [coordinates[2 * start] as number, coordinates[2 * start + 1] as number]
    const [bx, by] = [coordinates[2 * start + 2] as number, coordinates[2 * start + 3] as number]
    index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by))
  }
  index.finish()
  yield
  const metresToEdge = (lon: number, lat: number, start: number): number => {
    const at = 2 * start
    const ax = ((coordinates[at] as number) - lon) * lonM
    const ay = ((coordinates[at + 1] as number) - lat) * latM
    const dx = ((coordinates[at + 2] as number) - (coordinates[at] as number)) * lonM
    const dy = ((coordinates[at + 3] as number) - (coordinates[at + 1] as number)) * latM
    const square = dx * dx + dy * dy
    const along = square === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / square))
    return Math.hypot(ax + along * dx, ay + along * dy)
  }
  const isEnd = (lon: number, lat: number, start: number): boolean =>
    (coordinates[2 * start] === lon && coordinates[2 * start + 1] === lat) ||
    (coordinates[2 * start + 2] === lon && coordinates[2 * start + 3] === lat)
  const told = new Set<string>()
  for (const [n, start] of loose.starts.entries()) {
    const owner = loose.rows[n] as number
    if (n % VERTICES_A_STEP === 0) yield
    for (const at of [2 * start, 2 * start + 2]) {
      const [lon, lat] = [coordinates[at] as number, coordinates[at + 1] as number]
      const near = index.search(lon - padLon, lat - padLat, lon + padLon, lat + padLat)
      const meets = new Set(
        near.filter((edge) => isEnd(lon, lat, loose.starts[edge] as number)).map((edge) => loose.rows[edge]),
      )
      for (const edge of near) {
        const row = loose.rows[edge] as number
        if (row === owner || meets.has(row)) continue
        if (metresToEdge(lon, lat, loose.starts[edge] as number) > nodeM) continue
        if (hasVertex(shapes, row, lon, lat)) continue
        const one = found.get(row) ?? { row, others: new Set<number>(), places: [] }
        found.set(row, one)
        one.others.add(owner)
        const key = `${row} ${lon} ${lat}`
        if (!told.has(key)) one.places.push([lon, lat])
        told.add(key)
      }
    }
  }
  return [...found.values()]
}
