/** Files that prove a claim. What a file is, is told by its bytes, never by its name or by what the sender says; it is given back only to be saved. */
import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { type Connection, first, one, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Conflict, Forbidden, InvalidInput, NotFound, TooLarge } from '../errors.ts'
import { accountOf, mayReview } from './parcel-rights.ts'
import { lockParcel } from './parcel-state.ts'

const MOST_BYTES = 10 * 2 ** 20
const MOST_FILES = 20

/** Throws TooLarge as soon as it is known to be. */
export const receiveEvidence = async (
  body: Readable & { headers: { 'content-length'?: string | undefined } },
): Promise<Buffer> => {
  const tooLarge = () =>
    new TooLarge('evidence_too_large', `A file may take ${MOST_BYTES / 2 ** 20} MB; the largest are refused.`)
  if (Number(body.headers['content-length'] ?? 0) > MOST_BYTES) throw tooLarge()
  const chunks: Buffer[] = []
  let bytes = 0
  // A request that is let go of unread takes its socket with it, and the answer too.
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MOST_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const STARTS: readonly (readonly [mediaType: string, start: Buffer])[] = [
  ['application/pdf', Buffer.from('%PDF-')],
  ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff])],
  ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
]
const GEOJSON = new Set([
  'Feature',
  'FeatureCollection',
  'GeometryCollection',
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
])

const isGeoJson = (bytes: Buffer): boolean => {
  try {
    const read: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof read === 'object' && read !== null && 'type' in read && GEOJSON.has(String(read.type))
  } catch {
    return false
  }
}

/** Throws InvalidInput where the bytes are none of the four. */
export const mediaTypeOf = (bytes: Buffer): string => {
  const [known] = STARTS.find(([, start]) => bytes.subarray(0, start.length).equals(start)) ?? []
  if (known !== undefined) return known
  if (isGeoJson(bytes)) return 'application/geo+json'
  throw new InvalidInput('evidence_kind', 'Evidence is a PDF, a JPEG, a PNG or GeoJSON; this file is none.')
}

/** Where the parcel lies, or where somebody claims it from or objects: one of them inside the area of the account is enough. */
const requireInvolved = async (trx: Connection, actor: Actor, parcelId: number, parentId: number) => {
  const involved = await rows<{ id: number }>(
    trx,
    `select c.grid_id as id from parcel_claim as c where c.parcel_id = :parcelId::bigint and c.ended_at is null
      union
     select o.grid_id
       from parcel_objection as o
       join parcel_claim as c on c.id = o.claim_id
      where c.parcel_id = :parcelId::bigint
        and c.ended_at is null
        and o.withdrawn_at is null
        and o.grid_id is not null`,
    { parcelId },
  )
  for (const id of [parentId, ...involved.map((grid) => grid.id)])
    if (await mayReview(trx, actor, [id])) return
  throw new Forbidden('outside_area', 'This lies outside the area in which the account may do it.')
}

/** Before ten megabytes come in for nothing. */
export const requireMayProve = async (db: Connection, actor: Actor, parcelId: number): Promise<void> => {
  const { parentId } = await db.transaction((trx) => lockParcel(trx, parcelId))
  await requireInvolved(db, actor, parcelId, parentId)
}

/** In the caller's transaction. The same file twice is there once. */
export const addEvidence = async (
  trx: Connection,
  actor: Actor,
  parcelId: number,
  { name, bytes }: { name: string; bytes: Buffer },
): Promise<void> => {
  const { parentId, number } = await lockParcel(trx, parcelId)
  await requireInvolved(trx, actor, parcelId, parentId)
  const mediaType = mediaTypeOf(bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const { files, known } = await one<{ files: number; known: boolean }>(
    trx,
    `select count(*) as files, coalesce(bool_or(e.sha256 = :sha256::text), false) as known
       from parcel_evidence as e
      where e.parcel_id = :parcelId::bigint`,
    { parcelId, sha256 },
  )
  if (known) return
  if (files >= MOST_FILES)
    throw new Conflict('evidence_full', `Parcel ${number} has ${MOST_FILES} files already.`)
  const { id } = await one<{ id: number }>(
    trx,
    `insert into parcel_evidence (parcel_id, name, media_type, sha256, bytes, account_id, actor)
     values (:parcelId::bigint, :name::text, :mediaType::text, :sha256::text, :bytes::bytea, :accountId::bigint, :actor::text)
     returning id as id`,
    { parcelId, name, mediaType, sha256, bytes, accountId: accountOf(actor), actor: actor.name },
  )
  await endWrite(trx, actor, {
    action: 'parcel.prove',
    entity: 'parcel',
    entityId: parcelId,
    after: { evidence: id, name, mediaType, sha256, bytes: bytes.length },
  })
}

export const getEvidence = async (
  db: Connection,
  parcelId: number,
  evidenceId: number,
): Promise<{ name: string; mediaType: string; bytes: Buffer }> => {
  const found = await first<{ name: string; mediaType: string; bytes: Buffer }>(
    db,
    `select e.name as name, e.media_type as "mediaType", e.bytes as bytes
       from parcel_evidence as e
      where e.id = :evidenceId::bigint
        and e.parcel_id = :parcelId::bigint`,
    { evidenceId, parcelId },
  )
  if (found) return found
  throw new NotFound('no_such_evidence', `Parcel ${parcelId} has no file ${evidenceId}.`)
}
