/** 审批: the way of a change from draft to approval, each step under its lock and in the audit. Who decides is neither its author nor any of its editors. */
import { type Connection, rows } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { Conflict, Forbidden } from '../errors.ts'
import type { ChangeState } from '../shared/boundaries.ts'
import type { Proof } from '../shared/proof.ts'
import { mayDecide } from './change-card.ts'
import { listEditors, listStale } from './changes.queries.ts'
import { type Draft, lockChange, requireFacesInArea } from './draft.ts'
import { requireDayToCome } from './effect-day.ts'
import { proveDraft } from './prove-draft.ts'

/** Throws Conflict that names the first error, or the first grid that others changed meanwhile. */
export const requireProven = async (trx: Connection, draft: Draft): Promise<Proof> => {
  const [stale, ...more] = await listStale(trx, draft.id)
  if (stale) {
    const others = more.length > 0 ? ` and ${more.length} more` : ''
    throw new Conflict(
      'stale_faces',
      `${stale.code}${others} were changed in the register since; do the operations again on what is there now.`,
    )
  }
  const proof = await proveDraft(trx, draft, 'touched')
  const { issues, blocking } = proof
  if (blocking === 0) return proof
  const first = issues.find(({ severity, standing, waiver }) => severity === 'error' && !standing && !waiver)
  throw new Conflict(
    'proof_failed',
    `The proof finds ${blocking} errors${first ? `, such as: ${first.kind} at ${first.place.join(', ')} (${first.faces.map(({ code }) => code).join(', ')})` : ''}.`,
  )
}

const touched = async (trx: Connection, { id, head }: Draft): Promise<number[]> =>
  (
    await rows<{ id: number }>(
      trx,
      `select distinct f.face_id as id
         from change_operation as o
         join change_face as f on f.change_id = o.change_id and f.from_op = o.no
        where o.change_id = :id::bigint and o.no <= :head::int and f.face_id > 0`,
      { id, head },
    )
  ).map((row) => row.id)

/** Throws Forbidden where the caller takes part in the change, or may not decide on all of its ground. */
const requireDecider = async (trx: Connection, actor: Actor, draft: Draft): Promise<void> => {
  if (!mayDecide(actor, draft.accountId, await listEditors(trx, draft.id))) {
    throw new Forbidden('own_change', 'Somebody decides who has not worked on the change.')
  }
  await requireFacesInArea(trx, actor, await touched(trx, draft))
}

type Step = { readonly to: ChangeState; readonly action: string }

const step = async (
  trx: Connection,
  actor: Actor,
  draft: Draft,
  { to, action }: Step,
  set: string,
  bindings: Readonly<Record<string, unknown>>,
): Promise<void> => {
  await rows(
    trx,
    `update change as c set state = :to::text, revision = c.revision + 1, problem = null, ${set} where c.id = :id::bigint`,
    { id: draft.id, to, ...bindings },
  )
  await endWrite(trx, actor, {
    action,
    entity: 'change',
    entityId: draft.id,
    before: { state: draft.state },
    after: { state: to, ...bindings },
  })
}

type Asked = { readonly revision: number }

export const submitChange = async (
  trx: Connection,
  actor: Actor,
  id: number,
  { revision }: Asked,
): Promise<void> => {
  const draft = await lockChange(trx, id, { states: ['draft'], revision })
  if (draft.head === 0) throw new Conflict('nothing_done', 'The draft has no operation yet.')
  await requireProven(trx, draft)
  await step(
    trx,
    actor,
    draft,
    { to: 'in_review', action: 'change.submit' },
    'submitted_at = clock_timestamp()',
    {},
  )
}

export const withdrawChange = async (
  trx: Connection,
  actor: Actor,
  id: number,
  { revision }: Asked,
): Promise<void> => {
  const draft = await lockChange(trx, id, { states: ['in_review'], revision })
  await step(trx, actor, draft, { to: 'draft', action: 'change.withdraw' }, 'submitted_at = null', {})
}

const DECIDED = `decided_at = clock_timestamp(), decided_by = :decidedBy::bigint, decider = :decider::text, decision_reason = :reason::text`

export const approveChange = async (
  trx: Connection,
  actor: Actor,
  id: number,
  {
    revision,
    effectAt,
    reason,
    reevaluate,
  }: Asked & {
    effectAt?: string | undefined
    reason?: string | undefined
    reevaluate?: readonly number[] | undefined
  },
): Promise<void> => {
  if (effectAt !== undefined) requireDayToCome(effectAt, Date.now())
  const draft = await lockChange(trx, id, { states: ['in_review'], revision })
  await requireDecider(trx, actor, draft)
  await requireProven(trx, draft)
  await step(
    trx,
    actor,
    draft,
    { to: 'approved', action: 'change.approve' },
    `${DECIDED}, effect_at = greatest(:effectAt::timestamptz, clock_timestamp()),
     reevaluate = array(select r.id from report as r where r.id = any (:reevaluate::bigint[]) order by r.id)`,
    {
      decidedBy: actor.accountId,
      decider: actor.name,
      reason: reason ?? null,
      effectAt: effectAt ?? null,
      reevaluate: reevaluate ?? [],
    },
  )
}

export const rejectChange = async (
  trx: Connection,
  actor: Actor,
  id: number,
  { revision, reason }: Asked & { reason: string },
): Promise<void> => {
  const draft = await lockChange(trx, id, { states: ['in_review'], revision })
  await requireDecider(trx, actor, draft)
  await step(trx, actor, draft, { to: 'rejected', action: 'change.reject' }, DECIDED, {
    decidedBy: actor.accountId,
    decider: actor.name,
    reason,
  })
}

const UNDECIDED = `decided_at = null, decided_by = null, decider = null, effect_at = null, submitted_at = null, reevaluate = '{}'`

/** Also what was approved and has not taken effect: whoever takes it back takes the approval back. */
export const reopenChange = async (
  trx: Connection,
  actor: Actor,
  id: number,
  { revision }: Asked,
): Promise<void> => {
  const draft = await lockChange(trx, id, { states: ['rejected', 'approved'], revision })
  await step(trx, actor, draft, { to: 'draft', action: 'change.reopen' }, UNDECIDED, {})
}

export const discardChange = async (trx: Connection, actor: Actor, id: number): Promise<void> => {
  const draft = await lockChange(trx, id, { states: ['draft', 'rejected'], revision: null })
  await step(
    trx,
    actor,
    draft,
    { to: 'discarded', action: 'change.discard' },
    'decision_reason = c.decision_reason',
    {},
  )
}
