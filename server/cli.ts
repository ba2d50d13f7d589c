/** The command line: `gridbook serve | migrate | …`. A command gives its exit code; what cannot start says one sentence and no stack. */
import { readConfig } from './config.ts'
import { openDatabase } from './db/connect.ts'
import { migrate } from './db/migrate.ts'
import { StartupError } from './errors.ts'
import { startServer } from './main.ts'

type Command = { readonly usage: string; readonly run: (argv: string[]) => Promise<number> }

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

const dieOfLostDatabase = (how: string): void => {
  say(`The embedded database ended by itself (${how}); start Gridbook again, nothing acknowledged is lost.`)
  process.exit(1)
}

const serve = async (): Promise<number> => {
  const running = await startServer(readConfig(), say, dieOfLostDatabase)
  say(`Gridbook is at ${running.url}`)
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name))
  })
  say(`${signal}: ending requests in flight, then the database …`)
  await running.close()
  return 0
}

const migrateOnly = async (): Promise<number> => {
  const config = readConfig()
  const database = await openDatabase(config, { share: true, onLost: dieOfLostDatabase })
  try {
    const applied = await migrate(database.db, config.dbSchema)
    say(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The schema is up to date.')
    return 0
  } finally {
    await database.close()
  }
}

const COMMANDS: Record<string, Command> = {
  serve: { usage: 'serve                     start the server', run: serve },
  migrate: { usage: 'migrate                   bring the schema up to date', run: migrateOnly },
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
    if (error instanceof StartupError) say(error.message)
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  },
)
