/** Certificates as a reviewer makes them and a reader checks them: a town at a day gone by, the sheet with its map, computed anew, and on one page of A4. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Certificate } from '../../server/shared/certificates.contract.ts'
import type { Api } from '../../web/api.ts'
import { inBrowser, openPage } from './browser.ts'
import { choose } from './choose.ts'
import { accessibilityFaults } from './looks.ts'
import { administrator, person } from './people.ts'
import { sheetsOf } from './print.ts'

const SIZE = { width: 1440, height: 860 }
const PHONE = { width: 390, height: 844 }
const yesterday = (): string => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
const words = (figure: number, decimals = 0): string =>
  figure.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })

const findTown = async (api: Api) => {
  const { items } = await api.listSchemes()
  const scheme = items.find(({ purpose }) => purpose === 'responsibility')
  const level = scheme?.levels.find(({ nameZh }) => nameZh === '镇')
  if (!scheme || !level) throw new Error('the demo has no towns')
  const [town] = (await api.listGrids({ query: { level: level.id, limit: 1 } })).items
  if (!town) throw new Error('there is no town')
  return { scheme, town }
}

/** By its form, as of a day. */
const make = async (page: Page, { town, day }: { town: { name: string; code: string }; day: string }) => {
  await page.getByRole('button', { name: '出具证明' }).click()
  const form = page.getByRole('form', { name: '出具证明' })
  await choose(page, '被证明的层级', '村')
  await page.getByLabel('上级网格').pressSequentially(town.name)
  await page.locator('.ant-select-dropdown:visible').getByText(`${town.name} ${town.code}`).click()
  await page.getByLabel('截至日期（不填即现在）').fill(day)
  expect(await accessibilityFaults(page)).toEqual([])
  await form.getByRole('button', { name: '出具', exact: true }).click()
}

const figure = (page: Page, name: string): Promise<string> =>
  page
    .locator('.certificate-figures > div', { has: page.getByText(name, { exact: true }) })
    .locator('dd')
    .innerText()

/** What the sheet says is what the register says by other ways, and the map shows each fault. */
const readSheet = async (
  page: Page,
  certificate: Certificate,
  town: { name: string; areaM2: number },
  villages: number,
) => {
  const sheet = page.getByRole('article', { name: '网格覆盖证明' })
  await sheet.getByText(town.name).waitFor()
  await sheet
    .getByText(certificate.clean ? '没有缝隙，没有重叠，没有无效图形' : '尚未严密覆盖上级网格')
    .waitFor()
  expect(await figure(page, '网格数')).toBe(words(villages))
  const parent = Number((await figure(page, '上级网格面积')).replaceAll(/[^\d.]/g, ''))
  expect(Math.abs(parent - town.areaM2)).toBeLessThan(1)
  await sheet.getByRole('img', { name: /示意图：缝隙 \d+ 处，重叠 \d+ 处/ }).waitFor()
  expect(await sheet.locator('figure > svg .grids-drawn path').getAttribute('d')).toMatch(/^M.+Z$/)
  expect(await sheet.locator('figure > svg .gap-drawn > path').count()).toBe(certificate.figures.gaps)
}

inBrowser('certificates', (product) => {
  test('of a town as of yesterday: made, read, computed anew by a reader in English, printed on one page', async () => {
    await product().age(3)
    const admin = await administrator(product())
    const reviewer = await person(admin.api, product(), 'certificate-reviewer')
    const reader = await person(admin.api, product(), 'certificate-reader', 'reader')
    const { scheme, town } = await findTown(admin.api)
    const day = yesterday()
    const { total: villages } = await admin.api.listGrids({ query: { parent: town.id, at: day, limit: 1 } })

    const { page, close } = await openPage(reviewer.as, {
      size: SIZE,
      at: '/boundaries/certificates',
      cut: /\/api\/certificates$/,
    })
    // Before there was a register there is nothing to certify, and it says so.
    await page.getByRole('button', { name: '出具证明' }).click()
    await page.getByLabel('截至日期（不填即现在）').fill('1999-12-31')
    await page.getByRole('button', { name: '出具', exact: true }).click()
    await page.getByRole('alert').getByText('该时点、该范围内没有这一层级的网格，无从证明。').waitFor()
    await page.getByRole('button', { name: '取消' }).click()

    await make(page, { town, day })
    await page.waitForURL(/\/certificates\/\d+$/)
    const id = Number(/\d+$/.exec(page.url())?.[0])
    const certificate = await reader.api.getCertificate({ params: { id } })
    expect(certificate).toMatchObject({
      level: { nameZh: '村' },
      parent: { id: town.id },
      by: 'certificate-reviewer',
    })
    expect(certificate.at.slice(0, 10)).toBe(day)
    await readSheet(page, certificate, town, villages)
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await sheetsOf(page)).toBe(1)

    await page.getByRole('link', { name: '全部证明' }).click()
    await choose(page, '按网格体系筛选', scheme.nameZh)
    await page.waitForURL(/scheme=\d+/)
    const row = page.getByRole('link', { name: `打开证明 ${certificate.number}` })
    await row.getByText(certificate.clean ? '无缝隙、无重叠' : '有缺陷').waitFor()
    expect(await row.innerText()).toContain(town.name)
    await close()

    const phone = await openPage(reader.as, { size: PHONE, locale: 'en-GB', at: '/boundaries/certificates' })
    await phone.page.getByRole('link', { name: `Open certificate ${certificate.number}` }).click()
    expect(await phone.page.getByRole('button', { name: 'New certificate' }).count()).toBe(0)
    await phone.page.getByRole('button', { name: 'Compute anew' }).click()
    const again = phone.page.getByRole('region', { name: 'Computed anew' })
    await again.getByText('the hash and all figures are those of the certificate').waitFor()
    expect(await again.locator('.hash').innerText()).toBe(certificate.hash)
    expect(await phone.page.locator('.certificate .hash').innerText()).toBe(certificate.hash)
    expect(await accessibilityFaults(phone.page)).toEqual([])
    await phone.close()
  })

  test('of thousands of grids: still one page, in the words of either language, also for who works in the dark', async () => {
    const { api, as } = await administrator(product())
    const { items } = await api.listSchemes()
    const scheme = items.find(({ purpose }) => purpose === 'unit')
    const depth = scheme?.levels.at(-1)?.depth
    if (!scheme || depth === undefined) throw new Error('the demo has no unit grids')
    const { id } = await api.createCertificate({ body: { scheme: scheme.id, depth } })
    for (const locale of ['zh-CN', 'en-GB'] as const) {
      const { page, close } = await openPage(as, { size: SIZE, locale, at: `/boundaries/certificates/${id}` })
      await page.locator('.certificate-map [role="img"]').waitFor()
      await page.getByRole('button', { name: /深色|Dark/ }).click()
      await page.locator('[data-look="dark"]').waitFor()
      expect(await sheetsOf(page)).toBe(1)
      await close()
    }
  })
})
