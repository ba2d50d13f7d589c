/** The next code for a grid that comes out of another one: the numbers at the end of its siblings' codes go on; where they are used up, `-2` and so on are added. */
import { one, rows } from '../../db/database.ts'
import { Conflict } from '../../errors.ts'
import type { DraftFace } from '../draft-face.ts'
import type { Editing } from './editing.ts'

/** One for each of two indexes: without the condition on `valid_to` all versions there ever were are read. */
const codesWhere = (valid: string): string => `
       select v.code
         from grid_version as v
        where ${valid}
          and v.level_id = (select l.id from level as l where l.scheme_id = :schemeId::int and l.depth = :depth::int)
          and v.code = any (:codes::text[])`

/** Which of some codes stand at that depth in the draft, or were ever used there: those stay with their grids and are not given again. */
const listUsed = async (
  { trx, faces, schemeId }: Editing,
  depth: number,
  codes: readonly string[],
): Promise<string[]> =>
  (
    await rows<{ code: string }>(
      trx,
      `select k.code from (${faces.sql}) as k where k.depth = :depth::int and k.code = any (:codes::text[])
        union
       ${codesWhere('v.valid_to is null')}
        union
       ${codesWhere('v.valid_to is not null')}`,
      { ...faces.bindings, schemeId, depth, codes },
    )
  ).map(({ code }) => code)

const MOST_TRIES = 10_000
/** Asked first: the next number is free more often than not. Then ever more at once. */
const FIRST_TRIES = 16

/** Remembers what it gave within one operation. */
export const codeGiver = (editing: Editing) => {
  const given = new Set<string>()
  const next = async ({ depth, code }: Pick<DraftFace, 'depth' | 'code'>): Promise<string> => {
    const [, stem = code, digits = ''] = /^(.*?)(\d{1,3})$/.exec(code) ?? []
    const numbered = digits === '' ? [] : numbersAfter(stem, digits)
    const appended = Array.from({ length: MOST_TRIES }, (_, n) => `${code}-${n + 2}`)
    const wanted = [...numbered, ...appended].filter((one) => !given.has(one))
    for (let from = 0; from < wanted.length; from = 16 * from + FIRST_TRIES) {
      const some = wanted.slice(from, 16 * from + FIRST_TRIES)
      const used = new Set(await listUsed(editing, depth, some))
      const found = some.find((one) => !used.has(one))
      if (found === undefined) continue
      given.add(found)
      return found
    }
    throw new Conflict('no_free_code', `There is no free code beside ${code}; give one.`)
  }
  return { next }
}

/** As many digits as there are; the numbers above come first, those that were left out before come last. */
const numbersAfter = (stem: string, digits: string): string[] => {
  const most = 10 ** digits.length
  const own = Number(digits)
  const all = Array.from({ length: most - 1 }, (_, n) => ((own + n) % (most - 1)) + 1)
  return all.map((n) => `${stem}${String(n).padStart(digits.length, '0')}`)
}

/** Throws Conflict where the code stands with another grid of that depth in the draft. A code that one grid gave up, another may take: numbers are moved up. */
export const requireFreeCode = async (
  { trx, faces }: Editing,
  { id, depth }: Pick<DraftFace, 'id' | 'depth'>,
  code: string,
): Promise<void> => {
  const { taken } = await one<{ taken: boolean }>(
    trx,
    `select exists (select from (${faces.sql}) as k where k.depth = :depth::int and k.code = :code::text and k.face_id <> :id::bigint) as taken`,
    { ...faces.bindings, depth, code, id },
  )
  if (taken)
    throw new Conflict('code_taken', `The code ${code} stands with another grid of this level.`, {
      field: 'operation.code',
    })
}
