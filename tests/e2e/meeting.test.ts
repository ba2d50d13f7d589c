/** Orphan ground on its whole way, as different people go it: found, claimed and signed for at a meeting by keyboard, carried out by a change that another approves; and the certificate turns whole. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { inBrowser, openPage } from './browser.ts'
import { accessibilityFaults } from './looks.ts'
import { administrator, person } from './people.ts'
import { sheetsOf } from './print.ts'

const SIZE = { width: 1440, height: 860 }
const VILLAGES = 3

/** Finds the ground, sees the queue and the map in step, and gives how many parcels there are. */
const findGround = async (page: Page): Promise<number> => {
  await page.getByRole('button', { name: '查找无主地块' }).click()
  const found = await page.getByRole('status', { name: '查找完成' }).innerText()
  const n = Number(/新找到 (\d+) 块/.exec(found)?.[1])
  expect(n).toBeGreaterThan(1)
  const rows = page.getByRole('list', { name: '无主地块队列' }).getByRole('button')
  await expect.poll(() => rows.count()).toBe(n)
  expect(await accessibilityFaults(page)).toEqual([])
  await page.keyboard.press('j')
  const first = page.getByRole('article', { name: /^地块 / })
  await first.getByRole('heading', { name: '相邻与共界长度' }).waitFor()
  await first.getByText('共界最长').waitFor()
  const number = await first.getAttribute('aria-label')
  await page.keyboard.press('j')
  await page.getByText(`第 2 / ${n} 块`).waitFor()
  await expect.poll(() => first.getAttribute('aria-label')).not.toBe(number)
  expect(await accessibilityFaults(page)).toEqual([])
  await page.keyboard.press('Escape')
  await rows.first().waitFor()
  return n
}

const openMeeting = async (page: Page, n: number): Promise<void> => {
  await page.getByRole('link', { name: '现场认领会' }).click()
  await page.getByRole('button', { name: '开认领会' }).click()
  await page.getByText(`将过 ${n} 块`).waitFor()
  await page.getByLabel('会议名称').fill('全区无主地块认领会')
  await page.getByLabel('主持人').fill('主持的副局长')
  await page.getByLabel('出席人').fill('主持的副局长，区城管局')
  expect(await accessibilityFaults(page)).toEqual([])
  await page.getByRole('button', { name: '开会', exact: true }).click()
  await page.waitForURL(/\/boundaries\/meetings\/\d+/)
}

const claimants = (page: Page) => page.getByRole('list', { name: '哪个村认领' }).getByRole('button')
const recorded = (page: Page) => page.locator('.hall-recorded')

/** By keyboard alone: the village by its number, Enter, who signs, Enter. */
const sign = async (page: Page, key: string, who: string): Promise<void> => {
  await page.keyboard.press(key)
  await page.locator('.hall-claimants button[aria-pressed="true"]').waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type(who)
  await page.keyboard.press('Enter')
  await recorded(page).getByText(`${who} 签认`).waitFor()
}

const holdMeeting = async (page: Page, n: number): Promise<void> => {
  for (let no = 1; no <= n; no++) {
    await page.getByText(`${no} / ${n}`, { exact: true }).waitFor()
    await claimants(page).first().waitFor()
    if (no === 1) expect(await accessibilityFaults(page)).toEqual([])
    if (no === 2) {
      // Deferred first, and signed for after all: the last one counts.
      await page.keyboard.press('d')
      await page.keyboard.type('村委会未到')
      await page.keyboard.press('Enter')
      await recorded(page).getByText('暂缓：村委会未到').waitFor()
    }
    await sign(page, '1', `书记${no}`)
    if (no === 1) {
      // Said wrongly, and corrected before the next.
      await sign(page, '2', '别村书记')
      await sign(page, '1', '书记一')
    }
    await page.keyboard.press(no % 2 === 0 ? 'n' : 'ArrowRight')
  }
  await page.getByText('每一块都有了结论').waitFor()
  await page.keyboard.press('p')
  await page.getByText(`${n} / ${n}`, { exact: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('每一块都有了结论').waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/minutes$/)
}

const readMinutes = async (page: Page, n: number): Promise<void> => {
  const sheet = page.getByRole('article', { name: '现场认领会记录' })
  await expect.poll(() => sheet.locator('.small-map[aria-busy="false"]').count()).toBe(n)
  // A village that was chosen and taken back is not among the claimants.
  const first = sheet.locator('.minutes-item').first()
  await first.getByText('（会上签认）').waitFor()
  expect(await first.getByText('别村书记').count()).toBe(0)
  expect(await first.locator('.small-parcel').getAttribute('d')).toMatch(/^M.+Z$/)
  expect(await first.locator('.small-grid').count()).toBeGreaterThan(1)
  expect(await sheet.getByText('暂缓', { exact: true }).count()).toBe(0)
  const lines = await sheet.locator('.minutes-signatures > div').allInnerTexts()
  expect(lines).toHaveLength(n + 1)
  expect(lines.join()).toContain('主持人：主持的副局长')
  expect(lines.join()).toContain('书记一')
  expect(await accessibilityFaults(page)).toEqual([])
  // Two parcels and more on a sheet, then the lines to sign on.
  expect(await sheetsOf(page)).toBeLessThanOrEqual(Math.ceil(n / 2) + 1)
}

inBrowser('a claim meeting', (product) => {
  test('found, claimed and signed for by keyboard, carried out, approved by another; the certificate turns whole', async () => {
    const admin = await administrator(product())
    const recorder = await person(admin.api, product(), 'meeting-recorder')
    const approver = await person(admin.api, product(), 'meeting-approver')
    const { items } = await admin.api.listSchemes()
    const scheme = items.find(({ purpose }) => purpose === 'responsibility')?.id ?? 0
    const certify = async () =>
      (await admin.api.createCertificate({ body: { scheme, depth: VILLAGES } })).figures.rates
    const before = await certify()
    expect(before.geometric).toBeLessThan(1)
    expect(before.accepted).toBeLessThan(1)

    const { page, close } = await openPage(recorder.as, { size: SIZE, at: '/boundaries/parcels' })
    const n = await findGround(page)
    await openMeeting(page, n)
    await holdMeeting(page, n)
    await readMinutes(page, n)

    await page.getByRole('link', { name: '去落实' }).click()
    await page.getByRole('button', { name: '落实裁定' }).click()
    await page.getByLabel('草稿标题').fill('无主地块归属')
    await page.getByRole('button', { name: '做成草稿' }).click()
    await page.waitForURL(/\/boundaries\/\d+/)
    const id = Number(/\d+$/.exec(new URL(page.url()).pathname)?.[0])
    await page.getByRole('button', { name: '审批' }).click()
    await page.getByRole('button', { name: '提交审核' }).click()
    await page.getByText('须由另一位审核员批准').waitFor()

    const other = await openPage(approver.as, { size: SIZE, at: `/boundaries/${id}?part=review` })
    await other.page.getByRole('button', { name: '批准并立即生效' }).click()
    await other.page.locator('.change-head').getByText('已生效').waitFor()
    await other.close()

    expect(await certify()).toEqual({ geometric: 1, assigned: 1, accepted: 1 })
    await page.goto(`${product().url}/boundaries/parcels`)
    await page.getByText('没有未了结的无主地块').waitFor()
    await close()
  })
})
