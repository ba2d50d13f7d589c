/** The line to the server breaks and is mended: what was delivered meanwhile shows on the open map, without a reload. */
import { expect, test } from 'vitest'
import { STATE_COLOURS } from '../../web/map/colouring.ts'
import { inBrowser, mapIdle, openPage } from './browser.ts'
import { deliverLamp, findLamp } from './lamp.ts'
import { openLine } from './line.ts'
import { pixelsInTheMiddle } from './looks.ts'

inBrowser('a lost connection', (product) => {
  test('what came while nothing was heard shows once events arrive again', async () => {
    const lamp = await findLamp(product())
    const line = await openLine(product().url)
    const { page, close } = await openPage(
      { ...product(), url: line.url },
      { at: `/?at=${lamp.point},18&by=state`, size: { width: 1000, height: 640 }, cut: /\/api\// },
    )
    await mapIdle(page)
    const missing = () => pixelsInTheMiddle(page, STATE_COLOURS.missing, 20)
    const before = await missing()

    const eventsLost = () =>
      page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/events'))
    const lost = eventsLost()
    line.break()
    await lost
    // The next try fails as well: what is delivered now cannot be heard.
    await eventsLost()
    await deliverLamp(product(), lamp, '丢失')
    expect(await missing()).toBe(before)

    line.mend()
    await expect.poll(missing).toBeGreaterThan(before)
    await close()
    await line.close()
  })
})
