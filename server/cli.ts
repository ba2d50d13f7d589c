/** The command line: `gridbook serve | migrate | …`. A command gives its exit code; what cannot start says one sentence and no stack. */
import os from 'node:os'
import { runUser } from './accounts/user.cli.ts'
import { type Config, readConfig } from './config.ts'
import { openDatabase } from './db/connect.ts'
import type { Connection, Database } from './db/database.ts'
import { type Actor, SYSTEM } from './db/end-write.ts'
import { prepareDatabase } from './db/prepare.ts'
import { runDemo } from './demo/demo.cli.ts'
import { runDistrict } from './district/district.cli.ts'
import { GridbookError, StartupError } from './errors.ts'
import { startServer } from './main.ts'

type Command = { readonly usage: string; readonly run: (argv: string[]) => Promise<number> }

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
  (run: (argv: string[], deps: { db: Connection; actor: Actor; say: typeof say }) => Promise<number>) =>
  (argv: string[]): Promise<number> =>
    withDatabase(({ db }) => run(argv, { db, actor: commandLineActor(), say }))

const migrateOnly = onDatabase(async () => {
  say('The database is up to date.')
  return 0
})

const user = (argv: string[]): Promise<number> =>
  withDatabase(({ db }) =>
    runUser({ db, actor: commandLineActor(), print: (line) => process.stdout.write(`${line}\n`) }, argv),
  )

const COMMANDS: Record<string, Command> = {
  serve: { usage: 'serve                     start the server', run: serve },
  migrate: { usage: 'migrate                   bring the schema up to date', run: migrateOnly },
  district: {
    usage: 'district --name NAME …    name the district: --code, --centre, --metric-srid',
    run: onDatabase(runDistrict),
  },
  demo: {
    usage: 'demo [--full]             load the synthetic demo district, or what is missing of it',
    run: onDatabase(runDemo),
  },
  user: { usage: 'user list | add | passwd | …   accounts and what they may do', run: user },
}

const main = async ([name = 'serve', ...argv]: string[]): Promise<number> => {
  const command = COMMANDS[name]
  if (!command) {
    say(
      `Usage: gridbook COMMAND\n\n${Object.values(COMMANDS)
        .map((c) => `  gridbook ${c.usage}`)
        .join('\n')}`,
    )
    return name === 'help' || name === '--help' ? 0 : 2
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
