/** Acceptance by sample in a real browser: limits set, a sample drawn, inspected on a phone, the sheet sent back, accepted with a reason, on the report. */
import { text } from 'node:stream/consumers'
import type { Download, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Census } from '../../server/shared/census.ts'
import { STANDARD_STATES } from '../../server/shared/words.ts'
import { type Api, createApi } from '../../web/api.ts'
import { rested } from '../support/census.ts'
import { inBrowser, openPage, type Product } from './browser.ts'
import { accessibilityFaults } from './looks.ts'

const picture = async (page: Page, name: string) => {
  const folder = process.env.ACCEPTANCE_PICTURES
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

/** As whoever is signed in in the browser. */
const apiOf = ({ url, session: { name, value } }: Product): Api =>
  createApi({ base: url, cookies: { read: () => `${name}=${value}`, store: () => undefined } })

/** Sixty lamps as they stand, delivered as GeoJSON, whose fields are known by their names. */
const deliverLamps = async (api: Api): Promise<Census> => {
  const { items } = await api.listClasses({ query: { used: 'true' } })
  const lamp = items.find(({ nameZh }) => nameZh === '路灯')
  if (!lamp) throw new Error('the demo has no lamps')
  const lamps = (await api.listComponents({ query: { class: [lamp.id], limit: 60 } })).items
  const features = lamps.map((one) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: one.point },
    properties: { ObjID: one.code, ObjName: lamp.nameZh, ObjState: STANDARD_STATES[one.state] },
  }))
  const { id } = await api.createCensus({ body: { title: '路灯验收', edition: lamp.edition } })
  await api.addCensusFile({
    params: { id },
    query: { name: 'lamps.geojson' },
    file: new Blob([JSON.stringify({ type: 'FeatureCollection', features })]),
  })
  await rested(api, id)
  await api.stageCensus({ params: { id } })
  return rested(api, id)
}

const readDownload = async (download: Download): Promise<string> => text(await download.createReadStream())

const widthOf = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth)

