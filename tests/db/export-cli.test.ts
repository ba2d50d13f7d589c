/** `gridbook export`: the file it writes, what it says, what it refuses, and that nothing is left behind. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { rows } from '../../server/db/database.ts'
import { SYSTEM } from '../../server/db/end-write.ts'
import { runExport } from '../../server/exports/export.cli.ts'
import { runImport } from '../../server/imports/import.cli.ts'
import { useDatabase } from '../support/database.ts'
import { makeExportRegistry } from '../support/exports.ts'

const registry = useDatabase()
let folder: string
let spool: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-cli-'))
  spool = await mkdtemp(path.join(os.tmpdir(), 'gridbook-spool-'))
  vi.stubEnv('TMPDIR', spool)
  await makeExportRegistry(registry().db, 120)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
  await rm(spool, { recursive: true })
})

const deps = (language: 'zh' | 'en', heard: string[]) => {
  const { db, embedded } = registry()
  const hear = (line: string): void => void heard.push(line)
  return {
    db,
    embedded,
    language,
    actor: { ...SYSTEM, name: 'surveyor', via: 'cli' as const },
    print: hear,
    say: hear,
  }
}
const run = async (argv: string[], language: 'zh' | 'en' = 'en') => {
  const heard: string[] = []
  const code = await runExport(argv, deps(language, heard))
  return { code, said: heard.join('\n') }
}

test('a filter is written as in the address of the map; the file is whole, and the audit knows of it', async () => {
  const out = path.join(folder, 'out.csv')
  const { code, said } = await run([
    'components',
    '--format',
    'csv',
    '--out',
    out,
    '--filter',
    'state=removed,intact',
    '--filter',
    'code=3205060102',
  ])
  const lines = (await readFile(out, 'utf8')).trim().split('\r\n')
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringMatching(
      new RegExp(`^${lines.length - 1} components written to ${out}, 0\\.\\d MB, EPSG:4490$`),
    ),
  })
  expect(lines.length).toBeGreaterThan(3)
  for (const line of lines.slice(1)) expect(line).toMatch(/^3205060102\d{6},.*,(removed|intact),/)
  expect(await readdir(folder)).toEqual(['out.csv'])
  for (const format of ['shapefile', 'geopackage'])
    expect(await run(['components', '--format', format, '--out', out], 'zh')).toMatchObject({
      code: 0,
      said: expect.stringContaining('已导出 119 个部件'),
    })
  expect(await readdir(spool)).toEqual([])
  const audit = await rows<{ actor: string; rows: number; state: string[] }>(
    registry().db,
    `select a.actor as actor, (a.after->>'rows')::int as rows, a.after->'filter'->'state' as state
       from audit as a where a.action = 'component.export' order by a.id limit 1`,
  )
  expect(audit).toEqual([{ actor: 'surveyor', rows: lines.length - 1, state: ['removed', 'intact'] }])
})

test('what was delivered in the system asked for goes out digit for digit', async () => {
  const [file, out] = [path.join(folder, 'in.csv'), path.join(folder, 'same.csv')]
  await writeFile(file, 'id,e,n\n3205060115000777,40559045.691234,3461075.541234\n')
  const code = await runImport(
    [
      'components',
      file,
      '--edition',
      'TEST 1-2013',
      '--crs',
      'EPSG:4528',
      '--x',
      'e',
      '--y',
      'n',
      '--code',
      'id',
    ],
    deps('en', []),
  )
  expect(code).toBe(0)
  const only = ['--filter', 'code=3205060115000777', '--out', out, '--format', 'csv']
  await run(['components', ...only, '--crs', 'EPSG:4528'])
  expect((await readFile(out, 'utf8')).trim()).toMatch(/,40559045\.691234,3461075\.541234$/)
  await run(['components', ...only, '--crs', 'EPSG:4549'])
  expect((await readFile(out, 'utf8')).trim()).toMatch(/,559045\.6912,3461075\.5412$/)
})

test.each([
  [['houses', '--format', 'csv', '--out', 'x'], 2],
  [['components', '--format', 'csv'], 2],
  [['components', '--out', 'x'], 2],
])('wrong usage says how it is used: %j', async (argv, code) => {
  expect(await run(argv)).toEqual({
    code,
    said: expect.stringContaining('gridbook export components --format'),
  })
})

test.each([
  [['--format', 'dwg'], /format/],
  [['--format', 'csv', '--filter', 'colour=red'], /colour/],
  [['--format', 'csv', '--crs', 'EPSG:1'], /crs/],
])('what is not understood is named: %j', async (argv, words) => {
  await expect(run(['components', '--out', path.join(folder, 'no'), ...argv])).rejects.toThrow(words)
})

test('a place that cannot be written to is one sentence, and no half file is left', async () => {
  await expect(
    run(['components', '--format', 'csv', '--out', path.join(folder, 'nowhere', 'x.csv')]),
  ).rejects.toThrow(/nowhere.*cannot be written \(ENOENT\)/)
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
})
