/** The class catalogue: editions of the standards and their classes. */
import { readVersion } from '../db/end-write.ts'
import type { Handler } from '../http/route.ts'
import type { listClasses, listEditions } from '../shared/classes.contract.ts'
import { listAllEditions, listClassesBy } from './classes.queries.ts'

export const answerListEditions: Handler<typeof listEditions> = async ({ db }) => ({
  items: await listAllEditions(db),
})

export const answerListClasses: Handler<typeof listClasses> = async (
  { db },
  { query: { edition, kind, used } },
) => {
  const version = await readVersion(db)
  const items = await listClassesBy(db, {
    edition,
    kind,
    used: used === undefined ? undefined : used === 'true',
  })
  return { items, version }
}
