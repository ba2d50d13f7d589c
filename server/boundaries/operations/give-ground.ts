/**
 * Ground goes to a grid: the grids above it grow with it, others give up what they had of it, and below it the child with the longest border takes it, or a new one.
 * So parcels are assigned and gaps filled.
 */
import { Conflict, InvalidInput } from '../../errors.ts'
import type { PolygonShape } from '../../shared/operations.ts'
import {
  type DraftFace,
  type FaceWrite,
  geojsonOf,
  getFace,
  listFaces,
  type Polygons,
  shapeOf,
  toPolygons,
} from '../draft-face.ts'
import type { Editing, Operate } from './editing.ts'
import { codeGiver, requireFreeCode } from './free-code.ts'
import { overlay, sharedBorders, unite } from './overlay.ts'

export const polygonsOf = (shape: PolygonShape): Polygons =>
  toPolygons(shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates)

const listAbove = async ({ trx, faces }: Editing, face: DraftFace): Promise<DraftFace[]> => {
  const above: DraftFace[] = []
  for (let id = face.parentId; id !== null && above.length < 6; ) {
    const [parent] = await listFaces(trx, faces, 'f.face_id = :id::bigint', { id })
    if (!parent) break
    above.push(parent)
    id = parent.parentId
  }
  return above
}

/** Everything whose interior meets the ground. */
const listUnder = ({ trx, faces }: Editing, ground: Polygons): Promise<DraftFace[]> =>
  listFaces(
    trx,
    faces,
    `f.geom && ${shapeOf(':ground::text')} and (not st_isvalid(f.geom) or st_relate(f.geom, ${shapeOf(':ground::text')}, '2********'))`,
    { ground: geojsonOf(ground) },
  )

const grow = async ({ trx }: Editing, face: DraftFace, ground: Polygons): Promise<FaceWrite[]> => {
  const [missing] = await overlay(trx, 'difference', [ground], face.polygons)
  return missing ? [{ ...face, polygons: await unite(trx, [face.polygons, ground]) }] : []
}

/** What others had of it; a grid that had nothing else ends. */
const takeFrom = async (
  { trx }: Editing,
  losing: readonly DraftFace[],
  ground: Polygons,
): Promise<FaceWrite[]> => {
  const left = await overlay(
    trx,
    'difference',
    losing.map(({ polygons }) => polygons),
    ground,
  )
  return losing.map((face, n): FaceWrite => {
    const polygons = left[n]
    return polygons ? { ...face, polygons } : { ...face, gone: true }
  })
}

/** Below the grid, level by level, whatever its children do not hold of the ground yet. */
const giveBelow = async (
  editing: Editing,
  face: DraftFace,
  ground: Polygons,
  how: { below: 'adjoining' | 'new'; named: { code?: string | undefined; name?: string | undefined } },
): Promise<FaceWrite[]> => {
  const { trx, faces, metricSrid } = editing
  const children = await listFaces(trx, faces, 'f.parent_id = :id::bigint', { id: face.id })
  if (children.length === 0) return []
  const held = await unite(
    trx,
    children.map(({ polygons }) => polygons),
  )
  const [left] = await overlay(trx, 'difference', [ground], held)
  if (!left) return []
  const [nearest] = await sharedBorders(trx, left, children, metricSrid)
  const first = children[0] as DraftFace
  if (how.below === 'new' || !nearest) {
    if (how.named.code !== undefined)
      await requireFreeCode(editing, { id: 0, depth: first.depth }, how.named.code)
    const code = how.named.code ?? (await codeGiver(editing).next(first))
    return [
      {
        id: editing.newId(),
        depth: first.depth,
        code,
        name: how.named.name ?? code,
        parentId: face.id,
        polygons: left,
      },
    ]
  }
  const child = children.find(({ id }) => id === nearest.id) as DraftFace
  return [
    { ...child, polygons: await unite(trx, [child.polygons, left]) },
    ...(await giveBelow(editing, child, left, how)),
  ]
}

const give = async (
  editing: Editing,
  faceId: number,
  ground: Polygons,
  how: Parameters<typeof giveBelow>[3],
): Promise<FaceWrite[]> => {
  const { trx, faces } = editing
  const face = await getFace(trx, faces, faceId)
  const grown = await grow(editing, face, ground)
  if (grown.length === 0)
    throw new InvalidInput('ground_held', `${face.code} holds all of this ground already.`)
  const above = await listAbove(editing, face)
  const own = new Set([face.id, ...above.map(({ id }) => id)])
  const under = await listUnder(editing, ground)
  // Grids below the one that gains keep what they have of it.
  const isBelow = (one: DraftFace): boolean => {
    for (let at: DraftFace | undefined = one; at; at = under.find(({ id }) => id === at?.parentId))
      if (at.parentId === face.id) return true
    return false
  }
  const losing = under.filter((one) => !own.has(one.id) && !isBelow(one))
  const risen: FaceWrite[] = []
  for (const one of above) risen.push(...(await grow(editing, one, ground)))
  const origins = losing.filter(({ depth }) => depth === face.depth).map(({ id }) => id)
  return [
    ...grown.map((write) => ({ ...write, origins })),
    ...risen,
    ...(await takeFrom(editing, losing, ground)),
    ...(await giveBelow(editing, face, ground, how)),
  ]
}

export const assignParcel: Operate<'assign_parcel'> = (editing, { face, geometry, below, new: named = {} }) =>
  give(editing, face, polygonsOf(geometry), { below, named })

/** A gap below one parent can be ground of a grid that hangs below another. That one does not end by the way. */
export const fillGap: Operate<'fill_gap'> = async (editing, { face, geometry }) => {
  const writes = await give(editing, face, polygonsOf(geometry), { below: 'adjoining', named: {} })
  const ended = writes.find(({ gone }) => gone)
  if (ended)
    throw new Conflict(
      'would_end_grid',
      `${ended.code} ${ended.name} stands on this ground and would end; give it another parent, or settle first which of the grids above has the ground.`,
    )
  return writes
}
