/** Work on a delivery as its surveyor meets it: stopped where a setting is wrong, held, gone on with and cancelled while it waits for its turn. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ComponentItem } from '../../web/api-types.ts'
import { inBrowser, openPage } from './browser.ts'
import { accessibilityFaults } from './looks.ts'
import { csvInMetres } from './six-files.ts'
import { openLayer, picture, read } from './wizard.ts'

const ROWS = 30

/** A delivery of lamps in metres of zone 40, opened beside the page. */
const openDelivery = async (page: Page, title: string): Promise<number> => {
  const lamps: ComponentItem[] = (await read(page, `/api/components?limit=${ROWS}`)).items
  return page.evaluate(
    async ({ title, csv }) => {
      const post = (path: string, type: string, body: BodyInit) =>
        fetch(path, { method: 'POST', headers: { 'content-type': type }, body })
      const edition = 'GB/T 30428.2-2013'
      const opened = await post('/api/imports', 'application/json', JSON.stringify({ title, edition }))
      const { id } = await opened.json()
      await post(`/api/imports/${id}/files?name=metres.csv`, 'application/octet-stream', csv)
      return id
    },
    { title, csv: csvInMetres(lamps) },
  )
}

inBrowser('work on a delivery', (product) => {
  test('a wrong system stops it and says so; corrected, it waits, is held, goes on, is cancelled, and is done at last', async () => {
    const { page, close } = await openPage(product(), {
      size: { width: 1280, height: 800 },
      at: '/census',
      cut: /\/api\/imports\//,
    })
    const id = await openDelivery(page, '错了一带')
    await page.goto(`${product().url}/census/${id}?step=reading`)
    const { detail, line } = await openLayer(page, 'metres.csv')
    await detail.getByText('建议采用 EPSG:4528').waitFor()
    await detail.getByRole('combobox', { name: '采用的坐标系', exact: true }).click()
    await page.keyboard.type('EPSG:4529')
    await page.locator('.ant-select-dropdown:visible').getByTitle('EPSG:4529', { exact: true }).click()
    await line.getByText('落在本区之外').waitFor()
    const readAll = page.getByRole('button', { name: /^(重新)?读入全部行$/ })
    await readAll.click()

    // It is no fault of thirty rows: the page says so, and where to go.
    const stopped = page.getByRole('alert').filter({ hasText: '停下了：多半是设置不对，不是数据不好' })
    await stopped.getByText(`${ROWS} 行`).waitFor()
    await page.locator('.census-head').getByText('已停下').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await picture(page, 'work-1-stopped')
    expect(
      await page.getByRole('navigation', { name: '步骤' }).getByRole('link', { name: '入册' }).count(),
    ).toBe(0)
    await stopped.getByRole('link', { name: '去看读法' }).click()
    await detail.getByRole('button', { name: '采用 EPSG:4528' }).click()
    await detail.getByText(`样本 ${ROWS} 个点，${ROWS} 个落在网格范围内，0 个在外`).waitFor()

    // One heavy job at a time for the whole registry: another one is under way.
    const other = await openDelivery(page, '别的')
    const free = await product().occupy(other)
    await readAll.click()
    const work = page.getByRole('region', { name: '进度' })
    const state = (word: string) => work.getByRole('status').filter({ hasText: word }).waitFor()
    await state('排队等候')
    expect(await accessibilityFaults(page)).toEqual([])
    await picture(page, 'work-2-waits')
    await work.getByRole('button', { name: '暂停' }).click()
    await state('已暂停')
    await picture(page, 'work-3-held')
    await work.getByRole('button', { name: '继续' }).click()
    await state('排队等候')
    await work.getByRole('button', { name: '取消' }).click()
    await work.waitFor({ state: 'detached' })
    expect((await read(page, `/api/imports/${id}`)).job.state).toBe('cancelled')

    await page.goto(`${product().url}/census/${id}?step=reading`)
    await readAll.click()
    await state('排队等候')
    await work.getByRole('button', { name: '暂停' }).click()
    await state('已暂停')
    // Held, it stays so when the way is free: gone on with, it is done.
    await free()
    await work.getByRole('button', { name: '继续' }).click()
    await page
      .locator('.figures dd', { hasText: new RegExp(`^${ROWS}$`) })
      .first()
      .waitFor()
    await page.locator('.census-head').getByText('已比对').waitFor()
    await close()
  })
})
