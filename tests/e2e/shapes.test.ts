/** Areas and lines among the components: delivered beside an open map they are drawn, and a click anywhere on them opens their card. */
import { expect, test } from 'vitest'
import { STATE_COLOURS } from '../../web/map/colouring.ts'
import { inBrowser, mapIdle, openPage } from './browser.ts'
import { pixelsInTheMiddle } from './looks.ts'

/** Degrees: about 40 m and, at zoom 18, 150 px. */
const ACROSS = 0.0004
const EDITION = 'GB/T 30428.2-2013'
const PARK = { code: '3205990201900001', name: '停车场' }
const RAILING = { code: '3205990217900001', name: '交通护栏' }

inBrowser('areas and lines', (product) => {
  test('a car park and a railing are drawn once they are delivered, and a click on either opens its card', async () => {
    const { page, close } = await openPage(product(), { size: { width: 1280, height: 720 }, at: '/admin' })
    const [west, south, east, north] = await page.evaluate(
      async () => (await (await fetch('/api/district')).json()).extent,
    )
    // Of the demo's first batch nothing stands in the north of the district.
    const [lon, lat] = [(west + east) / 2, south + 0.75 * (north - south)]
    await page.goto(`${product().url}/?at=${lon},${lat},18&by=state`)
    await mapIdle(page)
    const missing = (side: number) => pixelsInTheMiddle(page, STATE_COLOURS.missing, side)
    expect(await missing(300)).toBe(0)

    const corners = [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
      [-1, -1],
    ] as const
    const ring = corners.map(([x, y]) => `${lon + (x * ACROSS) / 2} ${lat + (y * ACROSS) / 2}`)
    const fence = [-1, 1].map((y) => `${lon + ACROSS} ${lat + (y * ACROSS) / 2}`)
    await product().deliver(EDITION, [
      'ObjID,ObjName,ObjState,wkt',
      `${PARK.code},${PARK.name},丢失,"POLYGON ((${ring}))"`,
      `${RAILING.code},${RAILING.name},丢失,"LINESTRING (${fence})"`,
    ])
    // A disc stands for each at its own place, 310 px; the area's edge has 2,000, the line 500.
    await expect.poll(() => missing(240)).toBeGreaterThan(1000)
    await expect.poll(async () => (await missing(340)) - (await missing(240))).toBeGreaterThan(400)

    const clickBeside = async (degreesEast: number) => {
      const box = await page.locator('.map canvas').boundingBox()
      if (!box) throw new Error('there is no map')
      const pxPerDegree = (512 * 2 ** 18) / 360
      await page.mouse.click(box.x + box.width / 2 + degreesEast * pxPerDegree, box.y + box.height / 2)
    }
    for (const [{ code, name }, degreesEast] of [
      [PARK, ACROSS / 4],
      [RAILING, ACROSS],
    ] as const) {
      await clickBeside(degreesEast)
      await page.getByRole('heading', { name, exact: true }).waitFor()
      expect((await page.locator('aside.panel').innerText()).replaceAll(/\s/g, '')).toContain(code)
      await page.getByRole('button', { name: '关闭' }).click()
      await page.locator('aside.panel').waitFor({ state: 'detached' })
      await mapIdle(page)
    }
    await close()
  })
})
