/** The census from the command line: several files are one delivery, a dry run changes nothing, a batch is taken back, and the exit code is the verdict. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { one } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { runImport } from '../../server/imports/import.cli.ts'
import { useDatabase } from '../support/database.ts'
import { makeDistrict } from '../support/imports.ts'

const registry = useDatabase()
let folder: string
beforeAll(async () => {
  await makeDistrict(registry().db, 1)
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

const run = async (...argv: string[]): Promise<{ code: number; printed: string; said: string }> => {
  const [printed, said]: [string[], string[]] = [[], []]
  const { db, embedded } = registry()
  const print = (line: string) => printed.push(line)
  const say = (line: string) => said.push(line)
  const code = await runImport(argv, { db, embedded, actor: SYSTEM, language: 'en', print, say })
  return { code, printed: printed.join('\n'), said: said.join('\n') }
}

const given = async (name: string, lines: readonly string[]): Promise<string> => {
  const file = path.join(folder, name)
  await writeFile(file, `code,class,lon,lat\n${lines.join('\n')}\n`)
  return file
}
const READ = ['--edition', 'Test', '--crs', 'EPSG:4490', '--code', 'code', '--class', 'class']

const standing = async (): Promise<number> =>
  (
    await one<{ count: number }>(
      registry().db,
      `select count(*) as count from component_version as v where v.valid_to is null`,
    )
  ).count

test('two files are one delivery, tried, committed, and taken back', async () => {
  const lamps = await given('lamps.csv', ['C1,LAMP,120.601,31.201', 'C2,LAMP,120.602,31.201'])
  const more = await given('more.csv', ['C3,LAMP,120.603,31.201', 'C1,LAMP,120.604,31.201'])
  const tried = await run('components', lamps, more, ...READ, '--dry-run', '--json')
  // C1 stands in both files.
  expect(tried.code).toBe(3)
  expect(JSON.parse(tried.printed)).toMatchObject({
    dryRun: true,
    batchId: null,
    outcome: { total: 4, new: 3, refused: 1 },
    refused: [{ code: 'code_repeated', examples: [{ layer: 'more.csv', sourceRow: 3 }] }],
  })
  expect(await standing()).toBe(0)

  const done = await run('components', lamps, more, ...READ, '--commit', '--json')
  expect(done.code).toBe(3)
  const { batchId } = JSON.parse(done.printed)
  expect(await standing()).toBe(3)

  const undone = await run('undo', String(batchId))
  expect(undone.code).toBe(0)
  expect(undone.printed).toMatch(
    /^Batch \d+ was taken back by batch \d+: 3 components stand as before, 0 that/,
  )
  expect(await standing()).toBe(0)
  await expect(run('undo', String(batchId))).rejects.toThrow(`Batch ${batchId} is undone`)
})

test('what cannot be meant is said before anything is done', async () => {
  const file = await given('x.csv', ['X1,LAMP,120.6,31.2'])
  expect(await run('components', file, ...READ, '--dry-run', '--commit')).toMatchObject({ code: 2 })
  expect(await run('undo', 'seven')).toMatchObject({ code: 2 })
  expect((await run('grids', file, file)).said).toMatch(/^Import one file at a time/)
  expect((await run('components', ...READ)).said).toMatch(/^Name the file to import/)
})
