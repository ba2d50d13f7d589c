/** `gridbook export components|grids --format F --out FILE`: the same export as over HTTP. Exit codes: 0 written, 1 failed, 2 wrong usage. */
import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import type { Command, CommandDeps } from '../command.ts'
import type { Connection } from '../db/database.ts'
import { StartupError } from '../errors.ts'
import { parse } from '../http/route.ts'
import {
  exportComponents as componentContract,
  EXPORT_FORMATS,
  GRID_EXPORT_FORMATS,
  exportGrids as gridContract,
} from '../shared/exports.contract.ts'
import { auditExport, auditGridExport } from './audit-export.ts'
import { type ExportQuestion, exportComponents } from './export-components.ts'
import { exportGrids, type GridExportQuestion } from './export-grids.ts'
import { findLevelByCode } from './grid-rows.queries.ts'
import type { Exported } from './write-table.ts'

export const EXPORT_USAGE = `gridbook export components --format ${EXPORT_FORMATS.join('|')} --out FILE
                             [--filter 'class=3,5&state=damaged' …] [--at DAY] [--crs NAME] [--encoding utf-8|gb18030]
                             [--names own|2007|2013|2026] [--geometry xy|wkt] [--lang zh|en]
       gridbook export grids --format ${GRID_EXPORT_FORMATS.join('|')} --out FILE
                             [--scheme CODE [--level CODE]] [--at DAY] [--crs NAME] [--encoding utf-8|gb18030] [--lang zh|en]
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
      scheme: TEXT,
      level: TEXT,
    },
  })

type Options = ReturnType<typeof readArgs>['values']

/** Throws InvalidInput as the route does. */
const componentQuestion = (
  { filter = [], out: _, ...options }: Options,
  language: string,
): ExportQuestion => {
  const filters = filter.flatMap((one) => [...new URLSearchParams(one)])
  return parse(
    componentContract.query,
    { lang: language, ...Object.fromEntries(filters), ...options },
    'filter',
  ) as ExportQuestion
}

/** Schemes and levels by their codes, which people know. */
const gridQuestion = async (
  db: Connection,
  { out: _, scheme, level, ...options }: Options,
  language: string,
): Promise<GridExportQuestion> => {
  const found = await findLevelByCode(db, scheme, level)
  return parse(gridContract.query, { lang: language, ...options, ...found }, 'options') as GridExportQuestion
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

const KINDS = {
  components: ['个部件', 'components'],
  grids: ['个网格', 'grids'],
} as const
type Kind = keyof typeof KINDS
const isKind = (word: string | undefined): word is Kind => word !== undefined && word in KINDS

export const runExport: Command = async (
  argv,
  { db, embedded = false, actor, language, say, print }: CommandDeps,
) => {
  const { values, positionals } = readArgs(argv)
  const [kind, ...rest] = positionals
  const { out, format } = values
  if (!isKind(kind) || rest.length > 0 || out === undefined || format === undefined) {
    say(`Say what to export, in which format and to which file.\n\n${EXPORT_USAGE}`)
    return USAGE_WRONG
  }
  const [zh, en] = KINDS[kind]
  const take = async (exported: Exported, audit: Promise<unknown>): Promise<void> => {
    await audit
    const bytes = await writeFile(exported, out)
    const [rows, megabytes] = [exported.rows.toLocaleString('en-US'), (bytes / 1e6).toFixed(1)]
    print(
      language === 'zh'
        ? `已导出 ${rows} ${zh}：${out}，${megabytes} MB，${exported.crs}`
        : `${rows} ${en} written to ${out}, ${megabytes} MB, ${exported.crs}`,
    )
  }
  if (kind === 'components') {
    const question = componentQuestion(values, language)
    await exportComponents({ db, embedded }, question, (exported) =>
      take(exported, auditExport(db, actor, question, exported)),
    )
  } else {
    const question = await gridQuestion(db, values, language)
    await exportGrids({ db, embedded }, question, (exported) =>
      take(exported, auditGridExport(db, actor, question, exported)),
    )
  }
  return 0
}
