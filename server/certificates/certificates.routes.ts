/** Certificates: made, listed, shown, and computed anew by anyone who is signed in. */

import { registeredFaces } from '../boundaries/faces.ts'
import { inSnapshot } from '../db/snapshot.ts'
import { pageById, readIdCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import type * as contract from '../shared/certificates.contract.ts'
import { certifiedBy, getCertificate, listCertificatesBefore } from './certificates.queries.ts'
import { coverMap } from './cover-map.ts'
import { makeCertificate, recompute } from './make-certificate.ts'

export const answerListCertificates: Handler<typeof contract.listCertificates> = async (
  { db },
  { query: { scheme, limit, cursor } },
) => {
  const before = readIdCursor(cursor)
  const { found, total } = await listCertificatesBefore(db, {
    scheme: scheme ?? null,
    limit: limit + 1,
    before,
  })
  return { ...pageById(found, limit), total }
}

export const answerCreateCertificate: Handler<typeof contract.createCertificate> = (
  { db },
  { body: { scheme, depth, parent, at }, actor },
) => makeCertificate(db, actor, { schemeId: scheme, depth, parentId: parent ?? null, at: at ?? null })

export const answerGetCertificate: Handler<typeof contract.getCertificate> = ({ db }, { params: { id } }) =>
  getCertificate(db, id)

export const answerRecomputeCertificate: Handler<typeof contract.recomputeCertificate> = async (
  { db },
  { params: { id } },
) => recompute(db, await getCertificate(db, id))

export const answerGetCertificateMap: Handler<typeof contract.getCertificateMap> = async (
  { db },
  { params: { id } },
) => {
  const { schemeId, depth, parentId, at, metricSrid, tolerances } = certifiedBy(await getCertificate(db, id))
  const cover = { faces: registeredFaces(schemeId, at), depth, parentId }
  return inSnapshot(db, (trx) => coverMap(trx, cover, { srid: metricSrid, tolerances }))
}
