/**
 * The widest place of a shape: twice the radius of the largest circle inside it, in the units of its coordinates. Cells that might hold a better centre are
 * halved, the most promising first (as in mapbox/polylabel). PostGIS's own st_maximuminscribedcircle errs by a thousandth of the shape's length, which is more than a sliver is wide.
 */
import { boxOf, type Shapes } from '../../atlas/shapes.ts'

/** A fiftieth of it, or a millimetre. */
const RELATIVE = 0.02
const ABSOLUTE = 0.001
/** And of cells. */
const MOST_CELLS = 4_000
/** Of edges compared: some milliseconds. A strip of even width would never be done, and of that the first circles are the widest already. */
const MOST_COMPARED = 500_000

type Cell = {
  readonly x: number
  readonly y: number
  readonly half: number
  readonly inside: number
  readonly best: number
}

/** To the border: positive inside, negative outside. */
const distanceInside = ({ coordinates, ringStarts }: Shapes, x: number, y: number): number => {
  let isInside = false
  let least = Infinity
  for (let ring = 0; ring + 1 < ringStarts.length; ring++) {
    const end = (ringStarts[ring + 1] as number) - 1
    for (let at = 2 * (ringStarts[ring] as number); at < 2 * end; at += 2) {
      const ax = (coordinates[at] as number) - x
      const ay = (coordinates[at + 1] as number) - y
      const dx = (coordinates[at + 2] as number) - x - ax
      const dy = (coordinates[at + 3] as number) - y - ay
      if (ay > 0 !== ay + dy > 0 && ax - (ay * dx) / dy > 0) isInside = !isInside
      const square = dx * dx + dy * dy
      const along = square === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / square))
      least = Math.min(least, (ax + along * dx) ** 2 + (ay + along * dy) ** 2)
    }
  }
  return (isInside ? 1 : -1) * Math.sqrt(least)
}

const push = (heap: Cell[], cell: Cell): void => {
  let at = heap.push(cell) - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    if ((heap[above] as Cell).best >= cell.best) break
    heap[at] = heap[above] as Cell
    at = above
  }
  heap[at] = cell
}
const pop = (heap: Cell[]): Cell | undefined => {
  const top = heap[0]
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return top
  let at = 0
  for (;;) {
    let below = 2 * at + 1
    if (below >= heap.length) break
    if (below + 1 < heap.length && (heap[below + 1] as Cell).best > (heap[below] as Cell).best) below++
    if ((heap[below] as Cell).best <= last.best) break
    heap[at] = heap[below] as Cell
    at = below
  }
  heap[at] = last
  return top
}

/** Area by perimeter: what a strip of even width is wide to either side of its middle. */
const meanRadius = ({ coordinates, ringStarts }: Shapes): number => {
  let [area, length] = [0, 0]
  const [ox = 0, oy = 0] = coordinates
  for (let ring = 0; ring + 1 < ringStarts.length; ring++) {
    const end = (ringStarts[ring + 1] as number) - 1
    for (let at = 2 * (ringStarts[ring] as number); at < 2 * end; at += 2) {
      const [ax, ay] = [(coordinates[at] as number) - ox, (coordinates[at + 1] as number) - oy]
      const [bx, by] = [(coordinates[at + 2] as number) - ox, (coordinates[at + 3] as number) - oy]
      area += (ax * by - bx * ay) / 2
      length += Math.hypot(bx - ax, by - ay)
    }
  }
  return length === 0 ? 0 : Math.abs(area) / length
}

/** To both sides of the places along each edge, and of its first corner along the line that halves the angle there. */
const tryAlong = (
  { coordinates, ringStarts }: Shapes,
  meanM: number,
  attempt: (x: number, y: number) => void,
): void => {
  for (let ring = 0; ring + 1 < ringStarts.length; ring++) {
    const first = 2 * (ringStarts[ring] as number)
    const last = 2 * ((ringStarts[ring + 1] as number) - 1)
    for (let at = first; at < last; at += 2) {
      const before = at === first ? last - 2 : at - 2
      const [ax, ay] = [coordinates[at] as number, coordinates[at + 1] as number]
      const [dx, dy] = [(coordinates[at + 2] as number) - ax, (coordinates[at + 3] as number) - ay]
      const [ex, ey] = [(coordinates[before] as number) - ax, (coordinates[before + 1] as number) - ay]
      const [length, other] = [Math.hypot(dx, dy), Math.hypot(ex, ey)]
      if (length === 0 || other === 0) continue
      const [bx, by] = [(ey / other - dy / length) / 2, (dx / length - ex / other) / 2]
      const half = Math.hypot(bx, by)
      for (const away of [-3, -2, -1, 1, 2, 3]) {
        if (half > 0) attempt(ax + (away * meanM * bx) / half, ay + (away * meanM * by) / half)
        for (const share of Math.abs(away) === 3 ? [] : [0.25, 0.5, 0.75])
          attempt(
            ax + share * dx - (away * meanM * dy) / length,
            ay + share * dy + (away * meanM * dx) / length,
          )
      }
    }
  }
}

/** Of shape 0 of metric shapes. */
export const widestPlace = (shapes: Shapes): number => {
  const [west = 0, south = 0, east = 0, north = 0] = boxOf(shapes, 0)
  const size = Math.max(Math.min(east - west, north - south), Math.max(east - west, north - south) / 64)
  if (!(size > 0)) return 0
  let radius = 0
  const heap: Cell[] = []
  const cell = (x: number, y: number, half: number): void => {
    const inside = distanceInside(shapes, x, y)
    if (inside > radius) radius = inside
    const best = inside + half * Math.SQRT2
    if (best > radius) push(heap, { x, y, half, inside, best })
  }
  const edges = shapes.coordinates.length / 2
  if (18 * edges * edges < MOST_COMPARED)
    tryAlong(shapes, meanRadius(shapes), (x, y) => {
      radius = Math.max(radius, distanceInside(shapes, x, y))
    })
  for (let x = west + size / 2; x < east + size / 2; x += size)
    for (let y = south + size / 2; y < north + size / 2; y += size) cell(x, y, size / 2)
  for (let cells = 0; cells < Math.min(MOST_CELLS, MOST_COMPARED / edges); cells += 4) {
    const next = pop(heap)
    if (next === undefined || next.best - radius <= Math.max(ABSOLUTE, RELATIVE * radius)) break
    const half = next.half / 2
    for (const [dx, dy] of [
      [-half, -half],
      [half, -half],
      [-half, half],
      [half, half],
    ] as const)
      cell(next.x + dx, next.y + dy, half)
  }
  return 2 * radius
}
