/** Certificates as they are kept. */
import { type Connection, first, one, rows } from '../db/database.ts'
import { NotFound } from '../errors.ts'
import { gridRefOf, levelRefOf, schemeRefOf } from '../grids/grid-ref.ts'
import type { Certificate } from '../shared/certificates.contract.ts'
import type { Certified } from './compute-certificate.ts'

const CERTIFICATE = `
  select c.id as id, c.number as number, ${schemeRefOf('s')} as scheme, ${levelRefOf('l')} as level,
         case when v.grid_id is not null then ${gridRefOf('v', 'vl')} end as parent, c.at as at,
         (c.figures->>'gapAreaM2')::float8 = 0 and (c.figures->>'overlapAreaM2')::float8 = 0 and (c.figures->>'invalid')::int = 0 as clean,
         c.figures as figures, c.tolerances as tolerances, c.metric_srid as "metricSrid", c.hash as hash, c.actor as by, c.made_at as "madeAt"
    from certificate as c
    join scheme as s on s.id = c.scheme_id
    join level as l on l.scheme_id = c.scheme_id and l.depth = c.depth
    left join lateral (
         select x.*
           from grid_version as x
          where x.grid_id = c.parent_id
            and x.valid_from <= c.at
            and coalesce(x.valid_to, 'infinity') > c.at) as v on true
    left join level as vl on vl.id = v.level_id`

/** Newest first; `before` continues below a certificate of the former page. */
export const listCertificatesBefore = async (
  db: Connection,
  { scheme, limit, before }: { scheme: number | null; limit: number; before: number | null },
): Promise<{ found: Certificate[]; total: number }> => {
  const ofScheme = '(:scheme::int is null or c.scheme_id = :scheme::int)'
  const { total } = await one<{ total: number }>(
    db,
    `select count(*) as total from certificate as c where ${ofScheme}`,
    { scheme },
  )
  const found = await rows<Certificate>(
    db,
    `${CERTIFICATE}
      where ${ofScheme}
        and c.id < coalesce(:before::bigint, 9223372036854775807)
      order by c.id desc
      limit :limit::int`,
    { scheme, before, limit },
  )
  return { found, total }
}

export const getCertificate = async (db: Connection, id: number): Promise<Certificate> => {
  const found = await first<Certificate>(db, `${CERTIFICATE} where c.id = :id::bigint`, { id })
  if (found) return found
  throw new NotFound('no_such_certificate', `There is no certificate ${id}.`)
}

/** Throws NotFound. */
export const getCertificateNumbered = async (db: Connection, number: string): Promise<Certificate> => {
  const found = await first<Certificate>(db, `${CERTIFICATE} where c.number = :number::text`, { number })
  if (found) return found
  throw new NotFound('no_such_certificate', `There is no certificate ${number}.`)
}

export const certifiedBy = ({
  scheme,
  level,
  parent,
  at,
  tolerances,
  metricSrid,
}: Certificate): Certified => ({
  schemeId: scheme.id,
  depth: level.depth,
  parentId: parent?.id ?? null,
  at,
  tolerances,
  metricSrid,
})
