/**
 * The components of the bench's city, by seed: along the streets of each cell, close in the centres and thin outside, with classes, states and roles as
 * unevenly spread as in a real register, so that a few thousand combinations of them occur.
 */
import { type Random, randomStream } from '../../server/demo/random.ts'
import type { ComponentState, Confirmation } from '../../server/shared/words.ts'
import { COLUMNS, positionOf, ROWS } from './fabric.ts'

export const CLASSES = 80
export const OWNERS = 60
export const MAINTAINERS = 40
export const DEPARTMENTS = 20

/** Columns alike. Cells are row * COLUMNS + column; classes and units are places in their lists. */
export type CityChunk = {
  readonly lon: number[]
  readonly lat: number[]
  readonly cell: number[]
  readonly class: number[]
  readonly state: ComponentState[]
  readonly department: number[]
  readonly owner: (number | null)[]
  readonly maintainer: number[]
  readonly ownership: Confirmation[]
}

/** In cells: where it is, how far it reaches, how much stands there. */
const CENTRES = [
  { column: 150, row: 120, reach: 45, weight: 10 },
  { column: 245, row: 150, reach: 30, weight: 6 },
  { column: 100, row: 60, reach: 22, weight: 4 },
  { column: 300, row: 70, reach: 25, weight: 4 },
  { column: 365, row: 190, reach: 25, weight: 5 },
  { column: 20, row: 200, reach: 15, weight: 2 },
] as const
const COUNTRYSIDE = 0.25

const weightOf = (column: number, row: number): number =>
  CENTRES.reduce((sum, centre) => {
    const square = (column - centre.column) ** 2 + (row - centre.row) ** 2
    return sum + centre.weight * Math.exp(-square / (2 * centre.reach ** 2))
  }, COUNTRYSIDE)

/** How many stand in each cell, `size` in all. */
export const countsByCell = (size: number): Uint32Array => {
  const weights = Float64Array.from({ length: COLUMNS * ROWS }, (_, cell) =>
    weightOf(cell % COLUMNS, Math.floor(cell / COLUMNS)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let [weight, given] = [0, 0]
  return Uint32Array.from(weights, (own) => {
    weight += own
    const due = Math.round((weight / total) * size) - given
    given += due
    return due
  })
}

/** Two streets cross in each cell; things stand eight metres to either side, and none near the cell's border, so that its grid surely holds them. */
const beside = (random: Random): [number, number] => {
  const along = random.between(0.13, 0.87)
  const across = 0.5 + (random.next() < 0.5 ? -0.08 : 0.08) + random.between(-0.02, 0.02)
  return random.next() < 0.5 ? [along, across] : [across, along]
}

/** The first is met most often, the last a hundredth as often. */
const uneven = (random: Random, count: number): number => Math.floor(count * random.next() ** 2.2)

const stateOf = (random: Random): ComponentState => {
  const lot = random.next()
  if (lot < 0.93) return 'intact'
  if (lot < 0.97) return 'damaged'
  return lot < 0.98 ? 'missing' : 'unknown'
}
const ownershipOf = (random: Random): Confirmation => {
  const lot = random.next()
  if (lot < 0.86) return 'confirmed'
  if (lot < 0.97) return 'presumed'
  return lot < 0.99 ? 'disputed' : 'unowned'
}

const empty = (): CityChunk => ({
  lon: [],
  lat: [],
  cell: [],
  class: [],
  state: [],
  department: [],
  owner: [],
  maintainer: [],
  ownership: [],
})

/** Who owns and maintains a thing goes by its class and a quarter of the city; the department by its class alone. */
const addComponent = (chunk: CityChunk, random: Random, cell: number): void => {
  const [column, row] = [cell % COLUMNS, Math.floor(cell / COLUMNS)]
  const [x, y] = beside(random)
  const [lon, lat] = positionOf(column + x, row + y)
  const kind = uneven(random, CLASSES)
  const quarter = (column < COLUMNS / 2 ? 0 : 1) + (row < ROWS / 2 ? 0 : 2)
  const ownership = ownershipOf(random)
  chunk.lon.push(lon)
  chunk.lat.push(lat)
  chunk.cell.push(cell)
  chunk.class.push(kind)
  chunk.state.push(stateOf(random))
  chunk.department.push(kind % DEPARTMENTS)
  chunk.owner.push(ownership === 'unowned' ? null : (kind * 7 + uneven(random, 3) * 13) % OWNERS)
  chunk.maintainer.push((kind * 11 + quarter) % MAINTAINERS)
  chunk.ownership.push(ownership)
}

/** All of them, cell by cell, in chunks. The same seed and size give the same city everywhere. */
export function* makeCity(seed: number, size: number, chunkSize: number): Generator<CityChunk> {
  const random = randomStream(seed, 'city')
  let chunk = empty()
  for (const [cell, count] of countsByCell(size).entries()) {
    for (let n = 0; n < count; n++) addComponent(chunk, random, cell)
    if (chunk.lon.length < chunkSize) continue
    yield chunk
    chunk = empty()
  }
  if (chunk.lon.length > 0) yield chunk
}
