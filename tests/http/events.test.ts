import { expect, test } from 'vitest'
import { one } from '../../server/db/database.ts'
import { endWrite, SYSTEM } from '../../server/db/end-write.ts'
import { createApi } from '../../web/api.ts'
import { hear } from '../support/events.ts'
import { useReader } from '../support/reader.ts'

const reader = useReader(100)

const listen = (bearer: string) => hear(reader().server, bearer)

const report = async (point: [number, number]) => {
  const { server } = reader()
  const api = createApi({ base: server.base, bearer: (await server.as('dispatcher')).bearer })
  return api.createReport({ body: { point, crs: 'EPSG:4490', words: 'x' } })
}
const touch = () =>
  reader().server.db.transaction((trx) =>
    endWrite(trx, SYSTEM, { action: 'test.touch', entity: 'unit', touched: [{ entity: 'unit', ids: [1] }] }),
  )

test('a listener hears the version at the beginning, and each that is committed after', async () => {
  const { bearer } = await reader().server.as('reader')
  const { next, stop } = await listen(bearer)
  const { version } = await one<{ version: number }>(
    reader().server.db,
    `select r.version as version from registry_version as r`,
  )
  expect(await next()).toEqual({ event: 'registry', data: { version } })
  await touch()
  const told = { version: version + 1, touched: ['unit'], tiles: { zoom: 16, tiles: [] } }
  expect(await next()).toEqual({ event: 'registry', data: told })
  await stop()
})

test('a new report is told to those who may read it, inside their area, and to nobody else', async () => {
  const { server, fixture } = reader()
  const towns = fixture.grids.filter((g) => g.depth === 1)
  const [everywhere, west, east, mere] = await Promise.all([
    listen((await server.as('dispatcher')).bearer),
    listen((await server.as('dispatcher', towns[0]?.id)).bearer),
    listen((await server.as('dispatcher', towns[1]?.id)).bearer),
    listen((await server.as('reader')).bearer),
  ])
  for (const listener of [everywhere, west, east, mere])
    expect(await listener.next()).toMatchObject({ event: 'registry' })
  const made = await report([120.612, 31.268])
  const told = { event: 'report', data: { id: made.id, number: made.number } }
  expect(await everywhere.next()).toEqual(told)
  expect(await west.next()).toEqual(told)
  // What the others hear next is the next version: the report was passed over.
  await touch()
  expect(await east.next()).toMatchObject({ event: 'registry' })
  expect(await mere.next()).toMatchObject({ event: 'registry' })
  for (const listener of [everywhere, west, east, mere]) await listener.stop()
})
