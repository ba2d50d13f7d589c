import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { writeZip } from '../support/archive.ts'
import { useFolder } from '../support/read-source.ts'
import { makeDbf, makeShp, pointShape } from '../support/shapefile.ts'

const folder = useFolder()
const READER = fileURLToPath(new URL('../../server/readers/open-layer.ts', import.meta.url))

/** Node reads TypeScript in a thread only after the loader was registered there. */
const inThread = `
  import('tsx/esm/api').then(async ({ register }) => {
    register()
    const { parentPort, workerData } = require('node:worker_threads')
    const { openSource } = await import(workerData.reader)
    const source = await openSource(workerData.file, { folder: workerData.folder })
    const rows = []
    for await (const batch of source.rows()) rows.push(...batch)
    parentPort.postMessage(rows)
  })`

test('a zipped Shapefile is read in a worker thread', async () => {
  const at = await folder()
  const dbf = makeDbf([{ name: 'ObjID', type: 'C', length: 16 }], [{ values: ['3205080102000001'] }])
  const parts = { ...makeShp(1, [pointShape([1, 2])]), dbf }
  const entries = Object.entries(parts).map(([extension, bytes]) => ({ name: `a.${extension}`, bytes }))
  const file = await writeZip(path.join(at, 'x.zip'), entries)
  const worker = new Worker(inThread, { eval: true, workerData: { reader: READER, file, folder: at } })
  const rows = await new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  expect(rows).toEqual([
    { rowNo: 1, fields: { ObjID: '3205080102000001' }, geometry: { type: 'Point', coordinates: [1, 2] } },
  ])
}, 60_000)
