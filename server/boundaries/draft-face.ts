/** A face in memory: a grid's attributes and its exact shape, as operations take and give it. Positions are [lon, lat], EPSG:4490, multiples of the coordinate step. */

import type { Connection } from '../db/database.ts'
import { rows } from '../db/database.ts'
import { NotFound } from '../errors.ts'
import { onStep } from '../grids/coordinate-step.ts'
import { METRES_PER_DEGREE } from '../grids/metres-per-degree.ts'
import { type Faces, facesMeeting } from './faces.ts'

export type Position = readonly [number, number]
export type Ring = readonly Position[]
/** Of a MultiPolygon: polygons of rings, the first of each outside. */
export type Polygons = readonly (readonly Ring[])[]

export type DraftFace = {
  readonly id: number
  readonly depth: number
  readonly code: string
  readonly name: string
  readonly parentId: number | null
  readonly polygons: Polygons
}

/** What an operation makes of a face. */
export type FaceWrite = DraftFace & {
  /** The grid ends; it keeps its last shape. */
  readonly gone?: boolean
  /** Faces whose ground it took. */
  readonly origins?: readonly number[]
}

/** Rounded once, here; 15 decimals are exact from one degree on, and nearer to zero the rounding finds the bits again. */
export const toPolygons = (coordinates: readonly (readonly (readonly (readonly number[])[])[])[]): Polygons =>
  coordinates.map((rings) =>
    rings.map((ring) => ring.map(([lon = 0, lat = 0]): Position => [onStep(lon), onStep(lat)])),
  )

/** Points that follow each other at the same place are one; a ring that would lose its corners stays as it is, for the proof to name. */
export const withoutRepeats = (ring: Ring): Ring => {
  const once = ring.filter(([lon, lat], n) => n === 0 || lon !== ring[n - 1]?.[0] || lat !== ring[n - 1]?.[1])
  return once.length >= 4 ? once : ring
}

export const geojsonOf = (polygons: Polygons): string =>
  JSON.stringify({ type: 'MultiPolygon', coordinates: polygons })

/** GeoJSON text → a shape in EPSG:4490. */
export const shapeOf = (text: string): string => `st_setsrid(st_geomfromgeojson(${text}), 4490)`

type Row = Omit<DraftFace, 'polygons'> & { geojson: string }

export const FACE_COLUMNS = `
  f.face_id as "id", f.depth as "depth", f.code as "code", f.name as "name", f.parent_id as "parentId",
  st_asgeojson(f.geom, 15) as "geojson"`

export const toFace = ({ geojson, ...row }: Row): DraftFace => ({
  ...row,
  polygons: toPolygons(JSON.parse(geojson).coordinates),
})

/** `where` is about `f`, a row of the relation; in order of depth and identity. */
export const listFaces = async (
  db: Connection,
  faces: Faces,
  where: string,
  bindings: Readonly<Record<string, unknown>>,
): Promise<DraftFace[]> =>
  (
    await rows<Row>(
      db,
      `select ${FACE_COLUMNS}
         from (${faces.sql}) as f
        where ${where}
        order by f.depth, f.face_id`,
      { ...faces.bindings, ...bindings },
    )
  ).map(toFace)

/** Faces whose boxes come within `nearM` metres of one of the positions. */
export const listFacesAt = (
  db: Connection,
  faces: Faces,
  positions: readonly Position[],
  nearM: number,
): Promise<DraftFace[]> =>
  listFaces(
    db,
    faces,
    `f.face_id = any (array(
       select k.face_id
         from unnest(:lons::float8[], :lats::float8[]) as p (lon, lat)
        cross join ${facesMeeting(
          faces,
          `st_expand(st_setsrid(st_makepoint(p.lon, p.lat), 4490),
                                  :nearM::float8 / (${METRES_PER_DEGREE} * greatest(cos(radians(p.lat)), 0.01)))`,
          null,
          'k',
        )}))`,
    { nearM, lons: positions.map(([lon]) => lon), lats: positions.map(([, lat]) => lat) },
  )

/** In the order asked for. Throws NotFound where one does not stand in the draft. */
export const getFaces = async (
  db: Connection,
  faces: Faces,
  ids: readonly number[],
): Promise<DraftFace[]> => {
  const found = await listFaces(db, faces, 'f.face_id = any (:ids::bigint[])', { ids })
  return ids.map((id) => {
    const face = found.find((one) => one.id === id)
    if (!face) throw new NotFound('no_such_face', `There is no grid ${id} in this draft (any more).`)
    return face
  })
}

export const getFace = async (db: Connection, faces: Faces, id: number): Promise<DraftFace> => {
  const [face] = await getFaces(db, faces, [id])
  return face as DraftFace
}

/** Everything below the given faces, at all depths, those themselves left out. */
export const listBelow = (db: Connection, faces: Faces, ids: readonly number[]): Promise<DraftFace[]> =>
  listFaces(
    db,
    faces,
    `f.face_id in (
       with recursive down as (
         select k.face_id as id from (${faces.sql}) as k where k.parent_id = any (:ids::bigint[])
          union
         select k.face_id from down as d join (${faces.sql}) as k on k.parent_id = d.id)
       select d.id from down as d)`,
    { ids },
  )
