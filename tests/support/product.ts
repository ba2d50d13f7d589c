/** The product as its user starts it: a process of its own with a data directory or a database of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const GRIDBOOK = fileURLToPath(new URL('../../server/gridbook.mjs', import.meta.url))

export type Process = {
  readonly child: ChildProcess
  readonly said: string[]
  /** Settles at the first line of standard error that matches; rejects if the process ends before. */
  line(pattern: RegExp): Promise<string>
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>
}

/** Runs `gridbook …argv` with these variables and none of the caller's that would configure it. */
export const runGridbook = (argv: string[], env: Readonly<Record<string, string>>): Process => {
  const { DATABASE_URL: _url, TEST_DATABASE_URL: _test, ...inherited } = process.env
  const child = spawn(process.execPath, [GRIDBOOK, ...argv], {
    env: { ...inherited, LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  const waiting = new Set<() => void>()
  let rest = ''
  const hear = (chunk: Buffer): void => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    said.push(...lines)
    for (const look of waiting) look()
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? code ?? 1)),
  )
  const line = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = said.find((one) => pattern.test(one))
        if (found === undefined) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
      ended.then((how) => reject(new Error(`ended with ${how} before ${pattern}: ${said.join(' | ')}`)))
    })
  return { child, said, line, ended }
}

/** Whom `startProduct` makes its administrator. */
export const ADMIN = { name: 'admin', password: 'correct horse battery' }

/** Starts a server on a free port and waits until it says its address. */
export const startProduct = async (
  env: Readonly<Record<string, string>>,
): Promise<Process & { readonly url: string }> => {
  const server = runGridbook(['serve'], { PORT: '0', ADMIN_PASSWORD: ADMIN.password, ...env })
  const url = /http:\S+/.exec(await server.line(/^Gridbook is at /))?.[0] ?? ''
  return { ...server, url }
}
