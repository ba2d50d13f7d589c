/** Which tiles stand for a zoom: the fullest, and those in which the components at a fifth, two, three and four fifths of all stand, from full to empty. */
import type { Components } from '../../server/atlas/components.ts'
import { latticeX } from '../../server/atlas/curve.ts'
import type { TileAddress } from '../../server/tiles/tile-address.ts'

const SHARES = [0, 0.2, 0.4, 0.6, 0.8]

/** The fullest first. */
export const sampledTiles = ({ lon, y, rows }: Components, z: number): TileAddress[] => {
  const side = 2 ** (32 - z)
  const counts = new Map<number, number>()
  for (let row = 0; row < rows; row++) {
    const column = Math.floor(latticeX(lon[row] as number) / side)
    const tile = Math.floor((y[row] as number) / side) * 2 ** z + column
    counts.set(tile, (counts.get(tile) ?? 0) + 1)
  }
  const fullestFirst = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const chosen = new Set<number>()
  for (const share of SHARES) {
    let before = 0
    const found = fullestFirst.find(([, count]) => {
      before += count
      return before > share * rows
    })
    if (found) chosen.add(found[0])
  }
  return [...chosen].map((tile) => ({ z, x: tile % 2 ** z, y: Math.floor(tile / 2 ** z) }))
}
