/** A village is cut in two as a reviewer does it: a line across it, both halves with their areas, submitted, approved by another person, and seen on the map that a third has open. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Change } from '../../server/shared/boundaries.ts'
import type { LonLat } from '../../server/shared/crs.ts'
import type { Api } from '../../web/api.ts'
import { boxOf, labelPointOf } from '../../web/edit/rings.ts'
import { worldPx } from '../../web/edit/snapping.ts'
import { inBrowser, mapIdle, openPage } from './browser.ts'
import { answer, camera, click, done, findLevel, pixelOf } from './draft-map.ts'
import { accessibilityFaults, pixelsInTheMiddle } from './looks.ts'
import { administrator, person } from './people.ts'

const SIZE = { width: 1400, height: 860 }
const ZOOM = 14.6
const CLOSE = 18
/** Lines of grids as the map of the register draws them. */
const GRID_LINE = '#6c7a87'

type Shape = Parameters<typeof boxOf>[0][number]['geometry']

/** The village with the simplest border: a line across it makes two of it and no more. */
const findVillage = async (api: Api) => {
  const { scheme, level } = await findLevel(api, '村')
  const list = await api.listGrids({ query: { level: level.id, limit: 21 } })
  const item = list.items.at(-1)
  if (!item) throw new Error('there is no village')
  const { geometry } = await api.getGrid({ params: { id: item.id } })
  const [west = 0, , east = 0] = boxOf([{ geometry: geometry as Shape }]) ?? []
  const at = labelPointOf(geometry as Shape)
  if (!at) throw new Error('it has no shape')
  return { scheme, level, item, at, west, east }
}
type Village = Awaited<ReturnType<typeof findVillage>>

/** Places of the page: beside the village, in it, and beside it again. */
const acrossOf = async (page: Page, { at, west, east }: Village) => {
  const [from, middle, to] = [
    await pixelOf(page, [west, at[1]]),
    await pixelOf(page, at),
    await pixelOf(page, [east, at[1]]),
  ]
  return [{ ...from, x: from.x - 20 }, middle, { ...to, x: to.x + 20 }]
}

const drawAcross = async (page: Page, village: Village) => {
  const places = await acrossOf(page, village)
  await page.keyboard.press('x')
  await page.locator('.tool[aria-pressed="true"]', { hasText: '拆分' }).waitFor()
  for (const place of places) await click(page, place)
  await page.getByText('双击或按回车完成').waitFor()
  await page.keyboard.press('Enter')
}

