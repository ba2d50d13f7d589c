/** Deliveries as a client brings them to a running server: CSV files over a small district of two towns, and waiting for the work on them. */
import { expect } from 'vitest'
import type { Census, LayerReading } from '../../server/shared/census.ts'
import { type Api, createApi } from '../../web/api.ts'
import { importGrids, makeDistrict, square } from './imports.ts'
import type { TestServer } from './server.ts'

export type Towns = { readonly west: number; readonly east: number }

/** Two towns of a hundredth of a degree side by side; the edition is `Test`, its class `LAMP`. */
export const makeTowns = async ({ db }: Pick<TestServer, 'db'>): Promise<Towns> => {
  const { levelIds } = await makeDistrict(db, 1)
  await importGrids(db, levelIds[0] ?? 0, [
    { code: 'WEST', shape: square(120.6, 31.2, 120.61, 31.21) },
    { code: 'EAST', shape: square(120.61, 31.2, 120.62, 31.21) },
  ])
  const found = await db.raw<{ rows: { id: number; code: string }[] }>(
    `select g.grid_id as id, g.code as code from grid_version as g where g.valid_to is null`,
  )
  const of = (code: string): number => found.rows.find((grid) => grid.code === code)?.id ?? 0
  return { west: of('WEST'), east: of('EAST') }
}

/** Code, class, owner, name, position. */
export type Line = readonly [
  code: string,
  kind: string,
  owner: string,
  name: string,
  lon: number,
  lat: number,
]

export const csvOf = (lines: readonly Line[]): Blob =>
  new Blob([`nr,kind,owner,title,lon,lat\n${lines.map((line) => line.join(',')).join('\n')}\n`])

/** `n` lamps in the west, a metre or so apart, from `first` on. */
export const lamps = (n: number, first = 0): Line[] =>
  Array.from({ length: n }, (_, i) => {
    const at = first + i
    return [
      `L${at}`,
      'LAMP',
      'Water',
      `lamp ${at}`,
      120.6 + (at % 500) * 1.5e-5,
      31.2 + Math.floor(at / 500) * 1.5e-5,
    ]
  })

export const READING: LayerReading = {
  crs: 'EPSG:4490',
  geometry: { x: 'lon', y: 'lat' },
  targets: { code: 'nr', class: 'kind', 'owner.unit': 'owner', name: 'title' },
}

export const surveyorOf = async (server: TestServer, gridId: number | null = null): Promise<Api> =>
  createApi({ base: server.base, bearer: (await server.as('surveyor', gridId)).bearer })

/** What the delivery is when no work on it is queued or runs. */
export const rested = async (api: Api, id: number, timeout = 60_000): Promise<Census> => {
  let last: Promise<Census> | undefined
  const state = async (): Promise<string> => {
    last = api.getCensus({ params: { id } })
    return last.then(
      ({ job }) => job?.state ?? 'none',
      () => 'refused',
    )
  }
  await expect.poll(state, { timeout, interval: 50 }).not.toMatch(/queued|running/)
  return last as Promise<Census>
}

/** A delivery whose file is there and read as `READING` says. */
export const receive = async (
  api: Api,
  title: string,
  lines: readonly Line[],
  settings: object = {},
): Promise<Census> => {
  const { id } = await api.createCensus({ body: { title, edition: 'Test' } })
  await api.updateCensus({ params: { id }, body: { settings: { units: 'create', ...settings } } })
  await api.addCensusFile({ params: { id }, query: { name: 'lamps.csv' }, file: csvOf(lines) })
  await rested(api, id)
  await api.updateLayer({ params: { id, no: 1 }, body: { reading: READING } })
  return rested(api, id)
}

/** The same, staged, judged and compared. */
export const deliver = async (
  api: Api,
  title: string,
  lines: readonly Line[],
  settings: object = {},
): Promise<Census> => {
  const { id } = await receive(api, title, lines, settings)
  await api.stageCensus({ params: { id } })
  return rested(api, id)
}

export const commitDelivery = async (api: Api, id: number, body: object = {}): Promise<Census> => {
  await api.commitCensus({ params: { id }, body })
  return rested(api, id)
}
