/** What a proof overlays: faces of which some may be invalid, in statements that must not end in silence. */
import { type Connection, rows } from '../../db/database.ts'

/** The shape of a face for an overlay: of an invalid one (bound as `invalid`) the smallest change that makes it valid. */
export const usable = (face: string): string =>
  `case when ${face}.face_id = any (:invalid::bigint[])
        then st_collectionextract(st_makevalid(${face}.geom), 3)
        else ${face}.geom end`

/** The rows of a statement that cannot end without having said so: an error that the embedded database swallows becomes one. */
export const wholeRows = async <T extends object>(
  db: Connection,
  sql: string,
  bindings: Readonly<Record<string, unknown>>,
): Promise<T[]> => {
  const found = await rows<T & { whole: boolean | null }>(
    db,
    `select w.whole as "whole", q.* from (values (true)) as w (whole) left join (${sql}) as q on true`,
    bindings,
  )
  if (found.length === 0) throw new Error('the database ended an overlay without its rows')
  const [only] = found
  const isEmpty =
    found.length === 1 &&
    only &&
    Object.entries(only).every(([name, value]) => name === 'whole' || value === null)
  return isEmpty ? [] : found
}
