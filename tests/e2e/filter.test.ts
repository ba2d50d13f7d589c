/** The filter panel: each value's count under the other conditions, sums that equal the list's total, all of it in the address. */
import type { Page, Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { STATE_COLOURS } from '../../web/map/colouring.ts'
import { inBrowser, mapIdle, openPage } from './browser.ts'
import { accessibilityFaults, pixelsInTheMiddle } from './looks.ts'

/** Total of the list under the filter that stands in the address. */
const listed = (page: Page, without?: string): Promise<number> =>
  page.evaluate(async (left) => {
    const query = new URLSearchParams(location.search)
    for (const name of ['at', 'level', 'by', 'sel', 'lang', left ?? '']) query.delete(name)
    return (await (await fetch(`/api/components?${query}&limit=1`)).json()).total
  }, without)

const numberIn = (text: string | null): number => Number((text ?? '').replaceAll(/[^\d]/g, ''))
const facet = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const openFacet = async (page: Page, name: string) => {
  const head = facet(page, name).getByRole('button').first()
  if ((await head.getAttribute('aria-expanded')) === 'false') await head.click()
  await facet(page, name).locator('.facet-sum .count').waitFor()
}
const sumIn = async (page: Page, name: string) =>
  numberIn(await facet(page, name).locator('.facet-sum .count').textContent())
const countsIn = async (page: Page, name: string) =>
  (await facet(page, name).locator('.facet-row .count').allTextContents()).map(numberIn)
/** The box is ticked by the address: a moment after the click. */
const tick = async (page: Page, name: string, nth: number) => {
  const box = facet(page, name).getByRole('checkbox').nth(nth)
  await box.press('Space')
  await expect.poll(() => box.isChecked(), { message: `${name} ${nth}` }).toBe(true)
}

const FACETS = { competent: '主管部门', owner: '权属单位', state: '状态', confirmation: '确权', grid: '网格' }

inBrowser('the filter', (product) => {
  test('counts add up to the list’s total, under each other’s conditions, and one click clears all', async () => {
    const { page, close } = await openPage(product(), { size: { width: 1280, height: 800 } })
    await mapIdle(page)
    const all = await listed(page)
    expect(all).toBeGreaterThanOrEqual(3000)
    await page.getByRole('button', { name: '筛选', exact: true }).click()
    for (const name of Object.values(FACETS)) {
      await openFacet(page, name)
      expect([name, await sumIn(page, name)]).toEqual([name, all])
      const counts = await countsIn(page, name)
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(all)
    }
    expect(await accessibilityFaults(page)).toEqual([])

    const [largest] = await countsIn(page, FACETS.competent)
    for (const [name, nth] of [
      [FACETS.competent, 0],
      [FACETS.state, 0],
      [FACETS.state, 1],
      [FACETS.grid, 0],
    ] as const) {
      await tick(page, name, nth)
      for (const [key, other] of Object.entries(FACETS)) {
        const expected = await listed(page, key)
        await expect.poll(() => sumIn(page, other), { message: `${other} after ${name}` }).toBe(expected)
      }
    }
    expect(page.url()).toMatch(/competent=\d+&state=\w+,\w+&grid=\d+/)
    const total = await listed(page)
    expect(total).toBeGreaterThan(0)
    expect(total).toBeLessThanOrEqual(largest ?? 0)
    await expect
      .poll(async () => numberIn(await page.locator('.filter .card-head [aria-live]').textContent()))
      .toBe(total)
    expect(numberIn(await page.locator('.legend-head .count').textContent())).toBe(total)
    const shared = page.url()
    await page.goto(shared)
    await mapIdle(page)
    await page.getByRole('button', { name: '筛选，已用 3 项' }).click()
    await page.waitForSelector(`text=符合的部件 ${total.toLocaleString('en-US')} 个`)
    await page.locator('.filter-buttons').getByRole('button', { name: '清除全部筛选' }).click()
    await page.waitForURL((url) => !/competent|state|grid/.test(url.search))
    await page.waitForSelector(`text=符合的部件 ${all.toLocaleString('en-US')} 个`)
    await close()
  })

  test('on a phone, in English, too; tiles are asked for under the same filter', async () => {
    const { page, close } = await openPage(product(), {
      locale: 'en-GB',
      size: { width: 390, height: 780 },
    })
    const asked: string[] = []
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url())
      if (pathname.startsWith('/api/tiles/components/')) asked.push(search)
    })
    await mapIdle(page)
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await openFacet(page, 'State')
    expect(await accessibilityFaults(page)).toEqual([])
    await tick(page, 'State', 1)
    const filtered = `?state=${new URL(page.url()).searchParams.get('state')}`
    await expect.poll(() => asked).toContain(filtered)
    await mapIdle(page)
    expect(new Set(asked.slice(asked.indexOf(filtered)))).toEqual(new Set([filtered]))
    const row = facet(page, 'State').locator('.facet-row', { has: page.locator(':checked') })
    expect(numberIn(await row.locator('.count').textContent())).toBe(await listed(page))
    await close()
  })

  test('clicks that come faster than the page is drawn build on each other', async () => {
    const { page, close } = await openPage(product())
    await page.getByRole('button', { name: '筛选', exact: true }).click()
    await openFacet(page, FACETS.state)
    const boxes = facet(page, FACETS.state).getByRole('checkbox')
    await boxes.evaluateAll(([first, second]) => {
      for (const box of [first, second, first]) (box as HTMLInputElement).click()
    })
    await expect
      .poll(() => boxes.evaluateAll((all) => all.map((box) => (box as HTMLInputElement).checked).slice(0, 2)))
      .toEqual([false, true])
    await page.goBack()
    await expect.poll(() => new URL(page.url()).searchParams.get('state')).toContain(',')
    await close()
  })

  test('the map draws the filter chosen last, also when the tiles of the one before come later', async () => {
    // Wide enough that the legend does not lie over the middle when the filter is open.
    const { page, close } = await openPage(product(), { size: { width: 1280, height: 640 }, at: '/admin' })
    const held: Route[] = []
    await page.route('**/api/tiles/components/**', (route) => {
      if (route.request().url().endsWith('state=intact')) held.push(route)
      else void route.continue()
    })
    const place = await page.evaluate(
      async () => (await (await fetch('/api/components?state=intact&limit=1')).json()).items[0].point,
    )
    await page.goto(`${product().url}/?at=${place},18&by=state`)
    await mapIdle(page)
    const intact = () => pixelsInTheMiddle(page, STATE_COLOURS.intact, 120)
    await page.getByRole('button', { name: '筛选', exact: true }).click()
    await openFacet(page, FACETS.state)
    await expect.poll(intact).toBeGreaterThan(0)
    await facet(page, FACETS.state).getByRole('checkbox', { name: '完好' }).click()
    await page.waitForURL(/state=intact/)
    await expect.poll(() => held.length).toBeGreaterThan(0)
    await facet(page, FACETS.state).getByRole('checkbox', { name: '丢失' }).click()
    await page.waitForURL(/state=intact,missing/)
    await facet(page, FACETS.state).getByRole('checkbox', { name: '完好' }).click()
    await page.waitForURL(/state=missing/)
    await expect.poll(intact).toBe(0)
    for (const route of held) {
      await route.continue().catch(() => undefined)
      await route.request().response()
    }
    await mapIdle(page)
    expect(await intact()).toBe(0)
    await close()
  })
})
