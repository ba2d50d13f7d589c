/** What an atlas holds, in a form in which two of them can be compared; and that its rows are found by their identities. */
import { expect } from 'vitest'
import type { AtlasState } from '../../server/atlas/load.ts'
import { FIELDS, fieldValue, GONE } from '../../server/atlas/profiles.ts'
import { findRow } from '../../server/atlas/rows-by-id.ts'

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
