/** kill -9 of each process of the embedded product during an import: afterwards the batch is whole or absent, and the same import completes it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askHolder, socketDirOf } from '../../server/db/data-dir-lock.ts'
import { one, openPool } from '../../server/db/database.ts'
import { testAddress } from '../support/database.ts'
import { type Process, runGridbook, startProduct } from '../support/product.ts'

const embedded = 'host' in testAddress()
const COMPONENTS = 6_000

let folder: string
let env: Record<string, string>

const geojson = (features: object[]): string => JSON.stringify({ type: 'FeatureCollection', features })
/** Each batch on ground of its own: a lamp beside another of its class is a suspected duplicate. */
const lattice = (batch: number, n: number): [number, number] => [
  120.6 + (n % 200) * 1e-4,
  31.2 + batch * 0.01 + Math.floor(n / 200) * 1e-4,
]

const write = async (name: string, features: object[]): Promise<string> => {
  const file = path.join(folder, name)
  await writeFile(file, geojson(features))
  return file
}
const writeComponents = (batch: number): Promise<string> =>
  write(
    `lamps-${batch}.geojson`,
    Array.from({ length: COMPONENTS }, (_, n) => ({
      type: 'Feature',
      properties: { code: `B${batch}-${n}`, class: 'LAMP' },
      geometry: { type: 'Point', coordinates: lattice(batch, n) },
    })),
  )

const EDITION = {
  kind: 'components',
  edition: 'Test city',
  declare: {
    edition: { code: 'Test city', nameZh: '试验市', nameEn: 'Test city' },
    classes: [
      {
        code: 'LAMP',
        nameZh: '路灯',
        nameEn: 'Lamp',
        majorZh: '照明',
        majorEn: 'Lighting',
        geometry: 'point',
      },
    ],
  },
  code: 'code',
  class: 'class',
}

const startServer = () => startProduct(env)
const importComponents = (file: string): Process =>
  runGridbook(['import', 'components', file, '--mapping', path.join(folder, 'mapping.json')], env)

const count = async (batch: number): Promise<number> => {
  const db = openPool(
    { host: await socketDirOf(env.DATA_DIR ?? ''), port: 5432, user: 'postgres', database: 'postgres' },
    'gridbook',
    1,
  )
  const { n } = await one<{ n: number }>(
    db,
    `select count(*) as n from component_version as v where v.valid_to is null and v.code like :codes::text`,
    { codes: `B${batch}-%` },
  )
  await db.destroy()
  return n
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-crash-'))
  env = { DATA_DIR: path.join(folder, 'data'), DEMO: 'false' }
  await writeFile(path.join(folder, 'mapping.json'), JSON.stringify(EDITION))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const whole = async (batch: number, file: string): Promise<void> => {
  expect([0, COMPONENTS]).toContain(await count(batch))
  expect(await importComponents(file).ended).toBe(0)
  expect(await count(batch)).toBe(COMPONENTS)
}

test.runIf(embedded)(
  'each of the three processes killed while it imports',
  async () => {
    let server = await startServer()

    const first = await writeComponents(1)
    const killed = importComponents(first)
    await killed.line(/rows read/)
    killed.child.kill('SIGKILL')
    await killed.ended
    await whole(1, first)

    const second = await writeComponents(2)
    const orphaned = importComponents(second)
    await orphaned.line(/^All rows read/)
    const holder = await askHolder(env.DATA_DIR ?? '')
    process.kill(holder?.pid ?? 0, 'SIGKILL')
    expect(await orphaned.ended).not.toBe(0)
    expect(await server.ended).toBe(1)
    expect(server.said.at(-1)).toMatch(/^The embedded database ended by itself \(SIGKILL\)/)
    server = await startServer()
    await whole(2, second)

    const third = await writeComponents(3)
    const cut = importComponents(third)
    await cut.line(/rows read/)
    server.child.kill('SIGKILL')
    await server.ended
    expect(await cut.ended).not.toBe(0)
    server = await startServer()
    await whole(3, third)

    expect(await count(1)).toBe(COMPONENTS)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(await askHolder(env.DATA_DIR ?? '')).toBeNull()
  },
  600_000,
)
