/**
 * The faces of a scheme as one relation, whatever they come from: `face (face_id, depth, code, name, parent_id, geom, area_m2)`, EPSG:4490. A face is a
 * grid of the register, or one that a draft makes (below zero). Proof, operations and impact ask this relation and never the tables.
 */
import { inForce } from '../db/as-of.ts'

export type Faces = {
  /** A select that can stand in parentheses or behind `with face as`. */
  readonly sql: string
  readonly bindings: Readonly<Record<string, unknown>>
  /** The part of them whose shapes no constraint has checked: they may be invalid. */
  readonly unchecked?: Pick<Faces, 'sql' | 'bindings'>
}

/**
 * The faces whose boxes meet `shape`, of one depth or of any; both may be of a row to the left: `cross join` them as `alias`. Fenced, so that each row asks the
 * spatial index; a join over both parts of a draft reads every grid of the register instead.
 */
export const facesMeeting = ({ sql }: Faces, shape: string, depth: string | null, alias: string): string =>
  `lateral (select m.* from (${sql}) as m where m.geom && ${shape} ${depth === null ? '' : `and m.depth = ${depth}`} offset 0) as ${alias}`

/** The register, now or as of an instant. */
export const registeredFaces = (schemeId: number, at?: string): Faces => ({
  sql: `
    select v.grid_id as face_id, l.depth as depth, v.code as code, v.name as name, v.parent_id as parent_id,
           v.geom as geom, v.area_m2 as area_m2
      from grid_version as v
      join level as l on l.id = v.level_id
     where l.scheme_id = :schemeId::int
       and ${inForce('v', at)}`,
  bindings: { schemeId, ...(at === undefined ? {} : { at }) },
})

export type DraftRef = { readonly id: number; readonly schemeId: number; readonly head: number }

const standing = (alias: string): string =>
  `${alias}.change_id = :changeId::bigint and ${alias}.from_op <= :head::int and coalesce(${alias}.to_op, 2147483647) > :head::int`

/** What the operations up to the head of a draft changed; grids that they ended are left out. */
export const changedFaces = ({ id, head }: Pick<DraftRef, 'id' | 'head'>): Faces => ({
  sql: `
    select f.face_id as face_id, f.depth as depth, f.code as code, f.name as name, f.parent_id as parent_id,
           f.geom as geom, f.area_m2 as area_m2
      from change_face as f
     where ${standing('f')}
       and not f.gone`,
  bindings: { changeId: id, head },
})

/** The register under the draft: everything that it does not touch, and what it makes of the rest. */
export const draftFaces = (draft: DraftRef): Faces => ({
  unchecked: changedFaces(draft),
  sql: `
    ${registeredFaces(draft.schemeId).sql}
       and not exists (select from change_face as f where f.face_id = v.grid_id and ${standing('f')})
     union all
    ${changedFaces(draft).sql}`,
  bindings: { schemeId: draft.schemeId, changeId: draft.id, head: draft.head },
})
