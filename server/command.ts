/** What a command of the command line is given and gives. */
import type { Connection } from './db/database.ts'
import type { Actor } from './db/end-write.ts'

export type CommandDeps = {
  readonly db: Connection
  readonly embedded: boolean
  readonly actor: Actor
  readonly language: 'zh' | 'en'
  /** One line of the result, for standard output. */
  readonly print: (line: string) => void
  /** One line of progress or of what is wrong, for standard error. */
  readonly say: (line: string) => void
}

/** Gives the exit code: 0 done, 1 failed, 2 not understood, others as the command's usage says. */
export type Command = (argv: string[], deps: CommandDeps) => Promise<number>
