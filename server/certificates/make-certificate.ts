/** Makes a certificate and keeps it; computes one anew and says what differs. */

import { gridsOfArea, requireInArea } from '../accounts/area.ts'
import { REVIEWERS } from '../accounts/reviewers.ts'
import { readTolerances } from '../boundaries/tolerances.ts'
import { type Connection, first, one } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { inSnapshot } from '../db/snapshot.ts'
import { getMetricSrid } from '../district/metric-system.ts'
import { Conflict, Forbidden, InvalidInput } from '../errors.ts'
import { requireLevel } from '../parcels/parcel-rights.ts'
import type { Certificate, Figures, Recomputed } from '../shared/certificates.contract.ts'
import { certifiedBy, getCertificate } from './certificates.queries.ts'
import { type Certified, computeCertificate } from './compute-certificate.ts'

export type Wished = {
  readonly schemeId: number
  readonly depth: number
  readonly parentId: number | null
  /** Null: now. */
  readonly at: string | null
}

/** Throws Forbidden: whoever is limited to an area certifies a grid of it. */
const requireMayCertify = async (db: Connection, actor: Actor, { parentId }: Wished): Promise<void> => {
  if (parentId !== null) return requireInArea(db, actor, REVIEWERS, [parentId])
  if (gridsOfArea(actor, REVIEWERS) !== null)
    throw new Forbidden('outside_area', 'Name a grid of the area of the account that is to be certified.')
}

/** By the database's clock, in whole milliseconds, as it is told to everyone. An instant to come is not known yet. */
const settleInstant = async (db: Connection, said: string | null): Promise<string> => {
  const { at, now } = await one<{ at: string; now: boolean }>(
    db,
    `select date_trunc('milliseconds', least(coalesce(:said::timestamptz, clock_timestamp()), clock_timestamp()))::text as at,
            coalesce(:said::timestamptz <= clock_timestamp(), true) as now`,
    { said },
  )
  if (now) return at
  throw new InvalidInput('instant_to_come', 'at: the register is certified as of an instant that is past.', {
    field: 'at',
  })
}

const requireParent = async (
  db: Connection,
  { schemeId, depth, parentId }: Wished,
  at: string,
): Promise<void> => {
  if (parentId === null) return
  const found = await first(
    db,
    `select v.grid_id as id
       from grid_version as v
       join level as l on l.id = v.level_id and l.scheme_id = :schemeId::int and l.depth < :depth::int
      where v.grid_id = :parentId::bigint
        and v.valid_from <= :at::timestamptz
        and coalesce(v.valid_to, 'infinity') > :at::timestamptz`,
    { schemeId, depth, parentId, at },
  )
  if (!found)
    throw new InvalidInput('no_such_parent', 'parent: no grid above this level at that instant.', {
      field: 'parent',
    })
}

/** A day means its last moment: today's has not come yet, and is now. */
const isToday = (said: string): boolean =>
  said.endsWith('T23:59:59.999Z') && said.slice(0, 10) === new Date().toISOString().slice(0, 10)

export const makeCertificate = async (db: Connection, actor: Actor, wished: Wished): Promise<Certificate> => {
  const { schemeId, depth, parentId } = wished
  await requireLevel(db, schemeId, depth)
  await requireMayCertify(db, actor, wished)
  const at = await settleInstant(db, wished.at !== null && isToday(wished.at) ? null : wished.at)
  await requireParent(db, wished, at)
  const computed = await inSnapshot(db, async (trx) => {
    const certified: Certified = {
      schemeId,
      depth,
      parentId,
      at,
      tolerances: await readTolerances(trx, schemeId),
      metricSrid: await getMetricSrid(trx),
    }
    return { certified, ...(await computeCertificate(trx, certified)) }
  })
  if (computed.figures.grids === 0)
    throw new Conflict('nothing_to_certify', 'No grid of this level lies there at that instant.')
  const id = await db.transaction((trx) => keep(trx, actor, computed))
  return getCertificate(db, id)
}

const keep = async (
  trx: Connection,
  actor: Actor,
  { certified, hash, figures }: { certified: Certified; hash: string; figures: Figures },
): Promise<number> => {
  const { id, number } = await one<{ id: number; number: string }>(
    trx,
    `with made as (select nextval(pg_get_serial_sequence('certificate', 'id')) as id)
     insert into certificate (id, number, scheme_id, depth, parent_id, at, hash, figures, tolerances, metric_srid, account_id, actor)
     overriding system value
     select m.id, d.code || '-' || to_char(clock_timestamp() at time zone 'UTC', 'YYYY') || '-' || lpad(m.id::text, greatest(5, length(m.id::text)), '0'),
            :schemeId::int, :depth::int, :parentId::bigint, :at::timestamptz, :hash::text, :figures::jsonb, :tolerances::jsonb,
            :metricSrid::int, :accountId::bigint, :actor::text
       from made as m
      cross join district as d
     returning id as id, number as number`,
    {
      ...certified,
      hash,
      figures: JSON.stringify(figures),
      tolerances: JSON.stringify(certified.tolerances),
      accountId: actor.accountId,
      actor: actor.name,
    },
  )
  await endWrite(trx, actor, {
    action: 'certificate.make',
    entity: 'certificate',
    entityId: id,
    after: { number, ...certified, hash, rates: figures.rates },
  })
  return id
}

/** Sums of floating numbers differ in their last digits between servers; a square millimetre in a district is no difference. */
const isSame = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-6 + 1e-12 * Math.max(Math.abs(a), Math.abs(b))

const flat = ({ rates, ...figures }: Figures): Record<string, number> => ({ ...figures, ...rates })

export const recompute = async (db: Connection, kept: Certificate): Promise<Recomputed> => {
  const { hash, figures } = await inSnapshot(db, (trx) => computeCertificate(trx, certifiedBy(kept)))
  const [was, is] = [flat(kept.figures), flat(figures)]
  const different = Object.keys(is).filter((name) => !isSame(was[name] ?? Number.NaN, is[name] ?? Number.NaN))
  const sameHash = hash === kept.hash
  return { hash, figures, sameHash, different, same: sameHash && different.length === 0 }
}
