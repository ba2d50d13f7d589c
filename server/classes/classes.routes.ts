/** The class catalogue: editions of the standards and their classes. */
import { readVersion } from '../db/end-write.ts'
import { reading } from '../http/route.ts'
import { listClasses, listEditions } from '../shared/registry.contract.ts'
import { listAllEditions, listClassesBy } from './classes.queries.ts'

export const listEditionsRoute = reading(listEditions, async ({ db }) => ({
  items: await listAllEditions(db),
}))

export const listClassesRoute = reading(listClasses, async ({ db }, { query: { edition, kind, used } }) => {
  const version = await readVersion(db)
  const items = await listClassesBy(db, {
    edition,
    kind,
    used: used === undefined ? undefined : used === 'true',
  })
  return { items, version }
})
