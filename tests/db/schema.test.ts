/** `UPDATE_SCHEMA=1 npm test -- tests/db/schema.test.ts` writes the file anew after a migration was added. */
import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { describeSchema } from '../support/describe-schema.ts'

const FILE = new URL('../../migrations/schema.txt', import.meta.url)
const registry = useDatabase()

test('the migrations make the schema that is committed', async () => {
  const made = await describeSchema(registry())
  if (process.env.UPDATE_SCHEMA) await writeFile(FILE, made)
  expect(made).toBe(await readFile(FILE, 'utf8'))
})
