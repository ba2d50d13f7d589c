/** What a click meant: tile features repeat at tile edges and crowd at low zooms, so hits are made unique by id and ordered by distance. */
import type { LonLat } from '../../server/shared/crs.ts'

/** Half a side of the box looked in, in CSS pixels. */
export const REACH_PX = { mouse: 6, touch: 14 } as const

/** Whatever dot is in reach was meant before the area that it stands in. */
const ON_A_SHAPE_PX = 100

/** `classId` is the tile's; `distancePx` from the click. */
export type Hit = { id: number; classId: number; distancePx: number }
/** `at` is where a dot is drawn; null for a line or an area, which is met anywhere on it. */
export type Candidate = { id: number | undefined; classId: number; at: { x: number; y: number } | null }

export const orderHits = (candidates: readonly Candidate[], click: { x: number; y: number }): Hit[] => {
  const nearest = new Map<number, Hit>()
  for (const { id, classId, at } of candidates) {
    if (id === undefined) continue
    const distancePx = at ? Math.hypot(at.x - click.x, at.y - click.y) : ON_A_SHAPE_PX
    const known = nearest.get(id)
    if (!known || distancePx < known.distancePx) nearest.set(id, { id, classId, distancePx })
  }
  return [...nearest.values()].sort((a, b) => a.distancePx - b.distancePx || a.id - b.id)
}

export const boxAround = (
  { x, y }: { x: number; y: number },
  reach: number,
): [[number, number], [number, number]] => [
  [x - reach, y - reach],
  [x + reach, y + reach],
]

/** A click on the map: components under it, nearest first, and reports; `cell` where it met a cell of counts. */
export type Click = { point: LonLat; hits: Hit[]; reportIds: number[]; cell: boolean }
