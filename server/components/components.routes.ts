/** Components: the list, the card and the history of one. */
import { readVersion } from '../db/end-write.ts'
import { NotFound } from '../errors.ts'
import { pageOf, readCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import type { getComponent, getComponentHistory, listComponents } from '../shared/components.contract.ts'
import { findPlaces, findRoles, findVersion, type VersionFound } from './component-card.queries.ts'
import { listRoleVersions, listVersions } from './component-history.queries.ts'
import { countComponents, listComponentsAfter } from './components.queries.ts'

export const answerListComponents: Handler<typeof listComponents> = async (
  { db },
  { query: { limit, cursor, ...filter } },
) => {
  const after = readCursor(cursor)
  const version = await readVersion(db)
  const found = await listComponentsAfter(db, filter, { after, limit: limit + 1 })
  return { ...pageOf(found, limit), total: await countComponents(db, filter), version }
}

/** The instant of which roles and places are told: as asked; now; or the last millisecond of a component that is no more. */
const momentOf = ({ validFrom, validTo }: VersionFound, at: string | undefined): string | undefined => {
  if (at !== undefined || validTo === null) return at
  // A beginning of `-infinity` has no number.
  const instants = [Date.parse(validFrom), Date.parse(validTo) - 1].filter(Number.isFinite)
  return new Date(Math.max(...instants)).toISOString()
}

export const answerGetComponent: Handler<typeof getComponent> = async (
  { db },
  { params: { id }, query: { at } },
) => {
  const version = await readVersion(db)
  const found = await findVersion(db, id, at)
  if (!found)
    throw new NotFound('no_such_component', `There is no component ${id}${at ? ` as of ${at}` : ''}.`)
  const moment = momentOf(found, at)
  const roles = await findRoles(db, id, moment)
  const places = await findPlaces(db, id, moment)
  return { ...found, places, roles, version }
}

export const answerGetComponentHistory: Handler<typeof getComponentHistory> = async (
  { db },
  { params: { id } },
) => {
  const versions = await listVersions(db, id)
  if (versions.length === 0) throw new NotFound('no_such_component', `There is no component ${id}.`)
  return { versions, roles: await listRoleVersions(db, id) }
}