inBrowser('acceptance by sample', (product) => {
  test('drawn, inspected on a phone, accepted', async () => {
    const api = apiOf(product())
    const { id, state } = await deliverLamps(api)
    expect(state).toBe('compared')

    // The draw
    const { page, close } = await openPage(product(), {
      size: { width: 1280, height: 800 },
      at: `/census/${id}?step=acceptance`,
    })
    const rule = page.getByRole('form', { name: '抽样与限差' })
    await rule.getByText('程序的默认值').waitFor()
    await rule.getByRole('combobox', { name: '抽取多少网格' }).click()
    await page.locator('.ant-select-dropdown:visible').getByTitle('按网格的个数').click()
    await rule.getByLabel('网格个数').fill('2')
    await rule.getByRole('button', { name: '保存规定' }).click()
    await page.getByText('这次交付自己的规定').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await picture(page, '1-rule')
    await page.getByLabel('种子（不填则随机）').fill('7')
    await page.getByRole('button', { name: '抽取样本' }).click()
    const grids = page.getByRole('region', { name: '抽到的网格' })
    await grids.waitFor()
    const { sample } = await api.getAcceptance({ params: { id } })
    expect(sample).toMatchObject({ seed: 7, drawNo: 1 })
    expect(await grids.getByRole('row').count()).toBe(3)
    const [grid] = sample?.grids ?? []
    const total = sample?.grids.reduce((sum, { components }) => sum + components, 0) ?? 0
    expect(total).toBeGreaterThan(1)
    expect(await accessibilityFaults(page)).toEqual([])
    await picture(page, '2-drawn')

    // The sheet: out, one line filled in, one spoilt, and in again.
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载 CSV' }).click(),
    ])
    const lines = (await readDownload(download)).split('\r\n')
    const heads = (lines[0] ?? '').replace('\ufeff', '').split(',')
    const fill = (line: string | undefined, head: string, value: string) =>
      (line ?? '')
        .split(',')
        .map((cell, n) => (n === heads.indexOf(head) ? value : cell))
        .join(',')
    const filled = [
      lines[0],
      fill(lines[1], '实地（在/不在）', '在'),
      fill(lines[2], '实地（在/不在）', '也许'),
    ]
    await page.locator('input[type="file"]').setInputFiles({
      name: 'sheet.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(filled.join('\r\n')),
    })
    await page.getByText('登记 1 个部件、0 个遗漏').waitFor()
    await page.getByText('第 3 行: “也许”无法识别').waitFor()
    await picture(page, '3-sheet')

    // In the field, on a phone, in English
    const phone = await openPage(product(), {
      locale: 'en-GB',
      size: { width: 390, height: 780 },
      at: `/census/${id}/field`,
    })
    await phone.page.getByRole('link', { name: grid?.code ?? '' }).click()
    await phone.page.getByRole('button', { name: /^Inspect no\. 1 / }).click()
    await phone.page.waitForURL(/no=1/)
    const form = phone.page.getByRole('form', { name: 'No. 1' })
    await form.getByRole('button', { name: 'There', exact: true }).click()
    await form.getByRole('button', { name: /^State/ }).click()
    await form.getByRole('button', { name: 'distance' }).click()
    await form.getByLabel('Off by (m)').fill('0.3')
    expect(await accessibilityFaults(phone.page)).toEqual([])
    expect(await widthOf(phone.page)).toBe(390)
    await picture(phone.page, '4-field-en')
    for (const button of await form.getByRole('button').all())
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await form.getByRole('button', { name: 'Save, next one' }).click()
    await form.waitFor({ state: 'detached' })
    await phone.page.goto(`${product().url}/census/${id}/field?grid=${grid?.gridId}&add=1&lang=zh`)
    const adding = phone.page.getByRole('form', { name: '实地有、没有交付的部件' })
    await adding.getByRole('combobox', { name: '类别' }).fill('路灯')
    await phone.page.locator('.ant-select-dropdown:visible').getByTitle(/路灯/).first().click()
    const [first] = (await api.listSampled({ params: { id } })).items
    await adding.getByLabel('X（东或经度）').fill(String(first?.point[0]))
    await adding.getByLabel('Y（北或纬度）').fill(String(first?.point[1]))
    expect(await accessibilityFaults(phone.page)).toEqual([])
    await picture(phone.page, '5-undelivered-zh')
    await adding.getByRole('button', { name: '登记遗漏' }).click()
    await phone.page.getByRole('region', { name: '遗漏的部件' }).getByText('路灯').waitFor()
    expect(await widthOf(phone.page)).toBe(390)
    await picture(phone.page, '6-grid-zh')
    await phone.close()
    expect((await api.listSampled({ params: { id } })).items[0]).toMatchObject({
      outcome: 'found',
      wrong: ['state'],
      offsetM: 0.3,
    })

    // The rest, then the decision
    for (const { no, outcome } of (await api.listSampled({ params: { id }, query: { limit: 1000 } })).items)
      if (outcome === null)
        await api.recordResult({ params: { id, no }, body: { outcome: 'found', offsetM: 0.4 } })
    await page.reload()
    const rates = page.getByRole('region', { name: '检验结果' })
    await rates.getByText(`已核查 ${total} / ${total} 个部件`).waitFor()
    const omission = rates.getByRole('row', { name: /^遗漏率/ })
    await omission.getByText(`1 / ${total + 1}`).waitFor()
    await rates
      .getByRole('row', { name: /^A 级位置中误差/ })
      .getByText('合格')
      .waitFor()
    const accept = page.getByRole('button', { name: '接收', exact: true })
    expect(await accept.isDisabled()).toBe(true)
    await page.getByLabel('理由').fill('遗漏一处，已补登')
    await accept.click()
    await page.getByText('接收。').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await picture(page, '7-accepted')

    await page.getByRole('link', { name: '报告' }).click()
    const report = page.getByRole('article', { name: '普查交付报告' })
    await report.getByText('理由：遗漏一处，已补登').waitFor()
    const words = await report.innerText()
    for (const word of [
      '种子',
      '抽样验收',
      '遗漏率',
      '验收人',
      ...(sample?.grids.map(({ code }) => code) ?? []),
    ])
      expect(words).toContain(word)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.emulateMedia({ media: 'print' })
    await picture(page, '8-report')
    await close()
  })
})
