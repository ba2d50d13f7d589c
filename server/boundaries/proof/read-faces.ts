/** The faces that a proof looks at, in memory: facts as lists, shapes as flat arrays. Degrees, EPSG:4490; areas in m². */
import { finishShapes, type Shapes, shapesWriter } from '../../atlas/shapes.ts'
import { inTurns, type Steps } from '../../atlas/steps.ts'
import { readWkb } from '../../atlas/wkb.ts'
import { type Connection, rows } from '../../db/database.ts'
import type { FaceRef } from '../../shared/proof.ts'
import type { Faces } from '../faces.ts'

/** Everything; or the groups of some parents (null: the first level) and all that concerns some faces. */
export type Scope =
  | 'all'
  | { readonly parents: readonly (number | null)[]; readonly faces: readonly number[] }

/** Row n is one face; `shapes` has it as shape n. */
export type ReadFaces = {
  readonly refs: readonly FaceRef[]
  readonly parentIds: readonly (number | null)[]
  readonly areasM2: readonly number[]
  readonly shapes: Shapes
  readonly rowOf: ReadonlyMap<number, number>
  /** Parents whose children are all here, null among them for the first level; 'all' where everything is. */
  readonly heads: 'all' | ReadonlySet<number | null>
}

/** Of a chunk: a quarter of a megabyte where a grid has a dozen vertices, so that reading one holds nobody up. */
const FACES_A_CHUNK = 1024

type Fact = [id: number, depth: number, code: string, name: string, parentId: number | null, areaM2: number]
type Chunk = { facts: Fact[]; shapes: Buffer }

const readChunks = (db: Connection, wanted: string, bindings: Faces['bindings']): Promise<Chunk[]> =>
  rows<Chunk>(
    db,
    `select json_agg(json_build_array(q.face_id, q.depth, q.code, q.name, q.parent_id, q.area_m2)) as facts,
            string_agg(st_asbinary(q.geom, 'NDR'), ''::bytea) as shapes
       from (select f.*, row_number() over () / ${FACES_A_CHUNK} as chunk
               from (${wanted}) as f) as q
      group by q.chunk`,
    bindings,
  )

/** The parents given, those of the faces given, and these faces themselves: what their children make changes with them. */
const headsOf = async (
  db: Connection,
  faces: Faces,
  scope: Exclude<Scope, 'all'>,
): Promise<Set<number | null>> => {
  const found = await rows<{ parentId: number | null; depth: number }>(
    db,
    `select distinct f.parent_id as "parentId", f.depth as depth
       from (${faces.sql}) as f
      where f.face_id = any (:ids::bigint[])`,
    { ...faces.bindings, ids: scope.faces },
  )
  const above = found.flatMap(({ parentId, depth }) => (parentId === null && depth > 1 ? [] : [parentId]))
  return new Set([...scope.parents, ...scope.faces, ...above])
}

const wantedOf = (faces: Faces, heads: ReadFaces['heads'], depths: readonly number[] | null): string => {
  if (heads === 'all')
    return depths === null
      ? faces.sql
      : `select a.* from (${faces.sql}) as a where a.depth = any (:depths::int[])`
  return `
    select a.* from (${faces.sql}) as a where a.parent_id = any (:heads::bigint[])
     union all
    select b.* from (${faces.sql}) as b
     where b.face_id = any (:heads::bigint[])
       and not coalesce(b.parent_id = any (:heads::bigint[]), false)
       ${heads.has(null) ? 'and (b.depth > 1 or b.parent_id is not null)' : ''}
    ${heads.has(null) ? `union all select c.* from (${faces.sql}) as c where c.depth = 1 and c.parent_id is null` : ''}`
}

function* layOut(chunks: readonly Chunk[], heads: ReadFaces['heads']): Steps<ReadFaces> {
  const count = chunks.reduce((n, chunk) => n + chunk.facts.length, 0)
  const written = shapesWriter()
  const [firstPolygon, lastPolygon] = [new Uint32Array(count), new Uint32Array(count)]
  const refs: FaceRef[] = []
  const parentIds: (number | null)[] = []
  const areasM2: number[] = []
  const rowOf = new Map<number, number>()
  for (const chunk of chunks) {
    let at = 0
    for (const [id, depth, code, name, parentId, areaM2] of chunk.facts) {
      const row = refs.push({ id, depth, code, name }) - 1
      parentIds.push(parentId)
      areasM2.push(areaM2)
      rowOf.set(id, row)
      firstPolygon[row] = written.polygonStarts.length
      at = readWkb(chunk.shapes, written, at)
      lastPolygon[row] = written.polygonStarts.length
    }
    yield
  }
  const shapes = finishShapes(written, firstPolygon, lastPolygon)
  yield
  return { refs, parentIds, areasM2, shapes, rowOf, heads }
}

/** Of a whole scheme, `depths` leaves out the levels that neither are among them nor stand above one. */
export const readFaces = async (
  db: Connection,
  faces: Faces,
  { scope, depths }: { scope: Scope; depths: readonly number[] | null },
): Promise<ReadFaces> => {
  const heads = scope === 'all' ? scope : await headsOf(db, faces, scope)
  const chunks = await readChunks(db, wantedOf(faces, heads, depths), {
    ...faces.bindings,
    ...(heads === 'all' ? {} : { heads: [...heads].filter((id) => id !== null) }),
    ...(heads === 'all' && depths !== null ? { depths: depths.flatMap((depth) => [depth - 1, depth]) } : {}),
  })
  return inTurns(layOut(chunks, heads))
}
