/** The export from the filter and from the list in view: what the browser saves holds what the panel said. */
import { buffer } from 'node:stream/consumers'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inBrowser, mapIdle, openPage } from './browser.ts'
import { choose } from './choose.ts'
import { accessibilityFaults } from './looks.ts'

const numberIn = (text: string | null): number => Number((text ?? '').replaceAll(/[^\d]/g, ''))
const saved = async (page: Page, button: string): Promise<{ name: string; bytes: Buffer }> => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: button }).click(),
  ])
  return { name: download.suggestedFilename(), bytes: await buffer(await download.createReadStream()) }
}

inBrowser('the export', (product) => {
  test('of the filter, as CSV in GB18030 in the district’s zone', async () => {
    const { page, close } = await openPage(product(), {
      size: { width: 1280, height: 800 },
      at: '/?state=damaged,missing',
    })
    await mapIdle(page)
    await page.getByRole('button', { name: '筛选，已用 1 项' }).click()
    await page.getByRole('button', { name: '导出…' }).click()
    const total = page.locator('.export .card-head [aria-live]')
    await expect.poll(async () => numberIn(await total.textContent())).toBeGreaterThan(0)
    const count = numberIn(await total.textContent())
    await choose(page, '格式', 'CSV')
    await choose(page, '编码', 'GB18030 (GBK)')
    await choose(page, '坐标系', 'CGCS2000 3° 带 120°E · EPSG:4549')
    await choose(page, '字段名', 'GB/T 30428.2-2013')
    expect(await accessibilityFaults(page)).toEqual([])
    const { name, bytes } = await saved(page, '下载')
    expect(name).toMatch(/^部件-破损-丢失-\d{4}-\d\d-\d\d\.csv$/)
    const [header = '', ...lines] = new TextDecoder('gb18030', { fatal: true })
      .decode(bytes)
      .trim()
      .split('\r\n')
    expect(header).toMatch(/^ObjID,ObjName,DeptCode1,.*,easting,northing$/)
    expect(lines).toHaveLength(count)
    for (const line of lines) expect(line).toMatch(/,(破损|丢失),/)
    await close()
  })

  test('of what is in view, in English, on a phone', async () => {
    const { page, close } = await openPage(product(), {
      locale: 'en-GB',
      size: { width: 390, height: 780 },
    })
    await mapIdle(page)
    const all = await page.evaluate(async () => (await (await fetch('/api/components?limit=1')).json()).total)
    expect(all).toBeGreaterThanOrEqual(3_000)
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('button', { name: 'Export…' }).click()
    const total = page.locator('.export .card-head [aria-live]')
    await expect.poll(async () => numberIn(await total.textContent())).toBe(all)
    expect(await accessibilityFaults(page)).toEqual([])
    const whole = await page.getByRole('link', { name: 'Download' }).getAttribute('href')
    expect(whole).not.toContain('bbox')
    await page.getByLabel('Only those in view').check()
    await expect.poll(async () => numberIn(await total.textContent())).toBeLessThanOrEqual(all)
    await choose(page, 'Format', 'GeoJSON')
    const { name, bytes } = await saved(page, 'Download')
    expect(name).toMatch(/^components-box-\d{4}-\d\d-\d\d\.geojson$/)
    expect(JSON.parse(bytes.toString()).features).toHaveLength(numberIn(await total.textContent()))
    await close()
  })
})
