/** Understands each distinct state, day and confirmation of a delivery once (GB/T 30428.2 words and D8 dates), in `census_word`. */
import { type Connection, rows } from '../../db/database.ts'
import { readDay } from '../../imports/dates.ts'
import type { ReasonCode } from '../../shared/reasons.ts'
import {
  COMPONENT_STATES,
  CONFIRMATIONS,
  type Confirmation,
  ROLES,
  STANDARD_STATES,
} from '../../shared/words.ts'

const CONFIRMATION_WORDS: Record<string, Confirmation> = {
  推定: 'presumed',
  已告知: 'notified',
  已确权: 'confirmed',
  有争议: 'disputed',
  已裁定: 'ruled',
  无主: 'unowned',
  公示中: 'on_notice',
  已认领: 'claimed',
  代管: 'in_custody',
}

type Understood = { readonly meaning: string | null; readonly problem: ReasonCode | null }
type Kind = 'state' | 'day' | 'confirmation'

const READERS: Record<Kind, (said: string) => Understood> = {
  state(said) {
    const meaning = COMPONENT_STATES.find((word) => word === said || STANDARD_STATES[word] === said) ?? null
    return { meaning, problem: meaning === null ? 'state_unknown' : null }
  },
  day(said) {
    const day = readDay(said)
    return { meaning: day ?? null, problem: day === undefined ? 'date_unreadable' : null }
  },
  confirmation(said) {
    const meaning = CONFIRMATION_WORDS[said] ?? CONFIRMATIONS.find((word) => word === said) ?? null
    return { meaning, problem: meaning === null ? 'role_state_unknown' : null }
  },
}

const COLUMNS: Record<Kind, readonly string[]> = {
  state: ['state'],
  day: ['surveyed_on', 'changed_on', ...ROLES.map((role) => `${role}_until`)],
  confirmation: ROLES.map((role) => `${role}_state`),
}

const distinctWords = (columns: readonly string[]): string =>
  columns
    .map(
      (column) =>
        `select distinct r.${column} as said from census_row as r where r.census_id = :censusId::bigint and (:only::int[] is null or r.row_no = any (:only::int[])) and r.${column} is not null`,
    )
    .join('\n      union\n')

/** A hostile file brings a new word in every row: so many are held at once. */
const ROUND = 20_000

const understand = async (
  trx: Connection,
  censusId: number,
  kind: Kind,
  only: readonly number[] | null,
): Promise<void> => {
  let after: string | null = null
  for (;;) {
    const found: { said: string }[] = await rows<{ said: string }>(
      trx,
      `select w.said as said
         from (${distinctWords(COLUMNS[kind])}) as w
        where :after::text is null or w.said collate "C" > :after::text collate "C"
        order by w.said collate "C"
        limit ${ROUND}`,
      { censusId, after, only },
    )
    const understood = found.map(({ said }) => READERS[kind](said))
    await rows(
      trx,
      `insert into census_word (census_id, kind, said, meaning, problem)
       select :censusId::bigint, :kind::text, w.said, w.meaning,
              case when w.problem is not null
                   then jsonb_build_object('code', w.problem, 'values', jsonb_build_object('value', w.said)) end
         from unnest(:said::text[], :meaning::text[], :problem::text[]) as w (said, meaning, problem)
           on conflict do nothing`,
      {
        censusId,
        kind,
        said: found.map((w) => w.said),
        meaning: understood.map((w) => w.meaning),
        problem: understood.map((w) => w.problem),
      },
    )
    if (found.length < ROUND) return
    after = found.at(-1)?.said ?? null
  }
}

/** Of all rows anew, or what those of `only` say for the first time. */
export const understandWords = async (
  trx: Connection,
  censusId: number,
  only: readonly number[] | null = null,
): Promise<void> => {
  if (only === null)
    await rows(trx, `delete from census_word as w where w.census_id = :censusId::bigint`, { censusId })
  for (const kind of Object.keys(READERS) as Kind[]) await understand(trx, censusId, kind, only)
}
