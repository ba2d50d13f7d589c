/** The main job, in a real browser: sign in, find a lamp by its code, click it, read whose it is. `UPDATE_PICTURES=1` keeps the README's picture. */
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import type { ComponentCard } from '../../server/shared/components.contract.ts'
import { inBrowser, mapIdle, openPage, signIn } from './browser.ts'
import { findLamp } from './lamp.ts'
import { accessibilityFaults } from './looks.ts'

const picture = (name: string): string => fileURLToPath(new URL(`./pictures/${name}.png`, import.meta.url))

inBrowser('in the browser', (product) => {
  let lamp: ComponentCard
  beforeAll(async () => {
    lamp = await findLamp(product())
  })

  test('a wrong password is told in words, the right one leads to the map', async () => {
    const { page, close } = await openPage(product(), { at: null })
    await signIn(page, 'not the password')
    await page.getByRole('alert').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await signIn(page)
    await mapIdle(page)
    await close()
  })

  test('a lamp is found by its code, and its card says whose it is', async () => {
    const { page, close } = await openPage(product(), { size: { width: 1280, height: 800 } })
    await mapIdle(page)
    await page.keyboard.press('/')
    await page.keyboard.type(lamp.code)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '路灯' }).waitFor()
    expect(page.url()).toContain(`sel=component-${lamp.id}`)
    const card = page.locator('aside.panel')
    const text = (await card.innerText()).replaceAll(/\s+/g, ' ')
    expect(text.replaceAll(' ', '')).toContain(lamp.code)
    for (const place of lamp.places)
      for (const grid of place.grids) expect(text).toContain(grid.name || grid.code)
    for (const [role, word] of [
      ['competent', '主管'],
      ['owner', '权属'],
      ['maintainer', '养护'],
    ] as const) {
      const row = card.getByRole('row').filter({ hasText: word })
      expect(await row.innerText()).toContain(lamp.roles[role]?.unit?.name)
    }
    await mapIdle(page)
    if (process.env.UPDATE_PICTURES) await page.screenshot({ path: picture('card') })
    expect(await accessibilityFaults(page)).toEqual([])
    await close()
  })

  test('the same lamp clicked on the map opens the same card, and its address can be shared', async () => {
    const { page, close } = await openPage(product(), { locale: 'en-GB', at: `/?at=${lamp.point},21` })
    await mapIdle(page)
    const canvas = await page.locator('.map canvas').boundingBox()
    if (!canvas) throw new Error('there is no map')
    await page.mouse.click(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2)
    await page.waitForURL(/sel=component-/)
    const shared = page.url()
    expect(shared).toContain(`sel=component-${lamp.id}`)
    await page.goto(shared)
    await page.getByRole('heading', { name: 'Street lamp' }).waitFor()
    const text = await page.locator('body').innerText()
    for (const word of ['Competent', 'Owner', 'Maintainer']) expect(text).toContain(word)
    await close()
  })

  test('a report appears on the dispatcher’s page as it comes, and says why it is whose', async () => {
    const { page, close } = await openPage(product(), { at: '/dispatch' })
    await mapIdle(page)
    const made = await page.evaluate(
      async ({ id, point, classId }) => {
        const answer = await fetch('/api/reports', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ point, crs: 'EPSG:4490', componentId: id, classId, words: '灯不亮' }),
        })
        return answer.json()
      },
      { id: lamp.id, point: lamp.point, classId: lamp.class.id },
    )
    const row = page.getByText(made.number).first()
    await row.waitFor()
    await row.click()
    const text = async () => (await page.locator('body').innerText()).replaceAll(/\s+/g, ' ')
    await page.waitForURL(/sel=report-/)
    await page
      .getByText(lamp.roles.maintainer?.unit?.name ?? '')
      .first()
      .waitFor()
    // The unit stands in the list too: the words only come with the report itself.
    await expect.poll(text).toContain('灯不亮')
    expect(await accessibilityFaults(page)).toEqual([])
    await close()
  })
})
