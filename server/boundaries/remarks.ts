/** What people say beside the shapes: comments on a change, waivers of warnings, tolerances of a scheme, and that they have a change open. */
import { type Connection, first, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { InvalidInput, NotFound } from '../errors.ts'
import { BLOCKING_KINDS, type IssueKind, issueKind, type Tolerances } from '../shared/proof.ts'

export type NewComment = {
  readonly words: string
  readonly face?: number | undefined
  readonly issue?: string | undefined
  readonly place?: readonly [number, number] | undefined
}

export const addComment = async (
  trx: Connection,
  actor: Actor,
  changeId: number,
  comment: NewComment,
): Promise<void> => {
  const [lon, lat] = comment.place ?? [null, null]
  await rows(
    trx,
    `insert into change_comment (change_id, face_id, issue_id, place, words, account_id, actor)
     values (:changeId::bigint, :face::bigint, :issue::text,
             case when :lon::float8 is not null then st_setsrid(st_makepoint(:lon::float8, :lat::float8), 4490) end,
             :words::text, :accountId::bigint, :actor::text)`,
    {
      changeId,
      face: comment.face ?? null,
      issue: comment.issue ?? null,
      lon,
      lat,
      words: comment.words,
      accountId: actor.accountId,
      actor: actor.name,
    },
  )
  await endWrite(trx, actor, {
    action: 'change.comment',
    entity: 'change',
    entityId: changeId,
    after: comment,
  })
}

export const tellPresence = (
  db: Connection,
  actor: Actor,
  changeId: number,
  editing: boolean,
): Promise<unknown> =>
  rows(
    db,
    `insert into change_presence (change_id, account_id, name, editing)
     select c.id, :accountId::bigint, :name::text, :editing::boolean from change as c where c.id = :changeId::bigint
         on conflict (change_id, account_id)
         do update set name = excluded.name, editing = excluded.editing, seen_at = clock_timestamp()`,
    { changeId, accountId: actor.accountId, name: actor.name, editing },
  )

export const requireScheme = async (db: Connection, schemeId: number): Promise<void> => {
  const found = await first(db, `select s.id as id from scheme as s where s.id = :schemeId::int`, {
    schemeId,
  })
  if (!found) throw new NotFound('no_such_scheme', `There is no scheme ${schemeId}.`)
}

export const setTolerances = async (
  trx: Connection,
  actor: Actor,
  schemeId: number,
  t: Tolerances,
): Promise<void> => {
  await requireScheme(trx, schemeId)
  await rows(
    trx,
    `insert into proof_tolerance (scheme_id, area_m2, width_m, node_m, sliver_m, odd_times)
     values (:schemeId::int, :areaM2::float8, :widthM::float8, :nodeM::float8, :sliverM::float8, :oddTimes::float8)
         on conflict (scheme_id)
         do update set area_m2 = excluded.area_m2, width_m = excluded.width_m, node_m = excluded.node_m,
                       sliver_m = excluded.sliver_m, odd_times = excluded.odd_times`,
    { schemeId, ...t },
  )
  await endWrite(trx, actor, { action: 'scheme.tolerances', entity: 'scheme', entityId: schemeId, after: t })
}

export type Waiver = { readonly issue: string; readonly kind: string; readonly reason: string }

/** Throws InvalidInput for an error: what breaks the coverage is mended, not waived. */
export const waiveIssue = async (
  trx: Connection,
  actor: Actor,
  schemeId: number,
  waiver: Waiver,
): Promise<void> => {
  await requireScheme(trx, schemeId)
  const kind = issueKind.safeParse(waiver.kind)
  if (!kind.success)
    throw new InvalidInput('unknown_kind', `${waiver.kind} is no kind of issue.`, { field: 'kind' })
  if (BLOCKING_KINDS.includes(kind.data as IssueKind))
    throw new InvalidInput('not_waivable', 'An error cannot be waived; only warnings can.', { field: 'kind' })
  await rows(
    trx,
    `insert into issue_waiver (scheme_id, issue_id, kind, reason, account_id, actor)
     values (:schemeId::int, :issue::text, :kind::text, :reason::text, :accountId::bigint, :actor::text)
         on conflict (scheme_id, issue_id) where revoked_at is null
         do update set reason = excluded.reason, account_id = excluded.account_id, actor = excluded.actor, at = clock_timestamp()`,
    { schemeId, ...waiver, accountId: actor.accountId, actor: actor.name },
  )
  await endWrite(trx, actor, { action: 'issue.waive', entity: 'scheme', entityId: schemeId, after: waiver })
}

export const revokeWaiver = async (
  trx: Connection,
  actor: Actor,
  schemeId: number,
  issue: string,
): Promise<void> => {
  const revoked = await rows(
    trx,
    `update issue_waiver as w
        set revoked_at = clock_timestamp()
      where w.scheme_id = :schemeId::int and w.issue_id = :issue::text and w.revoked_at is null
     returning w.id as id`,
    { schemeId, issue },
  )
  if (revoked.length === 0) throw new NotFound('not_waived', 'This issue is not waived.')
  await endWrite(trx, actor, {
    action: 'issue.unwaive',
    entity: 'scheme',
    entityId: schemeId,
    after: { issue },
  })
}
