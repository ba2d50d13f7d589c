/** What a start does for a registry that holds nothing yet: it loads a part of the demo district, and goes on with one that was cut off. */
import { type Database, one } from '../db/database.ts'
import { SYSTEM } from '../db/end-write.ts'
import { DEMO_PART, runDemo } from './demo.cli.ts'

/** A registry is taken for empty while it has neither schemes nor components of its own. */
export const loadDemoAtStart = async (
  { db, embedded }: Database,
  say: (line: string) => void,
): Promise<void> => {
  const { due } = await one<{ due: boolean }>(
    db,
    `select case when d.synthetic then (select count(*) from (select from component limit :part::int) as c) < :part::int
                 else not exists (select from scheme) and not exists (select from component) end as due
       from district as d`,
    { part: DEMO_PART },
  )
  if (!due) return
  say('Loading a demo district, which is synthetic (DEMO=false starts without one) …')
  await runDemo([], { db, embedded, actor: SYSTEM, say })
}
