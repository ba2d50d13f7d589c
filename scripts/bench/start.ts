/** From the start of the server's process to its first tile. */
import { setTimeout as pause } from 'node:timers/promises'
import type { District } from './district.ts'
import { openClient } from './http.ts'
import { startProduct } from './product.ts'
import { ms, type Section } from './table.ts'
import { median } from './timing.ts'

const STARTS = 3
const WANTED_MS = 3_000
const PORT = 18_473

const firstTile = async (district: District, bearer: string): Promise<number> => {
  const began = performance.now()
  const starting = startProduct(district, PORT)
  const client = openClient(1, bearer)
  const url = `http://127.0.0.1:${PORT}/api/tiles/components/10/855/418.mvt`
  let status = 0
  let took = 0
  while (status !== 200) {
    status = (await client.get(url).catch(() => ({ status: 0 }))).status
    took = performance.now() - began
    if (status !== 200) await pause(20)
  }
  client.close()
  await (await starting).stop()
  return took
}

/** The client must have been built before: a first start of all takes longer. */
export const measureStart = async (district: District, bearer: string): Promise<Section> => {
  const taken: number[] = []
  for (let n = 0; n < STARTS; n++) taken.push(await firstTile(district, bearer))
  const took = median(taken)
  return {
    title: 'Start',
    columns: ['', 'median of 3', 'longest'],
    rows: [['from the start of the process to the first tile', ms(took), ms(Math.max(...taken))]],
    goals: [
      {
        what: 'first tile after a start, on a server',
        wanted: ms(WANTED_MS),
        got: ms(took),
        met: took <= WANTED_MS,
      },
    ],
  }
}
