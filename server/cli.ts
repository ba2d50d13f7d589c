/** The command line: `gridbook serve | migrate | …`. A command gives its exit code; what cannot start says one sentence and no stack. */
import os from 'node:os'
import { runUser, USER_USAGE } from './accounts/user.cli.ts'
import { CRS_USAGE, runCrs } from './census/crs.cli.ts'
import { runTemplate, TEMPLATE_USAGE } from './census/templates/template.cli.ts'
import { CERTIFY_USAGE, runCertify } from './certificates/certify.cli.ts'
import type { Command } from './command.ts'
import { type Config, readConfig } from './config.ts'
import { openDatabase } from './db/connect.ts'
import type { Database } from './db/database.ts'
import { type Actor, SYSTEM } from './db/end-write.ts'
import { prepareDatabase } from './db/prepare.ts'
import { DEMO_USAGE, runDemo } from './demo/demo.cli.ts'
import { DISTRICT_USAGE, runDistrict } from './district/district.cli.ts'
import { GridbookError, StartupError } from './errors.ts'
import { EXPORT_USAGE, runExport } from './exports/export.cli.ts'
import { runImport } from './imports/import.cli.ts'
import { IMPORT_USAGE } from './imports/import-options.ts'
import { startServer } from './main.ts'
import { IMPORT_PARCELS_USAGE, runImportParcels } from './parcels/import-parcels.cli.ts'

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** Who runs a command on this machine has every right; the audit names the login. */
const commandLineActor = (): Actor => ({ ...SYSTEM, name: os.userInfo().username, via: 'cli' })

const dieOfLostDatabase = (how: string): void => {
  say(`The embedded database ended by itself (${how}); start Gridbook again, nothing acknowledged is lost.`)
  process.exit(1)
}

const serve = async (): Promise<number> => {
  const running = await startServer(readConfig(), say, dieOfLostDatabase)
  say(`Gridbook is at ${running.url}`)
  say(running.signIn)
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name))
  })
  say(`${signal}: ending requests in flight, then the database …`)
  await running.close()
  return 0
}

/** Opens and prepares the database for one command; a running server's embedded database is joined. */
const withDatabase = async (
  run: (database: Database, config: Config) => Promise<number>,
): Promise<number> => {
  const config = readConfig()
  const database = await openDatabase(config, { share: true, onLost: dieOfLostDatabase })
  try {
    await prepareDatabase(database.db, config.dbSchema, say)
    return await run(database, config)
  } finally {
    await database.close()
  }
}

/** A command on a prepared database that gives its own exit code. */
const onDatabase =
  (run: Command) =>
  (argv: string[]): Promise<number> =>
    withDatabase(({ db, embedded }, { language }) =>
      run(argv, { db, embedded, actor: commandLineActor(), language, print, say }),
    )

const migrateOnly = onDatabase(async () => {
  say('The database is up to date.')
  return 0
})

type Entry = {
  readonly says: string
  readonly usage?: string
  readonly run: (argv: string[]) => Promise<number>
}

const COMMANDS: Record<string, Entry> = {
  serve: { says: 'start the server', run: serve },
  migrate: { says: 'bring the database up to date', run: migrateOnly },
  district: { says: 'name the district and its centre', usage: DISTRICT_USAGE, run: onDatabase(runDistrict) },
  import: {
    says: 'bring in grids, components, classes or parcels',
    usage: `${IMPORT_USAGE}\n  ${IMPORT_PARCELS_USAGE}`,
    run: (argv) =>
      argv[0] === 'parcels' ? onDatabase(runImportParcels)(argv.slice(1)) : onDatabase(runImport)(argv),
  },
  export: { says: 'write components or grids to a file', usage: EXPORT_USAGE, run: onDatabase(runExport) },
  certify: {
    says: 'prove that a level covers the one above',
    usage: CERTIFY_USAGE,
    run: onDatabase(runCertify),
  },
  template: { says: 'how deliveries were read before', usage: TEMPLATE_USAGE, run: onDatabase(runTemplate) },
  crs: { says: "the city's datum parameters", usage: CRS_USAGE, run: onDatabase(runCrs) },
  demo: { says: 'load the synthetic demo district', usage: DEMO_USAGE, run: onDatabase(runDemo) },
  user: { says: 'accounts and what they may do', usage: USER_USAGE, run: onDatabase(runUser) },
}

const overview = (): string => {
  const lines = Object.entries(COMMANDS).map(([name, { says }]) => `  gridbook ${name.padEnd(10)} ${says}`)
  return `Usage:\n${lines.join('\n')}\n\ngridbook COMMAND --help says more. Configuration is by environment variables; the README lists them.`
}

const main = async ([name = 'serve', ...argv]: string[]): Promise<number> => {
  const command = COMMANDS[name]
  if (!command) {
    say(overview())
    return ['help', '--help', '-h'].includes(name) ? 0 : 2
  }
  if (argv.includes('--help')) {
    print(`gridbook ${name}: ${command.says}\n\n  ${command.usage ?? `gridbook ${name}`}`)
    return 0
  }
  return command.run(argv)
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const misuse =
      error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    if (error instanceof StartupError || error instanceof GridbookError || misuse) say(error.message)
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  },
)
