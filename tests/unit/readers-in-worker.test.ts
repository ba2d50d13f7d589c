/** Imports read in a worker thread, so that the server's loop stays free: every reader must work there, and what it gives must cross to the other side. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { serialize } from 'flatgeobuf/lib/mjs/geojson.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Format } from '../../server/readers/source.ts'
import { makeGeoPackage, pointBlob } from '../support/make-geopackage.ts'
import { makeXlsx, textRows } from '../support/make-xlsx.ts'
import { layerOf } from '../support/read-layer.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-worker-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Node reads TypeScript in a worker once it is told how, as server/gridbook.mjs does for the process. */
const START = `import('tsx/esm/api').then(({ register }) => { register(); return import(require('node:worker_threads').workerData.module) })`
const MODULE = new URL('../support/read-in-worker.ts', import.meta.url).href

const inWorker = (file: string, format: Format): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(START, {
      eval: true,
      workerData: { module: MODULE, layer: layerOf(file, format) },
    })
    worker.once('message', resolve)
    worker.once('error', reject)
  })

const geometry = { type: 'Point' as const, coordinates: [120.5, 31.5] }
const feature = { type: 'Feature' as const, properties: { code: '编1' }, geometry }
const MAKE: Partial<Record<Format, (file: string) => Promise<unknown>>> = {
  csv: (file) => writeFile(file, 'code,lon,lat\n编1,120.5,31.5\n'),
  geojson: (file) => writeFile(file, JSON.stringify({ type: 'FeatureCollection', features: [feature] })),
  flatgeobuf: (file) => writeFile(file, serialize({ type: 'FeatureCollection', features: [feature] })),
  geopackage: async (file) =>
    makeGeoPackage(file, (db) =>
      db.run('insert into t (code, geom) values (?, ?)', ['编1', pointBlob(120.5, 31.5)]),
    ),
  xlsx: (file) =>
    makeXlsx(file, {
      sheets: [
        {
          name: 'S',
          rows: textRows([
            ['code', 'lon', 'lat'],
            ['编1', 120.5, 31.5],
          ]),
        },
      ],
    }),
}

test.each(Object.keys(MAKE) as Format[])(
  '%s',
  async (format) => {
    const file = path.join(folder, `given.${format}`)
    await MAKE[format]?.(file)
    expect(await inWorker(file, format)).toMatchObject({
      count: 1,
      last: { fields: { code: '编1' }, geometry },
    })
  },
  30_000,
)
