/** Two maps are open: what is delivered beside them shows in both, and only the tiles that hold the touched place are fetched for it. */
import type { Page, Request } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { ComponentCard } from '../../server/shared/components.contract.ts'
import { STATE_COLOURS } from '../../web/map/colouring.ts'
import { tileOf } from '../support/tile.ts'
import { inBrowser, mapIdle, openPage } from './browser.ts'
import { deliverLamp, findLamp } from './lamp.ts'
import { pixelsInTheMiddle } from './looks.ts'

/** Tiles that a page asks for; of each, whether the page had been given it before. Of an empty tile a browser keeps no tag. */
const watchTiles = (page: Page) => {
  const held = new Set<string>()
  const asked: { layer: string; z: number; x: number; y: number; before: boolean; request: Request }[] = []
  page.on('request', (request) => {
    const url = request.url()
    const [, layer = '', ...numbers] = /\/api\/tiles\/(\w+)\/(\d+)\/(\d+)\/(\d+)\.mvt/.exec(url) ?? []
    const [z = -1, x = -1, y = -1] = numbers.map(Number)
    if (layer !== '') asked.push({ layer, z, x, y, before: held.has(url), request })
  })
  page.on('response', (response) => {
    if (response.status() === 200) held.add(response.url())
  })
  return asked
}

inBrowser('two maps', (product) => {
  let lamp: ComponentCard
  beforeAll(async () => {
    lamp = await findLamp(product())
  })

  test('a change shows at every zoom, and only touched tiles were fetched, with the tags of those on screen', async () => {
    const place = lamp.point
    const openAt = async (zoom: number) => {
      const { page, close } = await openPage(product(), { size: { width: 1000, height: 640 }, at: '/admin' })
      const asked = watchTiles(page)
      // Farther out the lamp would stand below its neighbours: there only what is missing is shown.
      const filter = zoom > 16 ? '' : '&state=missing'
      await page.goto(`${product().url}/?at=${place},${zoom}&by=state${filter}`)
      await mapIdle(page)
      const middle = () => pixelsInTheMiddle(page, STATE_COLOURS.missing, zoom > 16 ? 20 : 6)
      return { zoom, page, close, middle, before: await middle(), asked, first: asked.length }
    }
    const shown = [await openAt(18), await openAt(14.5), await openAt(12.5)]
    await deliverLamp(product(), lamp, '丢失')
    for (const { zoom, page, close, middle, before, asked, first } of shown) {
      await expect.poll(middle, { message: `drawn at zoom ${zoom}` }).toBeGreaterThan(before)
      await mapIdle(page)
      expect([zoom, first > 1, asked.length - first]).toEqual([zoom, true, 1])
      for (const { layer, z, x, y, before, request } of asked.slice(first)) {
        expect({ layer, z, x, y }).toEqual({ layer: 'components', z, ...tileOf(z, place) })
        if (before) expect(await request.headerValue('if-none-match')).not.toBeNull()
      }
      await close()
    }
  })
})
