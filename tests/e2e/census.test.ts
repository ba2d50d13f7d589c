/** A census as a surveyor does it: six files dropped in, a wrong reference system seen and corrected, a row fixed where it stands, the difference, commit, report, undo. */
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { ComponentItem } from '../../web/api-types.ts'
import { inBrowser, mapIdle, openPage } from './browser.ts'
import { accessibilityFaults } from './looks.ts'
import { type Given, sixFiles } from './six-files.ts'
import { choose, drop, goTo, kindCount, openLayer, picture, read, tooWide } from './wizard.ts'

const TITLE = '路灯普查 2026'
const ROWS = 40

/** Lamps in any state, and others that are intact. */
const findLamps = async (page: Page) => {
  const classes = await read(page, '/api/classes?used=true')
  const cls = classes.items.find((c: { nameZh: string }) => c.nameZh === '路灯')
  const lamps: ComponentItem[] = (await read(page, `/api/components?class=${cls.id}&limit=200`)).items
  const intact = lamps.slice(26).filter(({ state }) => state === 'intact')
  return { classId: cls.id as number, some: lamps.slice(0, 26), intact: intact.slice(0, 13) }
}
const given = async (page: Page): Promise<Awaited<ReturnType<typeof findLamps>> & { files: Given[] }> => {
  const found = await findLamps(page)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-six-'))
  const files = await sixFiles(folder, found.some, found.intact)
  await rm(folder, { recursive: true })
  return { ...found, files }
}

const addFiles = async (page: Page, files: readonly Given[]) => {
  await page.getByRole('button', { name: '新建普查' }).click()
  await page.getByLabel('标题').fill(TITLE)
  await page.getByRole('button', { name: '建立，然后放入文件' }).click()
  await page.waitForURL(/\/census\/\d+\?step=files/)
  await drop(page, files)
  for (const { name } of files) await page.getByRole('rowheader', { name }).waitFor()
  await expect.poll(() => page.getByText('1 个图层').count()).toBe(files.length)
  expect(await accessibilityFaults(page)).toEqual([])
  await picture(page, '1-files')
}

/** What was proposed is confirmed where it is right, chosen where the file cannot say it, and corrected where the file is wrong. */
const settleReading = async (page: Page) => {
  await goTo(page, '读法')
  // Its .prj names the zone beside the right one: 285 km to the west.
  const { line, detail } = await openLayer(page, '路灯三.shp')
  await line.getByText('落在本区之外').waitFor()
  await detail.getByText('多数样本点不在本区').waitFor()
  await detail.getByText('文件写明 EPSG:4548，但 100 % 的点按 EPSG:4549 才在应在的地方').waitFor()
  const right = detail.getByRole('row', { name: 'EPSG:4549' })
  expect(await right.getByRole('cell').first().innerText()).toMatch(/^100\s%$/)
  const wrong = detail.getByRole('row', { name: 'EPSG:4548' })
  expect(await wrong.getByRole('cell').first().innerText()).toMatch(/^0\s%$/)
  await mapIdle(page)
  expect(await accessibilityFaults(page)).toEqual([])
  await picture(page, '2-reading-wrong')
  await detail.getByRole('button', { name: '采用 EPSG:4549' }).click()
  await detail.getByText('样本 4 个点，4 个落在网格范围内，0 个在外').waitFor()
  await mapIdle(page)
  await picture(page, '2-reading-corrected')

  // Metres in a column tell their zone; which of two words for a state is meant, only a surveyor.
  const csv = await openLayer(page, '路灯一.csv')
  await csv.detail.getByText('建议采用 EPSG:4528').waitFor()
  const stateField = '部件状态: 来自字段'
  if ((await csv.detail.getByLabel(stateField).count()) === 0)
    await choose(page, csv.detail, '增加一项含义', '部件状态')
  await choose(page, csv.detail, stateField, '灯况')
  await csv.detail.getByText('读法已由您确认或修改').waitFor()
  await expect.poll(() => csv.detail.getByText('正在按新的读法重看样本').count()).toBe(0)
  await csv.detail.getByText('样本 21 个点，21 个落在网格范围内，0 个在外').waitFor()
  await mapIdle(page)
  expect(await accessibilityFaults(page)).toEqual([])
  await picture(page, '2-reading')

  // Degrees in a sheet may be of several systems: of GCJ-02, they would all lie outside.
  const sheet = await openLayer(page, '路灯四.xlsx/路灯')
  await sheet.detail.getByText('建议采用 EPSG:4490').waitFor()
  await sheet.detail.getByText('样本 3 个点，3 个落在网格范围内，0 个在外').waitFor()
  await picture(page, '2-reading-sheet')
}

