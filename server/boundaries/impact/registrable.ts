/** What the register cannot hold, also for a moment: impact is told of a draft that could be written. Both are issues of its proof, with remedies. */
import { type Connection, first } from '../../db/database.ts'
import { Conflict } from '../../errors.ts'
import type { Draft } from '../draft.ts'
import { changedFaces, draftFaces } from '../faces.ts'

type Broken = { code: string; count: number }

const others = ({ count }: Broken): string => (count > 1 ? ` and ${count - 1} more` : '')

const requireShapes = async (trx: Connection, draft: Draft): Promise<void> => {
  const changed = changedFaces(draft)
  const broken = await first<Broken>(
    trx,
    `select f.code as code, count(*) over () as count
       from (${changed.sql}) as f
      where not st_isvalid(f.geom) or st_isempty(f.geom)
      order by f.depth, f.code collate "C"
      limit 1`,
    changed.bindings,
  )
  if (broken)
    throw new Conflict('shapes_invalid', `${broken.code}${others(broken)} cross themselves; mend them first.`)
}

const requireCodes = async (trx: Connection, draft: Draft): Promise<void> => {
  const [changed, faces] = [changedFaces(draft), draftFaces(draft)]
  const twice = await first<Broken>(
    trx,
    `select c.code as code, count(*) over () as count
       from (select distinct k.depth, k.code from (${changed.sql}) as k) as c
      where (select count(*) from (${faces.sql}) as f where f.depth = c.depth and f.code = c.code) > 1
      order by c.depth, c.code collate "C"
      limit 1`,
    { ...faces.bindings, ...changed.bindings },
  )
  if (twice)
    throw new Conflict(
      'codes_twice',
      `${twice.code}${others(twice)} stand for two grids of a level; give one of them another code first.`,
    )
}

/** Throws Conflict. */
export const requireRegistrable = async (trx: Connection, draft: Draft): Promise<void> => {
  await requireShapes(trx, draft)
  await requireCodes(trx, draft)
}
