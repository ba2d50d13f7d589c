/** What an atlas holds, in a form in which two of them can be compared; and that its rows are found by their identities. */
import { expect } from 'vitest'
import { searchBoxes } from '../../server/atlas/box-index.ts'
import { ancestorsAt } from '../../server/atlas/grid-tree.ts'
import type { AtlasState } from '../../server/atlas/load.ts'
import { coveringGrid } from '../../server/atlas/locate.ts'
import { FIELDS, fieldValue, GONE } from '../../server/atlas/profiles.ts'
import { findRow } from '../../server/atlas/rows-by-id.ts'
import type { LonLat } from '../../server/shared/crs.ts'

/** Each component with all that the atlas knows of it; grids by identity, because each atlas numbers them for itself. */
export const told = ({
  components,
  gridNumbers,
  version,
}: AtlasState): { version: number; all: Map<number, string> } => {
  const all = new Map<number, string>()
  for (let row = 0; row < components.rows; row++) {
    const profile = components.profile[row] ?? GONE
    if (profile === GONE) continue
    const id = components.id[row] ?? 0
    expect(findRow(components.rowsById, id)).toBe(row)
    const place = [components.lon[row], components.lat[row], components.y[row]]
    const fields = FIELDS.map((field) => fieldValue(components.profiles, profile, field))
    const grids = components.places.map((places) => gridNumbers.ids[places[row] ?? 0])
    const shape = JSON.stringify(components.shapes.get(id) ?? null)
    all.set(id, [...place, ...fields, ...grids, shape].join(' '))
  }
  expect(all.size).toBe(components.alive)
  return { version, all: new Map([...all].sort(([a], [b]) => a - b)) }
}

/** Each level's grids in order of code with all that the atlas knows of them, by identity; and which of them are found in boxes and at places. */
export const toldGrids = ({ grids }: AtlasState, places: readonly LonLat[]) => {
  const { shapes } = grids
  const idOf = (number: number): number => grids.ids[number] ?? 0
  const shapeOf = (number: number): number[][][] => {
    const polygons: number[][][] = []
    for (let p = shapes.firstPolygon[number] ?? 0; p < (shapes.lastPolygon[number] ?? 0); p++) {
      const rings: number[][] = []
      for (let r = shapes.polygonStarts[p] ?? 0; r < (shapes.polygonStarts[p + 1] ?? 0); r++)
        rings.push([
          ...shapes.coordinates.subarray(
            2 * (shapes.ringStarts[r] ?? 0),
            2 * (shapes.ringStarts[r + 1] ?? 0),
          ),
        ])
      polygons.push(rings)
    }
    return polygons
  }
  const gridAt = (number: number) => ({
    id: idOf(number),
    code: grids.codes[number],
    name: grids.names[number],
    level: grids.levelIds[number],
    parent: idOf(grids.parents[number] ?? 0),
    units: [grids.ownUnits[number], grids.answeringUnits[number]],
    divided: grids.divided[number],
    box: [...grids.boxes.subarray(4 * number, 4 * number + 4)],
    shape: shapeOf(number),
  })
  const inForce = [...grids.levelIds.keys()].filter((number) => grids.levelIds[number] !== 0)
  const [west = 0, south = 0] = places[0] ?? []
  return {
    coordinates: shapes.coordinates.length,
    inOrder: inForce
      .toSorted((a, b) => (grids.codeRanks[a] ?? 0) - (grids.codeRanks[b] ?? 0))
      .map((number) => idOf(number)),
    schemes: grids.schemes.map(({ ref, levels }) => ({
      ref,
      levels: levels.map((level) => ({
        level: level.ref,
        scheme: level.scheme,
        isFound: grids.levels.get(level.ref.id) === level,
        members: [...level.members].map(gridAt),
        boxed: places.map(([lon, lat]) => {
          const box = [
            Math.min(lon, west),
            Math.min(lat, south),
            Math.max(lon, west),
            Math.max(lat, south),
          ] as const
          const found = level.index ? searchBoxes(level.index, ...box) : []
          return found.map(idOf).sort((a, b) => a - b)
        }),
        above: [...level.members].map((number) =>
          levels.map(({ ref: other }) => idOf(ancestorsAt(grids, other.id)[number] ?? 0)),
        ),
      })),
    })),
    covering: places.map(([lon, lat]) =>
      grids.schemes.map((_, scheme) => idOf(coveringGrid(grids, scheme, lon, lat))),
    ),
  }
}
