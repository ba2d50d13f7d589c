import { expect, test } from 'vitest'
import { rows } from '../../server/db/database.ts'
import { useDatabase } from '../support/database.ts'

const registry = useDatabase()

test.each(['fails while its values are bound', 'fails while it runs', 'does not fail'])(
  'each client gets its own rows while another one’s statement %s',
  async (how) => {
    const { db } = registry()
    const troublesome = async (): Promise<void> => {
      if (how === 'fails while its values are bound') {
        await expect(rows(db, 'select :a::text as a', { a: 'x\0y' })).rejects.toThrow('0x00')
      } else if (how === 'fails while it runs') {
        await expect(rows(db, 'select 1 / :a::int as a', { a: 0 })).rejects.toThrow('zero')
      } else {
        expect(await rows(db, 'select :a::text as a', { a: 'x' })).toEqual([{ a: 'x' }])
      }
    }
    const client = async (who: number): Promise<void> => {
      for (let n = 0; n < 40; n++) {
        // Statements of different shapes, so that the rows of one cannot pass for another's.
        const columns = ', 1 as x'.repeat(who)
        const [row] = await rows<{ who: number; n: number }>(
          db,
          `select ${who} as who, :n::int as n${columns}`,
          { n },
        )
        expect(row).toMatchObject({ who, n })
        if (who === 3) await troublesome()
      }
    }
    await Promise.all(Array.from({ length: 7 }, (_, who) => client(who)))
  },
)
