/** Changes as lists and cards show them: state, operations, the grids that they touch, who else works on the same ground. */
import { type Connection, one, rows } from '../db/database.ts'
import { levelRefOf, schemeRefOf } from '../grids/grid-ref.ts'
import type { Change, ChangeState } from '../shared/boundaries.ts'
import { NEW_LEVELS } from './new-levels.ts'

type ChangeItem = Pick<
  Change,
  | 'id'
  | 'scheme'
  | 'title'
  | 'state'
  | 'author'
  | 'createdAt'
  | 'submittedAt'
  | 'decidedAt'
  | 'effectAt'
  | 'inForceAt'
  | 'operations'
  | 'grids'
>

/** Rows of `change_face` that stand at the head of their change. */
const STANDING = (face: string, change: string): string =>
  `${face}.change_id = ${change}.id and ${face}.from_op <= ${change}.head and coalesce(${face}.to_op, 2147483647) > ${change}.head`

const ITEM = `
  c.id as "id", ${schemeRefOf('s')} as "scheme", c.title as "title", c.state as "state", c.author as "author",
  c.created_at as "createdAt", c.submitted_at as "submittedAt", c.decided_at as "decidedAt", c.effect_at as "effectAt",
  c.in_force_at as "inForceAt", c.head as "operations",
  case when c.batch_id is null then (select count(*) from change_face as f where ${STANDING('f', 'c')})
       else (select count(*) from grid_version as v where v.change_id = c.id) end as "grids"`

const WHERE = `
  (:scheme::int is null or c.scheme_id = :scheme::int)
  and (:states::text[] is null or c.state = any (:states::text[]))`

export const listChangesBefore = async (
  db: Connection,
  { scheme, state }: { scheme?: number | undefined; state?: readonly ChangeState[] | undefined },
  { before, limit }: { before: number | null; limit: number },
): Promise<{ found: ChangeItem[]; total: number }> => {
  const bindings = { scheme: scheme ?? null, states: state ?? null }
  const found = await rows<ChangeItem>(
    db,
    `select ${ITEM}
       from change as c
       join scheme as s on s.id = c.scheme_id
      where ${WHERE}
        and (:before::bigint is null or c.id < :before::bigint)
      order by c.id desc
      limit :limit::int`,
    { ...bindings, before, limit },
  )
  const { total } = await one<{ total: number }>(
    db,
    `select count(*) as total from change as c where ${WHERE}`,
    bindings,
  )
  return { found, total }
}

type Card = Omit<Change, 'may' | 'stale' | 'others' | 'comments' | 'present' | 'log' | 'faces'> & {
  accountId: number | null
}

export const getCard = (db: Connection, id: number): Promise<Card> =>
  one<Card>(
    db,
    `select ${ITEM}, c.description as "description", c.revision as "revision", c.head as "head", c.decider as "decider",
            c.decision_reason as "decisionReason", c.problem as "problem", c.reevaluate as "reevaluate", c.account_id as "accountId",
            (select coalesce(json_agg(${levelRefOf('l')} order by l.depth), '[]'::json)
               from (select k.id, k.depth, k.code, k.name_zh, k.name_en from level as k where k.scheme_id = s.id
                      union all
                     select null, n.depth, n.code, n.name_zh, n.name_en from (${NEW_LEVELS}) as n) as l) as "levels",
            (select case when e.box is not null then array[st_xmin(e.box), st_ymin(e.box), st_xmax(e.box), st_ymax(e.box)] end
               from (select st_extent(f.geom) as box from change_face as f where ${STANDING('f', 'c')}) as e) as "extent"
       from change as c
       join scheme as s on s.id = c.scheme_id
      where c.id = :id::bigint`,
    { id },
  )

export const listLog = (db: Connection, id: number): Promise<Change['log']> =>
  rows(
    db,
    `select o.no as "no", o.params as "operation", o.actor as "actor", o.at as "at", o.no <= c.head as "inEffect"
       from change_operation as o
       join change as c on c.id = o.change_id
      where o.change_id = :id::bigint
      order by o.no`,
    { id },
  )