const fixInPlace = async (page: Page) => {
  await page.getByRole('button', { name: '读入全部行' }).click()
  await page.waitForURL(/step=verdicts/)
  await page.locator('.figures .wrong dd', { hasText: /^1$/ }).waitFor()
  expect(await page.locator('.figures dd').first().innerText()).toBe(String(ROWS))
  await page.getByRole('button', { name: /状态“很好”无法识别/ }).click()
  await page.waitForURL(/reason=state_unknown/)
  const grid = page.getByRole('grid', { name: '核对结果' })
  await expect.poll(() => grid.getByRole('gridcell', { name: '第 4 行' }).count()).toBe(1)
  await mapIdle(page)
  await grid.focus()
  await page.keyboard.press('Enter')
  const editor = page.getByRole('form', { name: /^第 \d+ 行$/ })
  await editor.waitFor()
  await page.waitForURL(/at=[\d.]+,[\d.]+,18/)
  await mapIdle(page)
  expect(await accessibilityFaults(page)).toEqual([])
  await picture(page, '3-verdicts')
  await editor.getByLabel('部件状态').fill('完好')
  await editor.getByRole('button', { name: '保存并重新核对这一行' }).click()
  await editor.getByText('这一行没有问题').waitFor()
  await page.locator('.figures .quiet dd', { hasText: /^0$/ }).waitFor()
  await picture(page, '3-fixed')
}

const lookAtDifference = async (page: Page, changed: number) => {
  await goTo(page, '差异')
  await expect.poll(() => kindCount(page, '新增')).toBe(1)
  expect(await kindCount(page, '移位')).toBe(1)
  expect(await kindCount(page, '变更')).toBe(changed)
  expect(await kindCount(page, '相同')).toBe(ROWS - 2 - changed)
  await page.getByRole('button', { name: '只看“移位”' }).click()
  await page.getByRole('grid', { name: '逐行' }).getByText('移动 22 m').click()
  await page
    .getByRole('article', { name: /^第 \d+ 行$/ })
    .getByText('移动 22 m')
    .waitFor()
  await page.waitForURL(/at=[\d.]+,[\d.]+,18/)
  await mapIdle(page)
  expect(await accessibilityFaults(page)).toEqual([])
  await picture(page, '4-difference')
}

/** What is not delivered is missing only once the delivery says that it covers it; retiring it all wants the title. */
const meetGuard = async (page: Page, missing: number) => {
  await page.getByText('这次交付说全了什么').click()
  await choose(page, page.getByRole('group'), '类别', '路灯')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '保存并重新比对' }).click()
  await expect.poll(() => kindCount(page, '缺失')).toBe(missing)
  const retire = page.getByRole('checkbox', { name: '采用“缺失”' })
  await retire.click()
  // The box is ticked by what the server answers: a moment after the click.
  await expect.poll(() => retire.isChecked()).toBe(true)
  // One of them is spared by itself, and counted so.
  await page.getByRole('button', { name: '只看“缺失”' }).click()
  const spared = page.getByRole('region', { name: '缺失的部件' }).getByRole('checkbox').first()
  await spared.click()
  await page.locator('table.kinds').getByText('其中 1 个不采用').waitFor()
  await picture(page, '4-missing')
  await goTo(page, '入册')
  await page.getByText(`停用 ${missing - 1} 个缺失的部件`).waitFor()
  await page.getByText('缺失 1 个不采用').waitFor()
  const commit = page.getByRole('button', { name: '入册', exact: true })
  await commit.click()
  await page.getByLabel('写出标题').fill('别的')
  expect(await commit.isDisabled()).toBe(true)
  await picture(page, '5-guard')
  await goTo(page, '差异')
  await retire.click()
  await expect.poll(() => retire.isChecked()).toBe(false)
}

