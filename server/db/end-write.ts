/** The one function that ends every writing transaction: takes the next registry version, logs what was touched under it, and writes the audit. */
import type { Grant } from '../shared/accounts.contract.ts'
import { type Connection, one } from './database.ts'

/** Who writes, from where, and by which rights. */
export type Actor = {
  readonly accountId: number | null
  readonly name: string
  readonly via: 'web' | 'key' | 'cli' | 'system'
  readonly address: string | null
  readonly requestId: string | null
  readonly grants: readonly Grant[]
}

export const SYSTEM: Actor = {
  accountId: null,
  name: 'system',
  via: 'system',
  address: null,
  requestId: null,
  grants: [{ role: 'administrator', gridId: null }],
}

export type Touched = {
  readonly entity: 'component' | 'grid' | 'unit' | 'class' | 'scheme' | 'district' | 'report' | 'account'
  readonly ids: readonly number[]
  /** west, south, east, north in degrees: the box of all shapes before and after. */
  readonly extent?: readonly [number, number, number, number] | null
}

export type Write = {
  /** What was done, as `noun.verb`: `component.import`, `account.create`. */
  readonly action: string
  readonly entity: string
  readonly entityId?: number | null
  readonly before?: unknown
  readonly after?: unknown
  /** Nothing touched: no version is taken, only the audit written (a new account or key, a sign-in). */
  readonly touched?: readonly Touched[]
}

/** Enough identities for a census in a few dozen rows, few enough for a row to stay small. */
const IDS_PER_PART = 10_000

/** On which servers hear of commits to a district's schema. */
export const channelOf = (schema: string): string => `gridbook_${schema}`

/** The hint goes out with the commit, and only then. */
const takeVersion = async (trx: Connection): Promise<number> =>
  (
    await one<{ version: number }>(
      trx,
      `with taken as (
         update registry_version as r set version = r.version + 1 returning r.version as version)
       select t.version as version, pg_notify('${channelOf('')}' || current_schema(), t.version::text) from taken as t`,
    )
  ).version

const logTouched = async (trx: Connection, version: number, touched: readonly Touched[]): Promise<void> => {
  const parts = touched.flatMap(({ entity, ids, extent }) =>
    Array.from({ length: Math.ceil(ids.length / IDS_PER_PART) }, (_, i) => ({
      entity,
      ids: ids.slice(i * IDS_PER_PART, (i + 1) * IDS_PER_PART),
      extent: extent ?? null,
    })),
  )
  for (const [part, { entity, ids, extent }] of parts.entries()) {
    await trx.raw(
      `insert into change_log (version, part, entity, ids, extent)
       values (:version::bigint, :part::int, :entity::text, :ids::bigint[],
               case when :west::float8 is not null
                    then st_makeenvelope(:west::float8, :south::float8, :east::float8, :north::float8, 4490) end)`,
      {
        version,
        part,
        entity,
        ids,
        west: extent?.[0] ?? null,
        south: extent?.[1] ?? null,
        east: extent?.[2] ?? null,
        north: extent?.[3] ?? null,
      },
    )
  }
}

/**
 * Must be the last statement of its transaction, because it holds the version's row lock until the commit.
 * Gives the version taken, or null where the registry was not touched.
 */
export const endWrite = async (trx: Connection, actor: Actor, write: Write): Promise<number | null> => {
  const touched = (write.touched ?? []).filter((t) => t.ids.length > 0)
  const version = touched.length > 0 ? await takeVersion(trx) : null
  if (version !== null) await logTouched(trx, version, touched)
  await trx.raw(
    `insert into audit (account_id, actor, via, address, request_id, action, entity, entity_id, before, after, version)
     values (:accountId::bigint, :actor::text, :via::text, :address::text, :requestId::text, :action::text, :entity::text,
             :entityId::bigint, :before::jsonb, :after::jsonb, :version::bigint)`,
    {
      accountId: actor.accountId,
      actor: actor.name,
      via: actor.via,
      address: actor.address,
      requestId: actor.requestId,
      action: write.action,
      entity: write.entity,
      entityId: write.entityId ?? null,
      before: write.before === undefined ? null : JSON.stringify(write.before),
      after: write.after === undefined ? null : JSON.stringify(write.after),
      version,
    },
  )
  return version
}

/** The version of the last committed write. */
export const readVersion = async (db: Connection): Promise<number> =>
  (await one<{ version: number }>(db, `select r.version as version from registry_version as r`)).version
