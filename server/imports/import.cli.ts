/** `gridbook import grids | components | classes FILE`, `gridbook import undo BATCH`. Exit codes: 0 all rows accepted (or all taken back), 1 failed, 2 wrong usage, 3 some rows refused (or some components kept). */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { undoBatch } from '../census/commit/undo-batch.ts'
import { importComponents } from '../census/import-components.ts'
import { readDatumShifts } from '../census/staging/city-datum.ts'
import { mappingByTemplate } from '../census/templates/mapping-by-template.ts'
import type { Command, CommandDeps } from '../command.ts'
import { FileRefused } from '../readers/file-refused.ts'
import { importClasses } from './import-classes.ts'
import type { ImportOptions, Progress } from './import-file.ts'
import { importGrids } from './import-grids.ts'
import { IMPORT_USAGE, mappingFrom, parseImportArgs } from './import-options.ts'
import { type Lang, summariseComponents, summariseGrids } from './import-summary.ts'
import { componentMapping, gridMapping, parseMapping } from './mapping.ts'

const ACCEPTED = 0
const FAILED = 1
const USAGE_WRONG = 2
const SOME_REFUSED = 3

/** At most one line a second. */
const progressSayer = (say: (line: string) => void): ((progress: Progress) => void) => {
  const begun = performance.now()
  let last = begun
  return ({ rows, share }) => {
    const now = performance.now()
    if (now - last < 1_000) return
    last = now
    const rate = Math.round((1_000 * rows) / (now - begun))
    say(`${rows.toLocaleString('en-US')} rows read (${Math.floor(share * 100)} %), ${rate} rows/s`)
  }
}

const STAGES = { judge: 'judging them …', compare: 'comparing them …', commit: 'committing …' } as const

type Args = ReturnType<typeof parseImportArgs>

const report = (
  imported: { readonly outcome: { readonly refused: number } },
  lines: string[],
  { print, json }: { print: (line: string) => void; json: boolean },
): number => {
  if (json) print(JSON.stringify(imported, null, 2))
  else for (const line of lines) print(line)
  return imported.outcome.refused > 0 ? SOME_REFUSED : ACCEPTED
}

const runUndo = async (
  batchId: number,
  { db, actor, print }: CommandDeps,
  { json, lang }: { json: boolean; lang: Lang },
): Promise<number> => {
  const undone = await db.transaction((trx) => undoBatch(trx, batchId, actor))
  const { takenBack, kept, batchId: by } = undone
  if (json) print(JSON.stringify({ undoes: batchId, ...undone }, null, 2))
  else if (lang === 'zh')
    print(
      `批次 ${batchId} 已由批次 ${by} 撤销：恢复 ${takenBack} 个部件，另有 ${kept} 个后来有改动，保持不变`,
    )
  else
    print(
      `Batch ${batchId} was taken back by batch ${by}: ${takenBack} components stand as before, ${kept} that were changed since stay.`,
    )
  return kept > 0 ? SOME_REFUSED : ACCEPTED
}

const runKind = async (
  { kind, files, values }: Args,
  options: ImportOptions,
  work: CommandDeps,
  lang: Lang,
): Promise<number> => {
  const shown = { print: work.print, json: values.json ?? false }
  const [file = ''] = files
  if (kind === 'undo') return runUndo(Number(file), work, { ...shown, lang })
  if (kind === 'grids') {
    const mapping = parseMapping(gridMapping, await mappingFrom('grids', values))
    const imported = await importGrids(file, mapping, options)
    return report(imported, summariseGrids(imported, lang), shown)
  }
  if (kind === 'components') {
    const template =
      values.template === undefined ? undefined : await mappingByTemplate(work, values.template, files)
    const mapping = parseMapping(componentMapping, await mappingFrom('components', values, template))
    const imported = await importComponents(files, mapping, {
      db: work.db,
      embedded: work.embedded,
      actor: work.actor,
      dryRun: options.dryRun,
      folder: options.folder ?? '',
      shifts: options.shifts,
      tell: options.onProgress ?? (() => {}),
      begin: (stage) => work.say(`All rows read; ${STAGES[stage]}`),
    })
    return report(imported, summariseComponents(imported, lang), shown)
  }
  const imported = await importClasses(
    file,
    {
      code: values.edition ?? '',
      nameZh: values['edition-name'],
      nameEn: values['edition-name'],
      extends: values.extends,
    },
    options,
  )
  work.print(
    values.json
      ? JSON.stringify(imported, null, 2)
      : `${imported.dryRun ? 'Dry run, nothing was changed: ' : ''}${imported.total} classes read, ${imported.written} written, ${imported.total - imported.written} as they were.`,
  )
  return ACCEPTED
}

const KINDS = ['grids', 'components', 'classes', 'undo']

const usageProblem = ({ kind, files, values }: Args): string | null => {
  if (!KINDS.includes(kind ?? '')) return 'Say what to import: grids, components or classes.'
  const [file] = files
  if (kind === 'undo' && !/^[1-9]\d*$/.test(file ?? '')) return 'Name the batch to take back by its number.'
  if (file === undefined) return 'Name the file to import.'
  if (files.length > 1 && kind !== 'components') return 'Import one file at a time.'
  if (kind === 'classes' && values.edition === undefined)
    return 'Name the edition of the classes (--edition).'
  if (values['dry-run'] && values.commit) return 'Either --dry-run or --commit: a dry run commits nothing.'
  return null
}

const parseOrNull = (argv: string[]): Args | string => {
  try {
    return parseImportArgs(argv)
  } catch (error) {
    return (error as Error).message
  }
}

export const runImport: Command = async (argv, work) => {
  const args = parseOrNull(argv)
  const problem = typeof args === 'string' ? args : usageProblem(args)
  if (typeof args === 'string' || problem !== null) {
    work.say(`${problem}\n\n${IMPORT_USAGE}`)
    return USAGE_WRONG
  }
  const lang: Lang = (args.values.lang ?? work.language).startsWith('zh') ? 'zh' : 'en'
  const folder = await mkdtemp(path.join(tmpdir(), 'gridbook-import-'))
  const options: ImportOptions = {
    db: work.db,
    folder,
    shifts: await readDatumShifts(work.db),
    actor: work.actor,
    dryRun: args.values['dry-run'] ?? false,
    onProgress: progressSayer(work.say),
    onApply: () => work.say('All rows read; applying them …'),
  }
  try {
    return await runKind(args, options, work, lang)
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    work.say(lang === 'zh' ? error.zh : error.message)
    return FAILED
  } finally {
    await rm(folder, { recursive: true })
  }
}
