/** Work on a delivery outlives its server: killed in the middle of it, or told to stop, the next one takes it up at its last whole stage. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool } from '../../server/db/database.ts'
import type { Api } from '../../web/api.ts'
import { rested } from '../support/census.ts'
import { testAddress } from '../support/database.ts'
import { startProduct } from '../support/product.ts'
import { signIn } from '../support/sign-in.ts'

const ROWS = 30_000
const address = testAddress()
const schema = `test_${randomBytes(6).toString('hex')}`

let env: Record<string, string>
beforeAll(async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-restart-'))
  const url = 'connectionString' in address ? { DATABASE_URL: address.connectionString } : null
  env = { DATA_DIR: folder, DB_SCHEMA: schema, DEMO: 'false', ...url }
})
afterAll(async () => {
  await rm(env.DATA_DIR ?? '', { recursive: true, force: true })
  if (!('connectionString' in address)) return
  const db = openPool(address, schema, 1)
  await db.raw('drop schema if exists ?? cascade', [schema])
  await db.destroy()
})

/** Codes of GB/T 30428.2-2013: county, class 0101, sequence. */
const delivered = (): Blob => {
  const lines = Array.from(
    { length: ROWS },
    (_, n) =>
      `3205060101${String(n).padStart(6, '0')},${120.6 + (n % 300) * 1e-4},${31.2 + Math.floor(n / 300) * 1e-4}`,
  )
  return new Blob([`ObjID,lon,lat\n${lines.join('\n')}\n`])
}

/** In whatever stage: the table knows it a second late. */
const atWork = async (api: Api, id: number): Promise<void> => {
  const stage = async () => {
    const { job } = await api.getCensus({ params: { id } })
    return `${job?.state} ${job?.stage}`
  }
  await expect.poll(stage, { timeout: 60_000, interval: 20 }).toMatch(/^running (read|judge|compare)/)
}

test('a server that is killed, and one that is stopped, leave a delivery that the next one finishes', async () => {
  const first = await startProduct(env)
  const api = await signIn(first.url)
  const { id } = await api.createCensus({ body: { title: 'outlives', edition: 'GB/T 30428.2-2013' } })
  await api.addCensusFile({ params: { id }, query: { name: 'covers.csv' }, file: delivered() })
  const { layers } = await rested(api, id)
  const proposed = layers[0]?.inspection?.proposed ?? { targets: {} }
  await api.updateLayer({ params: { id, no: 1 }, body: { reading: { ...proposed, crs: 'EPSG:4490' } } })
  await rested(api, id)
  await api.stageCensus({ params: { id } })
  await atWork(api, id)
  first.child.kill('SIGKILL')
  await first.ended

  const second = await startProduct(env)
  const again = await signIn(second.url)
  const resumed = await rested(again, id, 240_000)
  expect(resumed).toMatchObject({ state: 'compared', job: { state: 'done' } })
  expect(resumed.counts).toMatchObject({ total: ROWS, refused: 0, new: ROWS })

  await again.stageCensus({ params: { id } })
  await atWork(again, id)
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)

  const third = await startProduct(env)
  const last = await signIn(third.url)
  const begun = performance.now()
  const done = await rested(last, id, 240_000)
  expect(done).toMatchObject({ state: 'compared', counts: { total: ROWS, new: ROWS } })
  console.info(`taken up and finished ${Math.round((performance.now() - begun) / 1000)} s after the start`)
  third.child.kill('SIGTERM')
  expect(await third.ended).toBe(0)
}, 900_000)