const printReport = async (page: Page, files: readonly Given[]) => {
  await goTo(page, '报告')
  const report = page.getByRole('article', { name: '普查交付报告' })
  const words = await report.innerText()
  for (const { name, bytes } of files) {
    expect(words).toContain(name)
    expect(words.replaceAll(/\s/g, '')).toContain(createHash('sha256').update(bytes).digest('hex'))
  }
  for (const crs of ['EPSG:4528', 'EPSG:4549', 'EPSG:4326', 'EPSG:4490']) expect(words).toContain(crs)
  expect(await accessibilityFaults(page)).toEqual([])
  await picture(page, '6-report')
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.rail').isVisible()).toBe(false)
  expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(false)
  await picture(page, '6-report-print')
  const pdf = await page.pdf({ preferCSSPageSize: true })
  // A4 in points.
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12]/)
  await page.emulateMedia({ media: 'screen' })
}

inBrowser('the census', (product) => {
  test('from six dropped files to the registry and back', { timeout: 600_000 }, async () => {
    const { page, close } = await openPage(product(), {
      size: { width: 1280, height: 800 },
      at: '/census',
      cut: /\/api\/imports\//,
    })
    await page.getByRole('button', { name: '新建普查' }).waitFor()
    const { classId, some, files } = await given(page)
    const stateOf = async (n: number) => (await read(page, `/api/components/${some[n]?.id}`)).state
    const standing = async () => (await read(page, `/api/components?class=${classId}&limit=1`)).total
    const total = await standing()
    await addFiles(page, files)
    await settleReading(page)
    await fixInPlace(page)
    await lookAtDifference(
      page,
      (some[0]?.state === 'damaged' ? 0 : 1) + (some[2]?.state === 'intact' ? 0 : 1),
    )
    await meetGuard(page, total - ROWS + 1)

    await goTo(page, '入册')
    await page.getByText('移动 1 个部件的位置').waitFor()
    expect(await page.getByText(/停用 \d+ 个缺失的部件/).count()).toBe(0)
    expect(await accessibilityFaults(page)).toEqual([])
    await picture(page, '5-commit')
    await page.getByRole('button', { name: '入册', exact: true }).click()
    await page.getByRole('heading', { name: '已入册' }).waitFor()
    await page.getByText(/admin 于 .* 入册/).waitFor()
    expect(await stateOf(0)).toBe('damaged')
    expect(await standing()).toBe(total + 1)
    await picture(page, '5-committed')
    await printReport(page, files)

    await goTo(page, '入册')
    await page.getByRole('button', { name: '撤回这一批' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click()
    await page.getByRole('heading', { name: '已撤回' }).waitFor()
    expect(await stateOf(0)).toBe(some[0]?.state)
    expect(await standing()).toBe(total)
    await picture(page, '7-undone')
    await page.getByRole('link', { name: '全部普查' }).click()
    const line = page.getByRole('link', { name: `打开 ${TITLE}` })
    await line.getByText('已撤回').waitFor()
    await line.getByText(/admin 入册，/).waitFor()
    await picture(page, '8-list')
    await close()
  })

  test('on a phone, in English, every step of it, none wider than the screen', {
    timeout: 600_000,
  }, async () => {
    const { page, close } = await openPage(product(), {
      locale: 'en-GB',
      size: { width: 390, height: 780 },
      at: '/census',
    })
    await page.getByRole('link', { name: `Open ${TITLE}` }).waitFor()
    await picture(page, 'en-list')
    await page.getByRole('link', { name: `Open ${TITLE}` }).click()
    await page.waitForURL(/step=commit/)
    const address = new URL(page.url()).pathname
    for (const step of ['files', 'reading', 'verdicts', 'difference', 'acceptance', 'commit', 'report']) {
      await page.goto(`${product().url}${address}?step=${step}`)
      await page.getByRole('heading', { name: TITLE }).waitFor()
      await page.locator('.steps [aria-current="step"]').waitFor()
      if (step === 'verdicts' || step === 'difference') await page.getByRole('grid').waitFor()
      if (!['files', 'acceptance', 'commit', 'report'].includes(step)) await mapIdle(page)
      expect(await accessibilityFaults(page), step).toEqual([])
      expect(await tooWide(page), step).toEqual([])
      await picture(page, `en-${step}`)
    }
    await close()
  })
})
