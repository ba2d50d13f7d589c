/** A day in the past: the map, the list and the card show what was on record at its end and say so; one click leads back to now. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { STATE_COLOURS } from '../../web/map/colouring.ts'
import { inBrowser, openPage } from './browser.ts'
import { deliverLamp, findLamp } from './lamp.ts'
import { accessibilityFaults, pixelsInTheMiddle } from './looks.ts'

const WORDS = { intact: '完好', missing: '丢失' } as const
const dayBefore = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

/** What the map draws in the middle, and what the list of all in view and the card say of the component there. */
const expectState = async (page: Page, code: string, state: keyof typeof WORDS): Promise<void> => {
  const word = WORDS[state]
  await expect
    .poll(() => pixelsInTheMiddle(page, STATE_COLOURS[state], 20), { message: word })
    .toBeGreaterThan(0)
  await page.getByRole('button', { name: /视野内部件/ }).click()
  const row = page.locator('.in-view .row', { hasText: code }).filter({ hasText: word })
  await row.click()
  await page.locator('aside.panel .pill', { hasText: word }).waitFor()
  await page.getByRole('button', { name: '关闭' }).click()
  await page.locator('aside.panel').waitFor({ state: 'detached' })
}

inBrowser('a day in the past', (product) => {
  test('a lamp that is missing now was there two days ago: on the map, in the list and on its card', async () => {
    await product().age(7)
    const lamp = await findLamp(product())
    await deliverLamp(product(), lamp, '丢失')
    const { page, close } = await openPage(product(), {
      size: { width: 1280, height: 720 },
      at: `/?at=${lamp.point},21&by=state`,
    })
    await expectState(page, lamp.code, 'missing')

    const day = dayBefore(2)
    await page.locator('.facts-line input[type="date"]').fill(day)
    const banner = page.locator('.as-of-banner')
    await banner.getByText(day).waitFor()
    await expectState(page, lamp.code, 'intact')
    expect(new URL(page.url()).searchParams.get('asof')).toBe(day)
    expect(await accessibilityFaults(page)).toEqual([])

    await banner.getByRole('button', { name: '回到现在' }).click()
    await banner.waitFor({ state: 'detached' })
    await expectState(page, lamp.code, 'missing')
    await close()
  })
})
