/** Run as a worker thread: opens the layer it is given by openLayer, reads it to its end and answers with what it found. */
import { parentPort, workerData } from 'node:worker_threads'
import { openLayer } from '../../server/readers/open-layer.ts'
import type { Layer } from '../../server/readers/source.ts'

const source = await openLayer((workerData as { layer: Layer }).layer)
let count = 0
let last: unknown = null
for await (const batch of source.rows()) {
  count += batch.length
  last = batch.at(-1)
}
parentPort?.postMessage({ fields: source.fields, count, last })
