/** A password for the command line: typed unseen and twice on a terminal, or the first line of a pipe. Never an argument: other users see those. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { StartupError } from '../errors.ts'
import { createAccount as contract } from '../shared/accounts.contract.ts'

/** Swallows what readline would echo. */
const unseen = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() })

const typed = async (): Promise<string> => {
  const lines = createInterface({ input: process.stdin, output: unseen(), terminal: true })
  lines.once('SIGINT', () => process.exit(130))
  const ask = async (prompt: string): Promise<string> => {
    process.stderr.write(prompt)
    const answer = await lines.question('')
    process.stderr.write('\n')
    return answer
  }
  const password = await ask('Password: ')
  const again = await ask('The same again: ')
  lines.close()
  if (password !== again) throw new StartupError('The two are not the same; nothing was changed.')
  return password
}

const piped = async (): Promise<string> => {
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) return line
  return ''
}

export const askPassword = async (): Promise<string> => {
  const parsed = contract.body.shape.password.safeParse(await (process.stdin.isTTY ? typed() : piped()))
  if (parsed.success) return parsed.data
  throw new StartupError(`The password needs ${parsed.error.issues[0]?.message}.`)
}
