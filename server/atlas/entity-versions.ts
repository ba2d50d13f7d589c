/** The last registry version that touched each kind of thing: what answers are tagged with. Every server reads the same from the change log. */
import { type Connection, rows } from '../db/database.ts'
import type { Touched } from '../db/end-write.ts'

export type Entity = Touched['entity']
export type EntityVersions = ReadonlyMap<Entity, number>

/** Kinds are few: one probe of an index each, however long the log has grown. */
export const readEntityVersions = async (db: Connection): Promise<EntityVersions> => {
  const found = await rows<{ entity: Entity; version: number }>(
    db,
    `with recursive kind as (
            select min(c.entity) as entity from change_log as c
             union all
            select (select min(c.entity) from change_log as c where c.entity > k.entity)
              from kind as k
             where k.entity is not null)
     select k.entity as entity, (select max(c.version) from change_log as c where c.entity = k.entity) as version
       from kind as k
      where k.entity is not null`,
  )
  return new Map(found.map(({ entity, version }) => [entity, version]))
}

/** The last version that touched any of these. */
export const lastTouched = (versions: EntityVersions, entities: readonly Entity[]): number =>
  Math.max(0, ...entities.map((entity) => versions.get(entity) ?? 0))
