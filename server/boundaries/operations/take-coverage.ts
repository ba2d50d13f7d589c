/** All rows of a coverage at once: known grids are drawn anew, new ones made, and those that no row is stay or end. Rows share their vertices with each other and with what stands. */
import { inTurns, mapInSteps } from '../../atlas/steps.ts'
import { type Connection, one, rows } from '../../db/database.ts'
import { Conflict, NotFound } from '../../errors.ts'
import { ABOVE, matchCoverage, PARENT_JOINS } from '../coverage/match-coverage.ts'
import { type DraftFace, type FaceWrite, listFaces, type Polygons, toPolygons } from '../draft-face.ts'
import type { Editing, Operate } from './editing.ts'
import { shareVertices, verticesOfAll } from './share-vertices.ts'

type Row = {
  rowNo: number
  code: string
  name: string | null
  parentCode: string | null
  geojson: string
  faceId: number | null
  parentId: number | null
}

/** With the parent that a row names, else the one that holds it; a grid whose shape stays keeps its own unless the row names one. */
const listRows = ({ trx, faces }: Editing, coverageId: number, depth: number): Promise<Row[]> =>
  rows<Row>(
    trx,
    `with ${ABOVE(faces)}
     select r.row_no as "rowNo", r.code as "code", r.name as "name", r.parent_code as "parentCode", st_asgeojson(r.geom, 15) as "geojson",
            r.face_id as "faceId", coalesce(said.face_id, case when st_asbinary(f.geom) is distinct from st_asbinary(r.geom) then holds.face_id end) as "parentId"
       from change_coverage_row as r
       left join (${faces.sql}) as f on f.face_id = r.face_id
       ${PARENT_JOINS}
      where r.coverage_id = :coverageId::bigint
      order by r.row_no`,
    { ...faces.bindings, coverageId, above: depth - 1 },
  )

const getDepth = async (trx: Connection, coverageId: number, schemeId: number): Promise<number> => {
  const [found] = await rows<{ depth: number }>(
    trx,
    `select c.depth as depth from change_coverage as c join change as h on h.id = c.change_id
      where c.id = :coverageId::bigint and h.scheme_id = :schemeId::int`,
    { coverageId, schemeId },
  )
  if (!found) throw new NotFound('no_such_coverage', `There is no coverage ${coverageId} beside this draft.`)
  return found.depth
}

const ROWS_A_STEP = 50

/** What becomes of the grid that a row is, or the new one that it makes; null where nothing does. */
const writeOf = (
  editing: Editing,
  { code, name, parentId }: Row,
  polygons: Polygons,
  { depth, face }: { depth: number; face: DraftFace | undefined },
): FaceWrite | null => {
  if (face === undefined) return { id: editing.newId(), depth, code, name: name ?? code, parentId, polygons }
  const made = { ...face, code, name: name ?? face.name, parentId: parentId ?? face.parentId, polygons }
  return JSON.stringify(made) === JSON.stringify(face) ? null : made
}

export const takeCoverage: Operate<'take_coverage'> = async (editing, { coverage, missing }) => {
  const { trx, faces, schemeId, tolerances } = editing
  const depth = await getDepth(trx, coverage, schemeId)
  const { revision } = await one<{ revision: number }>(
    trx,
    `select h.revision as revision from change_coverage as c join change as h on h.id = c.change_id where c.id = :coverage::bigint`,
    { coverage },
  )
  await matchCoverage(trx, coverage, faces, revision)
  const found = await listRows(editing, coverage, depth)
  const orphan = depth > 1 ? found.find((row) => row.faceId === null && row.parentId === null) : undefined
  if (orphan)
    throw new Conflict(
      'row_without_parent',
      `Row ${orphan.rowNo} (${orphan.code}) lies in no grid of the level above.`,
    )
  const level = await listFaces(trx, faces, 'f.depth = :depth::int', { depth })
  const known = new Map(level.map((face) => [face.id, face]))
  const named = new Set(found.flatMap(({ faceId }) => (faceId === null ? [] : [faceId])))
  const others = level.filter(({ id }) => !named.has(id))
  const above = await listFaces(trx, faces, 'f.depth = :above::int', { above: depth - 1 })
  const staying: DraftFace[] = [...above, ...(missing === 'keep' ? others : [])]
  const standing = await inTurns(verticesOfAll(staying.map(({ polygons }) => polygons)))
  const read = mapInSteps(found, ROWS_A_STEP, ({ geojson }) => toPolygons(JSON.parse(geojson).coordinates))
  const shapes = await inTurns(shareVertices(await inTurns(read), standing, tolerances.nodeM))
  const made = await inTurns(
    mapInSteps(found, ROWS_A_STEP, (row, n) =>
      writeOf(editing, row, shapes[n] as Polygons, { depth, face: known.get(row.faceId ?? 0) }),
    ),
  )
  const writes = made.filter((write) => write !== null)
  const ended = missing === 'retire' ? others.map((face): FaceWrite => ({ ...face, gone: true })) : []
  if (writes.length + ended.length === 0)
    throw new Conflict('coverage_same', 'The draft has all of this coverage already.')
  return [...writes, ...ended]
}
