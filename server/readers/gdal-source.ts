/**
 * Reads FileGDB and DXF through gdal3.js, an optional package: a process of its own writes a layer as GeoJSON text sequence into the caller's folder,
 * in the layer's own CRS, and the GeoJSON reader reads that.
 */
import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { crsFromWkt } from './crs-from-wkt.ts'
import { type DxfCopy, transcodeDxf } from './dxf-text.ts'
import { FileRefused } from './file-refused.ts'
import type { GdalAnswer, GdalJob } from './gdal-process.ts'
import { openGeoJson } from './geojson-source.ts'
import type { EncodingFound, Layer, OpenOptions, Source } from './source.ts'

const require = createRequire(import.meta.url)
const TYPESCRIPT_LOADER = pathToFileURL(require.resolve('tsx')).href
/** A FileGDB of 231,000 rows takes about 13 s. */
const TIME_LIMIT_MS = 15 * 60_000

const findPackage = (): string => {
  try {
    return require.resolve('gdal3.js/node')
  } catch (cause) {
    throw new FileRefused(
      'gdal_missing',
      [
        '读取文件地理数据库和 DXF 需要可选组件 gdal3.js：请在安装目录执行 npm install gdal3.js，或改交 GeoPackage、Shapefile',
        'FileGDB and DXF are read by the optional package gdal3.js: run npm install gdal3.js where Gridbook is installed, or deliver a GeoPackage or a Shapefile.',
      ],
      { cause },
    )
  }
}

const refuse = (file: string, why: string): FileRefused =>
  new FileRefused('gdal_failed', [
    `${path.basename(file)} 无法读取：${why}`,
    `${path.basename(file)} cannot be read: ${why}.`,
  ])

type Done = Exclude<GdalAnswer, { failed: string }>

const runGdal = async (job: Omit<GdalJob, 'module'>): Promise<Done> => {
  const module = findPackage()
  const child = fork(new URL('./gdal-process.ts', import.meta.url), [JSON.stringify({ ...job, module })], {
    cwd: path.join(path.dirname(module), 'dist', 'package'),
    execArgv: ['--import', TYPESCRIPT_LOADER],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  const answer = await new Promise<GdalAnswer>((resolve) => {
    child.once('message', (message) => resolve(message as GdalAnswer))
    child.once('exit', (code, signal) =>
      resolve({ failed: `GDAL ended with ${signal ?? `exit code ${code}`}` }),
    )
  })
  if ('failed' in answer) throw refuse(job.file, answer.failed)
  return answer
}

const folderOf = (folder: string | undefined): string => {
  if (folder === undefined) throw new RangeError('FileGDB and DXF need a folder to be converted in')
  return folder
}

/** Names of its layers. */
export const listFileGdb = async (file: string): Promise<string[]> => {
  const { layers } = await runGdal({ file, convert: null, env: {} })
  if (layers.length === 0) throw refuse(file, 'it holds no layers')
  return layers.map(({ name }) => name)
}

const FILEGDB_TEXT: EncodingFound = {
  name: 'utf-8',
  confidence: 'certain',
  why: [
    '文件地理数据库的文字是 UTF-16，已转为 UTF-8',
    'The texts of a FileGDB are UTF-16; they were turned into UTF-8.',
  ],
}
/** Symbols stay points with the attributes of their blocks, instead of becoming the lines that they are drawn with. */
const DXF_ENV = { DXF_INLINE_BLOCKS: 'FALSE', DXF_ENCODING: 'UTF-8' }

/** Of a drawing, what stands on the ground; the definitions of its blocks are a layer beside it. */
const DRAWN = 'entities'

let conversions = 0

const convert = async (
  file: string,
  layer: Layer,
  folder: string,
  copy: DxfCopy | null,
  options: OpenOptions,
): Promise<Source> => {
  conversions++
  const name = `gdal-${process.pid}-${conversions}`
  const { layers, written } = await runGdal({
    file,
    convert: { part: layer.part, folder, name },
    env: copy === null ? {} : DXF_ENV,
  })
  const found = layers.find((one) => layer.part === null || one.name === layer.part)
  if (found === undefined || written === null) throw refuse(layer.file, `it holds no layer ${layer.part}`)
  const source = await openGeoJson({ ...layer, file: written }, options)
  return {
    ...source,
    format: layer.format,
    fields: found.fields,
    count: found.count,
    crs: found.wkt === null || found.wkt === '' ? null : crsFromWkt(found.wkt, options.shifts),
    encoding: copy?.encoding ?? FILEGDB_TEXT,
  }
}

/** Throws FileRefused where the package is absent or GDAL cannot read the file. */
export const openByGdal = async (layer: Layer, options: OpenOptions): Promise<Source> => {
  findPackage()
  const folder = folderOf(options.folder)
  if (layer.format !== 'dxf') return convert(path.resolve(layer.file), layer, folder, null, options)
  const copy = await transcodeDxf(layer.file, folder, options.encoding)
  return convert(copy.file, { ...layer, part: DRAWN }, folder, copy, options)
}
