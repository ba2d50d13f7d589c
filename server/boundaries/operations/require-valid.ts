/** An operation by hand makes no shape that crosses itself: it is refused, with the place. Only what a file brings may be invalid, as an issue. */
import { first } from '../../db/database.ts'
import { InvalidInput } from '../../errors.ts'
import { type FaceWrite, geojsonOf, type Ring, shapeOf } from '../draft-face.ts'
import type { Editing } from './editing.ts'

/** Twice the signed area in square degrees, from its first corner so that no digits are lost. */
const turnOf = (ring: Ring): number => {
  const [x0 = 0, y0 = 0] = ring[0] ?? []
  return ring.reduce((sum, [x, y], n) => {
    const [u, v] = ring[n + 1] ?? [x0, y0]
    return sum + (x - x0) * (v - y0) - (u - x0) * (y - y0)
  }, 0)
}

/** A ring that is turned inside out crosses nothing, and lies on its neighbour's ground. */
export const requireSameTurn = (before: FaceWrite['polygons'], after: FaceWrite): void => {
  const [was, is] = [before, after.polygons].map((polygons) =>
    polygons.flat().map((ring) => Math.sign(turnOf(ring))),
  )
  if (was?.join() !== is?.join())
    throw new InvalidInput('shape_invalid', `${after.code} would be turned inside out.`)
}

export const requireValid = async (
  { trx }: Pick<Editing, 'trx'>,
  writes: readonly FaceWrite[],
): Promise<void> => {
  const bad = await first<{ n: number; reason: string; lon: number | null; lat: number | null }>(
    trx,
    `select w.n as n, d.reason as reason, round(st_x(d.location)::numeric, 7) as lon, round(st_y(d.location)::numeric, 7) as lat
       from unnest(:shapes::text[]) with ordinality as w (shape, n)
      cross join lateral st_isvaliddetail(${shapeOf('w.shape')}) as d
      where not d.valid
      order by w.n
      limit 1`,
    { shapes: writes.map(({ polygons }) => geojsonOf(polygons)) },
  )
  if (!bad) return
  const code = writes[bad.n - 1]?.code ?? ''
  throw new InvalidInput(
    'shape_invalid',
    `${code} would cross itself at ${bad.lon}, ${bad.lat} (${bad.reason}).`,
  )
}
