import net from 'node:net'
import { expect, test } from 'vitest'
import { one, rows } from '../../server/db/database.ts'
import { testAddress, useDatabase } from '../support/database.ts'

const registry = useDatabase()
const address = testAddress()
const socketFile = 'host' in address ? `${address.host}/.s.PGSQL.5432` : undefined

const ask = async (n: number): Promise<number> =>
  (await one<{ n: number }>(registry().db, `select :n::int + ${n % 7} as n`, { n })).n - (n % 7)

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

test('statements that wait while another connection is in a transaction each get their own answer', async () => {
  const { db } = registry()
  const transaction = () =>
    db.transaction(async (trx) => {
      for (let n = 0; n < 5; n++) await rows(trx, `select :n::int as n`, { n })
      return -1
    })
  for (let round = 0; round < 20; round++) {
    const asked = Array.from({ length: 8 }, (_, i) => round * 8 + i)
    expect(await Promise.all([transaction(), ...asked.map(ask)])).toEqual([-1, ...asked])
  }
})

test('a statement that fails leaves the others their turn', async () => {
  const failing = () =>
    rows(registry().db, `select 1 / :zero::int as n`, { zero: 0 }).then(String, () => 'failed')
  const answers = await Promise.all([1, 2, 3, 4].flatMap((n) => [failing(), ask(n)]))
  expect(answers).toEqual(['failed', 1, 'failed', 2, 'failed', 3, 'failed', 4])
})

/** A message of PostgreSQL's protocol 3.0; the first one of a connection has no type. */
const message = (type: string, ...parts: (string | Buffer)[]): Buffer => {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
  )
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, body])
}

test.runIf(socketFile)('a client lost between Parse and Sync leaves the others their turn', async () => {
  const socket = net.connect(socketFile ?? '')
  const answered = (type: string) =>
    new Promise<void>((resolve) => {
      socket.on('data', (data) => data.includes(type) && resolve())
    })
  socket.write(message('', Buffer.from([0, 3, 0, 0]), 'user', 'postgres', 'database', 'postgres', ''))
  await answered('Z')
  socket.write(message('P', '', 'select 1', Buffer.from([0, 0])))
  await answered('1')
  const waiting = ask(3)
  socket.destroy()
  expect(await waiting).toBe(3)
})
