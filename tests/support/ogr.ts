/** GDAL's own reader and writer (Debian's gdal-bin), against which ours are held. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import type { FeatureCollection } from 'geojson'

const OGR2OGR = '/usr/bin/ogr2ogr'
export const hasOgr = existsSync(OGR2OGR)
if (!hasOgr) console.warn(`skipped in part: ${OGR2OGR} is not there`)

const run = promisify(execFile)
export const ogr2ogr = async (...args: string[]): Promise<string> =>
  (await run(OGR2OGR, args, { maxBuffer: 512 * 2 ** 20 })).stdout

/** All digits of the coordinates, in the file's own system; `encoding` in GDAL's words. */
export const readByOgr = async (file: string, encoding?: string): Promise<FeatureCollection> => {
  const open = encoding === undefined ? [] : ['-oo', `ENCODING=${encoding}`]
  const options = ['-f', 'GeoJSON', '-lco', 'COORDINATE_PRECISION=15', '/vsistdout/', file]
  return JSON.parse(await ogr2ogr(...options, ...open)) as FeatureCollection
}
