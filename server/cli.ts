/** The command line: `gridbook serve | migrate | …`. A command gives its exit code; what cannot start says one sentence and no stack. */
import os from 'node:os'
import { parseArgs } from 'node:util'
import { runUser } from './accounts/user.cli.ts'
import { type Config, readConfig } from './config.ts'
import { openDatabase } from './db/connect.ts'
import type { Database } from './db/database.ts'
import { type Actor, SYSTEM } from './db/end-write.ts'
import { prepareDatabase } from './db/prepare.ts'
import { changeDistrict } from './district/establish-district.ts'
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

const migrateOnly = (): Promise<number> =>
  withDatabase(async () => {
    say('The database is up to date.')
    return 0
  })

const setDistrict = (argv: string[]): Promise<number> =>
  withDatabase(async ({ db }) => {
    const { values } = parseArgs({
      args: argv,
      options: {
        code: { type: 'string' },
        name: { type: 'string' },
        centre: { type: 'string' },
        'metric-srid': { type: 'string' },
      },
    })
    const srid = values['metric-srid']
    await changeDistrict(db, commandLineActor(), {
      code: values.code,
      name: values.name,
      centreName: values.centre,
      metricSrid: srid === undefined ? undefined : Number(srid),
    })
    say('The district is set.')
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
    run: setDistrict,
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
