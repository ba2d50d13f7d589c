/** `gridbook export components --format F --out FILE`: the same export as over HTTP. Exit codes: 0 written, 1 failed, 2 wrong usage. */
import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import type { Command, CommandDeps } from '../command.ts'
import { StartupError } from '../errors.ts'
import { parse } from '../http/route.ts'
import { exportComponents as contract, EXPORT_FORMATS } from '../shared/exports.contract.ts'
import { auditExport } from './audit-export.ts'
import { type Exported, type ExportQuestion, exportComponents } from './export-components.ts'

export const EXPORT_USAGE = `gridbook export components --format ${EXPORT_FORMATS.join('|')} --out FILE
                             [--filter 'class=3,5&state=damaged' …] [--at DAY] [--crs NAME] [--encoding utf-8|gb18030]
                             [--names own|2007|2013|2026] [--geometry xy|wkt] [--lang zh|en]
A filter is written as in the address of the map: class, competent, owner, maintainer, state, confirmation, grid, and code, q, bbox.`

const USAGE_WRONG = 2
const TEXT = { type: 'string' } as const

const readArgs = (argv: string[]) =>
  parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      format: TEXT,
      out: TEXT,
      filter: { type: 'string', multiple: true },
      at: TEXT,
      crs: TEXT,
      encoding: TEXT,
      names: TEXT,
      geometry: TEXT,
      lang: TEXT,
    },
  })

/** Throws InvalidInput as the route does. */
const questionOf = (
  { filter = [], out: _, ...options }: ReturnType<typeof readArgs>['values'],
  language: string,
): ExportQuestion => {
  const filters = filter.flatMap((one) => [...new URLSearchParams(one)])
  return parse(
    contract.query,
    { lang: language, ...Object.fromEntries(filters), ...options },
    'filter',
  ) as ExportQuestion
}

/** Whole or not at all: it gets its name when it is done. */
const writeFile = async ({ bytes }: Exported, file: string): Promise<number> => {
  const part = `${file}.part`
  const stream = createWriteStream(part)
  await pipeline(bytes, stream).catch(async (error: NodeJS.ErrnoException) => {
    await rm(part, { force: true })
    if (error.syscall === 'open') throw new StartupError(`${file} cannot be written (${error.code}).`)
    throw error
  })
  await rename(part, file)
  return (await stat(file)).size
}

export const runExport: Command = async (
  argv,
  { db, embedded = false, actor, language, say, print }: CommandDeps,
) => {
  const { values, positionals } = readArgs(argv)
  const [kind, ...rest] = positionals
  const { out, format } = values
  if (kind !== 'components' || rest.length > 0 || out === undefined || format === undefined) {
    say(`Say what to export, in which format and to which file.\n\n${EXPORT_USAGE}`)
    return USAGE_WRONG
  }
  await exportComponents({ db, embedded }, questionOf(values, language), async (exported) => {
    await auditExport(db, actor, questionOf(values, language), exported)
    const bytes = await writeFile(exported, out)
    const [rows, megabytes] = [exported.rows.toLocaleString('en-US'), (bytes / 1e6).toFixed(1)]
    print(
      language === 'zh'
        ? `已导出 ${rows} 个部件：${out}，${megabytes} MB，${exported.crs}`
        : `${rows} components written to ${out}, ${megabytes} MB, ${exported.crs}`,
    )
  })
  return 0
}
