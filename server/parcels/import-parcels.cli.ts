/** `gridbook import parcels FILE`: exit codes 0 all rows taken, 1 failed, 2 wrong usage, 3 some rows refused. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readDatumShifts } from '../census/staging/city-datum.ts'
import type { Command } from '../command.ts'
import { getLevelNamed } from '../grids/level-named.ts'
import { readCrsName } from '../readers/declared-crs.ts'
import { FileRefused } from '../readers/file-refused.ts'
import { ENCODINGS, type Encoding } from '../readers/source.ts'
import { importParcels } from './import-parcels.ts'

export const IMPORT_PARCELS_USAGE = `gridbook import parcels FILE       --scheme CODE --level CODE [--code FIELD] [--name FIELD] [--crs NAME] [--layer NAME] [--encoding NAME]
                                 ground that no grid of the level holds is taken; the rest of a shape is cut off`

const TEXT = { type: 'string' } as const

const readArgs = (argv: string[]) => {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: { scheme: TEXT, level: TEXT, code: TEXT, name: TEXT, crs: TEXT, layer: TEXT, encoding: TEXT },
    })
  } catch (error) {
    return (error as Error).message
  }
}

export const runImportParcels: Command = async (argv, { db, actor, language, print, say }) => {
  const args = readArgs(argv)
  if (
    typeof args === 'string' ||
    args.positionals.length !== 1 ||
    !args.values.scheme ||
    !args.values.level
  ) {
    say(
      `${typeof args === 'string' ? args : 'Name one file, the scheme and the level.'}\n\n${IMPORT_PARCELS_USAGE}`,
    )
    return 2
  }
  const { scheme, level, code, name, crs, layer, encoding } = args.values
  const folder = await mkdtemp(path.join(tmpdir(), 'gridbook-parcels-'))
  try {
    const imported = await importParcels(db, actor, {
      ...(await getLevelNamed(db, scheme, level)),
      file: args.positionals[0] ?? '',
      codeField: code,
      nameField: name,
      layer,
      crs: crs === undefined ? undefined : readCrsName(crs),
      encoding: ENCODINGS.find((known): known is Encoding => known === encoding),
      folder,
      shifts: await readDatumShifts(db),
    })
    const { rows, made, known, refused } = imported
    print(
      language === 'zh'
        ? `读取 ${rows} 行：新增 ${made.length} 个地块，已有 ${known} 个，未取 ${refused.length} 行`
        : `${rows} rows read: ${made.length} parcels made, ${known} known already, ${refused.length} refused.`,
    )
    for (const { row, zh, en } of refused) print(`${row}\t${language === 'zh' ? zh : en}`)
    return refused.length > 0 ? 3 : 0
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    say(language === 'zh' ? error.zh : error.message)
    return 1
  } finally {
    await rm(folder, { recursive: true })
  }
}
