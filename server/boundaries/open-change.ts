/** Opens a draft on a scheme. */
import { type Connection, one } from '../db/database.ts'
import { type Actor, endWrite } from '../db/end-write.ts'
import { requireScheme } from './remarks.ts'

export type NewChange = {
  readonly scheme: number
  readonly title: string
  readonly description?: string | undefined
}

/** Gives its identity. */
export const openChange = async (trx: Connection, actor: Actor, change: NewChange): Promise<number> => {
  await requireScheme(trx, change.scheme)
  const { id } = await one<{ id: number }>(
    trx,
    `insert into change (scheme_id, title, description, state, author, account_id)
     values (:scheme::int, :title::text, :description::text, 'draft', :author::text, :accountId::bigint)
     returning id as id`,
    {
      ...change,
      description: change.description ?? '',
      author: actor.name,
      accountId: actor.accountId,
    },
  )
  await endWrite(trx, actor, { action: 'change.create', entity: 'change', entityId: id, after: change })
  return id
}
