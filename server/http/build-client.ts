/** Builds the client when its sources are newer than what stands in dist/web, so that `npm start` serves what the checkout holds. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { StartupError } from '../errors.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const STAMP = path.join(ROOT, 'dist/web/.built-from')
const SOURCES = ['web', 'server/shared', 'package-lock.json', 'vite.config.ts']

const filesUnder = async (relative: string): Promise<string[]> => {
  const entries = await readdir(path.join(ROOT, relative), { withFileTypes: true, recursive: true }).catch(
    () => null,
  )
  if (entries === null) return [path.join(ROOT, relative)]
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
}

/** A hash over names and contents of all that the build reads. */
const sourcesHash = async (): Promise<string> => {
  const hash = createHash('sha256')
  const files = (await Promise.all(SOURCES.map(filesUnder))).flat().sort()
  for (const file of files) hash.update(path.relative(ROOT, file)).update(await readFile(file))
  return hash.digest('hex')
}

const runVite = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const vite = path.join(
      path.dirname(createRequire(import.meta.url).resolve('vite/package.json')),
      'bin/vite.js',
    )
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new StartupError('The client could not be built; see the lines above, then try npm ci.')),
    )
  })

/** Gives whether a build was needed. */
export const buildClient = async (say: (line: string) => void): Promise<boolean> => {
  const hash = await sourcesHash()
  const built = await readFile(STAMP, 'utf8').catch(() => '')
  if (built === hash) return false
  say('Building the client …')
  await runVite()
  await writeFile(STAMP, hash)
  return true
}