const m2In = (text: string): number[] =>
  [...text.matchAll(/(?<![(+−\d,])([\d,]+)\sm²/g)].map(([, figure = '']) =>
    Number(figure.replaceAll(',', '')),
  )

/** Cuts the village, and sees that both halves together are what it was. */
const cut = async (page: Page, village: Village) => {
  await drawAcross(page, village)
  await done(page, '拆分')
  const halves = (await answer(page).locator('li').allInnerTexts()).slice(0, 2)
  const [a = 0, b = 0] = halves.flatMap((text) => m2In(text).slice(0, 1))
  expect(halves.join()).toContain('新')
  expect(Math.min(a, b)).toBeGreaterThan(village.item.areaM2 / 10)
  expect(Math.abs(a + b - village.item.areaM2)).toBeLessThan(2)
}

/** While one has not heard of it, the same draft is edited in another window: the next step is not done over it. */
const collide = async (page: Page, admin: Api, id: number, village: Village) => {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const address = new RegExp(`/api/changes/${id}$`)
  await page.route(address, async (route) => {
    await released
    await route.continue()
  })
  const { revision } = await admin.getChange({ params: { id } })
  await admin.addOperation({
    params: { id },
    body: { revision, operation: { kind: 'rename', face: village.item.id, name: '改过名的村' } },
  })
  await page.keyboard.press('Control+z')
  const refused = page.getByRole('alert').filter({ hasText: '别人先改了这份变更，您的这一步没有执行' })
  await refused.waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  const after: Change = await admin.getChange({ params: { id } })
  expect(after.head).toBe(2)
  release()
  await page.getByRole('button', { name: '操作 2' }).waitFor()
  await refused.getByRole('button', { name: '在最新内容上再做这一步' }).click()
  await done(page, '撤销')
  expect((await admin.getChange({ params: { id } })).head).toBe(1)
}

inBrowser('boundaries', (product) => {
  test('a line across a village, both halves, review by another person, and the open map of a third', async () => {
    const admin = await administrator(product())
    const second = await person(admin.api, product(), 'second-reviewer', 'reviewer')
    const third = await person(admin.api, product(), 'third-reader', 'reader')
    const village = await findVillage(admin.api)
    const where = camera(village.at, ZOOM)

    // On the line, beside the name.
    const aside: LonLat = [village.at[0] - (200 / worldPx(CLOSE)) * 360, village.at[1]]
    const watching = await openPage(third.as, {
      size: { width: 800, height: 600 },
      at: `/?level=${village.level.id}&class=none&${camera(aside, CLOSE)}`,
    })
    await mapIdle(watching.page)
    const lines = () => pixelsInTheMiddle(watching.page, GRID_LINE, 60)
    expect(await lines()).toBe(0)

    const { page, close } = await openPage(admin.as, {
      size: SIZE,
      at: '/boundaries',
      cut: /\/api\/changes\//,
    })
    await page.getByRole('button', { name: '新建变更' }).click()
    await page.getByLabel('标题').fill('一分为二')
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: '建立草稿' }).click()
    await page.waitForURL(/\/boundaries\/\d+/)
    const id = Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0])
    await page.goto(`${product().url}/boundaries/${id}?depth=${village.level.depth}&part=grids&${where}`)
    await page.getByRole('button', { name: village.item.name }).waitFor()
    await mapIdle(page)

    await cut(page, village)
    expect(await accessibilityFaults(page)).toEqual([])
    // Undone it is as before, and done again it is the same.
    await page.keyboard.press('Control+z')
    await done(page, '撤销')
    await page.keyboard.press('Control+Shift+z')
    await done(page, '重做')
    await collide(page, admin.api, id, village)

    // The author cannot approve it.
    await page.getByRole('button', { name: '审批' }).click()
    await page.getByRole('button', { name: '提交审核' }).click()
    await page.getByText('须由另一位审核员批准').waitFor()
    expect(await page.getByRole('button', { name: '批准并立即生效' }).count()).toBe(0)

    const reviewing = await openPage(second.as, { size: SIZE, at: `/boundaries/${id}?part=impact` })
    await reviewing.page.getByRole('region', { name: '影响' }).getByText('覆盖率与确权率').waitFor()
    expect(await accessibilityFaults(reviewing.page)).toEqual([])
    await reviewing.page.getByRole('button', { name: '审批' }).click()
    await reviewing.page.getByRole('button', { name: '批准并立即生效' }).click()
    await reviewing.page.locator('.change-head').getByText('已生效').waitFor()
    expect(await accessibilityFaults(reviewing.page)).toEqual([])

    // The third has done nothing: the cut is on the map.
    await expect.poll(lines).toBeGreaterThan(20)
    await page.locator('.change-head').getByText('已生效').waitFor()
    await reviewing.close()
    await watching.close()
    await close()
  })

  test('a reader reads and comments, and edits nothing; on a phone it says that editing wants a wide screen', async () => {
    const admin = await administrator(product())
    const reader = await person(admin.api, product(), 'fourth-reader', 'reader')
    const { scheme } = await findVillage(admin.api)
    const change = await admin.api.createChange({ body: { scheme: scheme.id, title: '只看不改' } })
    const { page, close } = await openPage(reader.as, {
      size: SIZE,
      at: `/boundaries/${change.id}?part=talk`,
    })
    await page.getByText('您的账户不能编辑这份草稿').waitFor()
    expect(await page.getByRole('button', { name: '拆分' }).count()).toBe(0)
    await page.getByLabel('写意见').fill('这里应当问过村里')
    await page.getByRole('button', { name: '发表' }).click()
    await page.locator('.comments').getByText('这里应当问过村里').waitFor()
    await close()
    const phone = await openPage(admin.as, {
      size: { width: 390, height: 800 },
      at: `/boundaries/${change.id}?part=review`,
    })
    await phone.page.getByText('编辑边界需要宽屏').waitFor()
    await phone.page.getByRole('button', { name: '深色' }).click()
    await phone.page.locator('[data-look="dark"]').waitFor()
    expect(await phone.page.getByRole('button', { name: '拆分' }).count()).toBe(0)
    expect(await accessibilityFaults(phone.page)).toEqual([])
    await phone.close()
  })
})
