/** Parcels: their queue, one of them, found from the ground, drawn, or taken from a file. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readDatumShifts } from '../census/staging/city-datum.ts'
import { receiveFile, spooledPath } from '../census/staging/spool.ts'
import { pageByValue, readValueCursor } from '../http/cursor.ts'
import type { Handler } from '../http/route.ts'
import { type PlanarGeometry, toEwkbHex } from '../imports/ewkb.ts'
import type { PolygonShape } from '../shared/operations.ts'
import type * as contract from '../shared/parcels.contract.ts'
import { carryOutRulings } from './carry-out.ts'
import { readMeasures } from './compare-ground.ts'
import { importParcels } from './import-parcels.ts'
import { layParcel } from './lay-parcel.ts'
import { matchGround } from './match-ground.ts'
import { getParcelCard } from './parcel-card.queries.ts'
import { listParentsInArea, requireLevel } from './parcel-rights.ts'
import { countParcels, listParcelsAfter } from './parcels.queries.ts'
import { holdScheme, requireNumberFree } from './write-parcels.ts'

export const answerListParcels: Handler<typeof contract.listParcels> = async (
  { db },
  { query: { limit, cursor, ...filter } },
) => {
  const found = await listParcelsAfter(db, filter, { after: readValueCursor(cursor), limit: limit + 1 })
  const { items, next } = pageByValue(found, limit, ({ key, id }) => [key, id])
  return { items, next, total: await countParcels(db, filter) }
}

export const answerGetParcel: Handler<typeof contract.getParcel> = (
  { db },
  { params: { id }, query: { at }, actor },
) => getParcelCard(db, actor, id, at)

export const answerFindParcels: Handler<typeof contract.findParcels> = async (
  { db },
  { body: { scheme: schemeId, depth }, actor, response },
) => {
  const matched = await db.transaction(async (trx) => {
    await requireLevel(trx, schemeId, depth)
    const parentIds = await listParentsInArea(trx, actor, { schemeId, depth })
    await holdScheme(trx, schemeId)
    return matchGround(trx, actor, { schemeId, depth, parentIds }, await readMeasures(trx, schemeId))
  })
  Object.assign(response.locals.facts, { found: matched.found.length, withdrawn: matched.withdrawn.length })
  return matched
}

/** Rings that are left open are closed; whether they are valid is looked at where they are used. */
const hexOf = (shape: PolygonShape): string => {
  const closed = (ring: readonly (readonly [number, number])[]) => {
    const [start] = ring
    const end = ring.at(-1)
    const open = start && end && (start[0] !== end[0] || start[1] !== end[1])
    return (open ? [...ring, start] : ring).map((position) => [...position])
  }
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates
  const geometry: PlanarGeometry = {
    type: 'MultiPolygon',
    coordinates: polygons.map((rings) => rings.map(closed)),
  }
  return toEwkbHex(geometry, 4490)
}

export const answerDrawParcel: Handler<typeof contract.drawParcel> = async (
  { db },
  { body: { scheme: schemeId, depth, geometry, name, number }, actor },
) => {
  const made = await db.transaction(async (trx) => {
    await requireLevel(trx, schemeId, depth)
    await holdScheme(trx, schemeId)
    await requireNumberFree(trx, schemeId, number)
    return layParcel(
      trx,
      actor,
      { schemeId, depth, shape: hexOf(geometry), source: 'drawn', number: number ?? null, name },
      await readMeasures(trx, schemeId),
    )
  })
  return { made }
}

export const answerImportParcels: Handler<typeof contract.importParcels> = async (
  { db, config },
  { query: { scheme: schemeId, depth, name, ...asked }, request, response, actor },
) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gridbook-parcels-'))
  try {
    const { sha256, bytes } = await receiveFile(folder, request, config.maxUploadMb)
    Object.assign(response.locals.facts, { file: name, bytes })
    const file = spooledPath(folder, sha256)
    return await importParcels(db, actor, {
      ...asked,
      file,
      schemeId,
      depth,
      folder,
      shifts: await readDatumShifts(db),
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const answerCarryOutRulings: Handler<typeof contract.carryOutRulings> = ({ db }, { body, actor }) =>
  db.transaction((trx) => carryOutRulings(trx, actor, body))
