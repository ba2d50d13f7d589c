/** Two maps are open: what is delivered beside them shows in both, and only the tiles that hold the touched place are fetched for it. */
import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ComponentCard } from '../../server/shared/components.contract.ts'
import { STATE_COLOURS } from '../../web/map/colouring.ts'
import { tileOf } from '../support/tile.ts'
import {
  hasChromium,
  mapIdle,
  openPage,
  openProduct,
  type Product,
  pixelsInTheMiddle,
  signIn,
} from './browser.ts'

let product: Product
let lamp: ComponentCard

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

const delivery = (state: string, [lon, lat]: readonly [number, number]) =>
  product.deliver(lamp.edition, [
    'ObjID,ObjName,ObjState,x,y',
    `${lamp.code},${lamp.class.nameZh},${state},${lon},${lat}`,
  ])

describe.runIf(hasChromium)('two maps', () => {
  beforeAll(async () => {
    product = await openProduct()
    const { page } = await openPage(product, 'zh-CN')
    await signIn(page, product.url)
    lamp = await page.evaluate(async () => {
      const read = async (path: string) => (await fetch(path)).json()
      const classes = await read('/api/classes?used=true')
      const cls = classes.items.find((c: { nameZh: string }) => c.nameZh === '路灯')
      const list = await read(`/api/components?class=${cls.id}&state=intact&limit=1`)
      return read(`/api/components/${list.items[0].id}`)
    })
    await page.close()
  })
  afterAll(() => product?.close())

  test('a change shows at every zoom, and only touched tiles were fetched, with the tags of those on screen', async () => {
    const place = lamp.point
    const shown = await Promise.all(
      [18, 14.5, 12.5].map(async (zoom) => {
        const { page, wrong } = await openPage(product, 'zh-CN', { width: 1000, height: 640 })
        const asked = watchTiles(page)
        // Farther out the lamp would stand below its neighbours: there only what is missing is shown.
        const filter = zoom > 16 ? '' : '&state=missing'
        await signIn(page, product.url, `/?at=${place[0]},${place[1]},${zoom}&by=state${filter}`)
        await mapIdle(page)
        const middle = () => pixelsInTheMiddle(page, STATE_COLOURS.missing, zoom > 16 ? 20 : 6)
        return { zoom, page, wrong, middle, before: await middle(), asked, first: asked.length }
      }),
    )
    await delivery('丢失', place)
    for (const { zoom, page, wrong, middle, before, asked, first } of shown) {
      await expect.poll(middle, { timeout: 60_000, message: `drawn at zoom ${zoom}` }).toBeGreaterThan(before)
      await mapIdle(page)
      expect([zoom, first > 1, asked.length - first]).toEqual([zoom, true, 1])
      for (const { layer, z, x, y, before, request } of asked.slice(first)) {
        expect({ layer, z, x, y }).toEqual({ layer: 'components', z, ...tileOf(z, place) })
        if (before) expect(await request.headerValue('if-none-match')).not.toBeNull()
      }
      expect(wrong).toEqual([])
    }
    for (const { page } of shown) await page.close()
  })
})
