/** Whether Debian's gdal-bin is here, as a second reader and writer of files; tests that need it are skipped, and say so, where it is not. */
import { spawnSync } from 'node:child_process'

export const ogr2ogr: boolean = spawnSync('ogr2ogr', ['--version']).status === 0
if (!ogr2ogr) console.warn('skipped: ogr2ogr (gdal-bin) is not there')
