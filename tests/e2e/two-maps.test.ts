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

/** Tiles that a page asks for from now on. */
const watchTiles = (page: Page) => {
  const asked: { layer: string; z: number; x: number; y: number; request: Request }[] = []
  page.on('request', (request) => {
    const [, layer = '', ...numbers] =
      /\/api\/tiles\/(\w+)\/(\d+)\/(\d+)\/(\d+)\.mvt/.exec(request.url()) ?? []
    const [z = -1, x = -1, y = -1] = numbers.map(Number)
    if (layer !== '') asked.push({ layer, z, x, y, request })
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
      [18, 14.5, 11].map(async (zoom) => {
        const { page, wrong } = await openPage(product, 'zh-CN', { width: 1000, height: 640 })
        await signIn(page, product.url, `/?at=${place[0]},${place[1]},${zoom}&by=state`)
        await mapIdle(page)
        const middle = () => pixelsInTheMiddle(page, STATE_COLOURS.damaged, zoom > 16 ? 20 : 6)
        return { page, wrong, middle, before: await middle(), asked: watchTiles(page) }
      }),
    )
    await delivery('破损', place)
    for (const { page, wrong, middle, before, asked } of shown) {
      await expect.poll(middle, { timeout: 60_000 }).toBeGreaterThan(before)
      await mapIdle(page)
      expect(asked.length).toBeGreaterThan(0)
      for (const { layer, z, x, y, request } of asked) {
        expect({ layer, z, x, y }).toEqual({ layer: 'components', z, ...tileOf(z, place) })
        expect(await request.headerValue('if-none-match')).not.toBeNull()
      }
      expect(wrong).toEqual([])
    }
    for (const { page } of shown) await page.close()
  })
})