/** The register as the draft first met it beside what the draft makes of it, largest change of area first. */
export const listFaceChanges = (db: Connection, id: number): Promise<Change['faces']> =>
  rows(
    db,
    `select json_build_object('id', f.face_id, 'depth', f.depth, 'code', f.code, 'name', f.name) as "face",
            case when v.id is not null
                 then json_build_object('code', v.code, 'name', v.name, 'parentId', v.parent_id, 'areaM2', v.area_m2) end as "before",
            case when not f.gone
                 then json_build_object('code', f.code, 'name', f.name, 'parentId', f.parent_id, 'areaM2', f.area_m2) end as "after",
            f.origins as "origins"
       from change as c
       join change_face as f on ${STANDING('f', 'c')}
       left join change_base as b on b.change_id = c.id and b.face_id = f.face_id
       left join grid_version as v on v.id = b.version_id
      where c.id = :id::bigint
      order by abs(coalesce(v.area_m2, 0) - case when f.gone then 0 else f.area_m2 end) desc, f.depth, f.code`,
    { id },
  )

export const listComments = (db: Connection, id: number): Promise<Change['comments']> =>
  rows(
    db,
    `select m.id as "id", m.face_id as "faceId", m.issue_id as "issueId",
            case when m.place is not null then json_build_array(st_x(m.place), st_y(m.place)) end as "place",
            m.words as "words", m.actor as "actor", m.at as "at"
       from change_comment as m
      where m.change_id = :id::bigint
      order by m.id`,
    { id },
  )

/** Grids that were changed in the register since the draft first touched them, the deepest first. */
export const listStale = (db: Connection, id: number): Promise<Change['stale']> =>
  rows(
    db,
    `select f.face_id as "id", f.depth as "depth", f.code as "code", f.name as "name"
       from change as c
       join change_face as f on ${STANDING('f', 'c')}
       join change_base as b on b.change_id = c.id and b.face_id = f.face_id
      where c.id = :id::bigint
        and c.state in ('draft', 'in_review', 'approved')
        and not exists (select from grid_version as v where v.id = b.version_id and v.valid_to is null)
      order by f.depth desc, f.code`,
    { id },
  )

/** Seen within half a minute. */
const PRESENT = (change: string): string => `
  (select coalesce(json_agg(json_build_object('name', p.name, 'editing', p.editing) order by p.name), '[]'::json)
     from change_presence as p
    where p.change_id = ${change}.id
      and p.account_id is distinct from :accountId::bigint
      and p.seen_at > clock_timestamp() - interval '30 seconds')`

export const listPresent = async (
  db: Connection,
  id: number,
  accountId: number | null,
): Promise<Change['present']> =>
  (
    await one<{ present: Change['present'] }>(
      db,
      `select ${PRESENT('c')} as present from change as c where c.id = :id::bigint`,
      { id, accountId },
    )
  ).present

/** Other open changes over some of the same grids. */
export const listOthers = (db: Connection, id: number, accountId: number | null): Promise<Change['others']> =>
  rows(
    db,
    `select o.id as "id", o.title as "title", o.state as "state", o.author as "author", ${PRESENT('o')} as "present",
            json_agg(json_build_object('id', f.face_id, 'depth', f.depth, 'code', f.code, 'name', f.name) order by f.depth, f.code) as "shared"
       from change as c
       join change_face as f on ${STANDING('f', 'c')} and f.face_id > 0
       join change as o on o.scheme_id = c.scheme_id and o.id <> c.id and o.state in ('draft', 'in_review', 'approved')
       join change_face as g on ${STANDING('g', 'o')} and g.face_id = f.face_id
      where c.id = :id::bigint
        and c.state in ('draft', 'in_review', 'approved')
      group by o.id
      order by o.id`,
    { id, accountId },
  )

/** Who has operations in effect, or claimed a parcel that the change carries out: nobody decides on what they cut or claimed themselves. */
export const listEditors = async (db: Connection, id: number): Promise<number[]> =>
  (
    await rows<{ id: number }>(
      db,
      `select distinct o.account_id as id
         from change_operation as o
         join change as c on c.id = o.change_id
        where o.change_id = :id::bigint and o.no <= c.head and o.account_id is not null
        union
       select p.account_id
         from change_operation as o
         join change as c on c.id = o.change_id and o.no <= c.head
         join parcel_claim as p on p.parcel_id = (o.params->>'parcel')::bigint and p.ended_at is null
        where o.change_id = :id::bigint and o.kind = 'assign_parcel'`,
      { id },
    )
  ).map((row) => row.id)
