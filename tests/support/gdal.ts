/** Debian's gdal-bin as a second reader and writer of files; tests that need it are skipped, and say so, where it is not. */
import { execFileSync, spawnSync } from 'node:child_process'

const PROGRAM = 'ogr2ogr'

export const hasGdal: boolean = spawnSync(PROGRAM, ['--version']).status === 0
if (!hasGdal) console.warn(`skipped: ${PROGRAM} (gdal-bin) is not there`)

/** What it writes to its standard output. Throws where it ends with an error. */
export const runOgr2ogr = (...options: readonly string[]): string =>
  execFileSync(PROGRAM, options, { maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'ignore'] }).toString()
