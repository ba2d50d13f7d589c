/** A census as a surveyor does it: files dropped in, a wrong reference system seen and corrected, a row fixed where it stands, the difference, commit, report, undo. */
import { createHash } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import proj4 from 'proj4'
import { expect, test } from 'vitest'
import type { ComponentItem } from '../../web/api-types.ts'
import { inBrowser, mapIdle, openPage } from './browser.ts'
import { accessibilityFaults } from './looks.ts'

let address = ''

const TITLE = '路灯普查 2026'
/** CGCS2000, 3° zone 40 with its number before the easting. */
const toZone40 = proj4(
  '+proj=longlat +ellps=GRS80 +no_defs',
  '+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=40500000 +y_0=0 +ellps=GRS80 +units=m +no_defs',
)
const STATES: Record<string, string> = {
  intact: '完好',
  damaged: '破损',
  missing: '丢失',
  abandoned: '废弃',
  removed: '移除',
  unknown: '',
}

type Given = { name: string; text: string }

/** Twenty lamps as they stand, but for one that is broken now, one that stands 20 m farther, one whose state is no word, and a new one. */
const sheetOf = (lamps: readonly ComponentItem[]): Given => {
  const lines = lamps.slice(0, 20).map((lamp, n) => {
    const [lon, lat] = lamp.point
    const state = n === 0 ? '破损' : n === 2 ? '很好' : STATES[lamp.state]
    const [x, y] = toZone40.forward([lon, n === 1 ? lat + 0.0002 : lat])
    return [lamp.code, lamp.class.nameZh, state, x?.toFixed(4), y?.toFixed(4)].join(',')
  })
  const [first] = lamps
  if (!first) throw new Error('the demo has no lamps')
  const [x, y] = toZone40.forward([first.point[0] + 0.0005, first.point[1]])
  const fresh = `${first.code.slice(0, -6)}999999,${first.class.nameZh},完好,${x?.toFixed(4)},${y?.toFixed(4)}`
  return { name: '路灯一.csv', text: ['ObjID,ObjName,灯况,x,y', ...lines, fresh].join('\n') }
}
const geojsonOf = (lamps: readonly ComponentItem[]): Given => ({
  name: '路灯二.geojson',
  text: JSON.stringify({
    type: 'FeatureCollection',
    features: lamps.slice(20, 26).map((lamp) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: lamp.point },
      properties: { ObjID: lamp.code, ObjName: lamp.class.nameZh, ObjState: STATES[lamp.state] },
    })),
  }),
})

const read = (page: Page, path: string) => page.evaluate(async (asked) => (await fetch(asked)).json(), path)

/** All at once, as from a folder. */
const drop = async (page: Page, files: readonly Given[]) => {
  const dataTransfer = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer()
    for (const { name, text } of given) transfer.items.add(new File([text], name))
    return transfer
  }, files)
  await page.locator('.drop-zone').dispatchEvent('drop', { dataTransfer })
}

/** Long lists draw only what is in view: where a field takes letters, they bring the option there. */
const choose = async (page: Page, within: Locator, name: string, option: string) => {
  const field = within.getByRole('combobox', { name, exact: true })
  await field.click()
  if (await field.isEditable()) await field.fill(option)
  await page.locator('.ant-select-dropdown:visible').getByTitle(option, { exact: true }).click()
}
const kindCount = async (page: Page, kind: string): Promise<number> => {
  const row = page.locator('table.kinds tr', { has: page.getByRole('button', { name: `只看“${kind}”` }) })
  return Number((await row.locator('td.figure').innerText()).replaceAll(',', ''))
}
const picture = async (page: Page, name: string) => {
  const folder = process.env.CENSUS_PICTURES
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}
const goTo = (page: Page, step: string) =>
  page.getByRole('navigation', { name: '步骤' }).getByRole('link', { name: step }).click()

inBrowser('the census', (product) => {
  test('from two dropped files to the registry and back', { timeout: 600_000 }, async () => {
    const { page, close } = await openPage(product(), {
      size: { width: 1280, height: 800 },
      at: '/census',
      cut: /\/api\/imports\//,
    })
    await page.getByRole('button', { name: '新建普查' }).waitFor()
    const classes = await read(page, '/api/classes?used=true')
    const cls = classes.items.find((c: { nameZh: string }) => c.nameZh === '路灯')
    const lamps: ComponentItem[] = (await read(page, `/api/components?class=${cls.id}&limit=26`)).items
    const given = [sheetOf(lamps), geojsonOf(lamps)]
    const stateOf = async (n: number) => (await read(page, `/api/components/${lamps[n]?.id}`)).state

    // Files
    await page.getByRole('button', { name: '新建普查' }).click()
    await page.getByLabel('标题').fill(TITLE)
    await page.getByRole('button', { name: '建立，然后放入文件' }).click()
    await page.waitForURL(/\/census\/\d+\?step=files/)
    address = new URL(page.url()).pathname
    await drop(page, given)
    for (const { name } of given) await page.getByRole('rowheader', { name }).waitFor()
    await expect.poll(() => page.getByText('1 个图层').count()).toBe(2)
    expect(await accessibilityFaults(page)).toEqual([])
    await picture(page, '1-files')

    // Reading: the zone beside the right one puts every lamp a thousand kilometres away
    await goTo(page, '读法')
    await page.getByRole('button', { name: '路灯一.csv' }).click()
    const detail = page.getByRole('article', { name: '路灯一.csv' })
    const settled = () => expect.poll(() => detail.getByText('正在按新的读法重看样本').count()).toBe(0)
    await choose(page, detail, '坐标字段', '东（经度）、北（纬度）两个字段')
    await settled()
    await choose(page, detail, '东坐标或经度', 'x')
    await settled()
    await choose(page, detail, '北坐标或纬度', 'y')
    await settled()
    await choose(page, detail, '采用的坐标系', 'EPSG:4527')
    await detail.getByText('多数样本点不在本区').waitFor()
    await page.getByRole('button', { name: '路灯一.csv' }).getByText('落在本区之外').waitFor()
    await mapIdle(page)
    await picture(page, '2-reading-wrong')
    await choose(page, detail, '采用的坐标系', 'EPSG:4528')
    await detail.getByText('样本 21 个点，21 个落在网格范围内，0 个在外').waitFor()
    const stateField = '部件状态: 来自字段'
    if ((await detail.getByLabel(stateField).count()) === 0)
      await choose(page, detail, '增加一项含义', '部件状态')
    await choose(page, detail, stateField, '灯况')
    await settled()
    await mapIdle(page)
    expect(await accessibilityFaults(page)).toEqual([])
    await picture(page, '2-reading')

    // Verdicts
    await page.getByRole('button', { name: '读入全部行' }).click()
    await page.waitForURL(/step=verdicts/)
    await page.locator('.figures .wrong dd', { hasText: /^1$/ }).waitFor()
    await page.getByRole('button', { name: /状态“很好”无法识别/ }).click()
    await page.waitForURL(/reason=state_unknown/)
    const grid = page.getByRole('grid', { name: '核对结果' })
    await expect.poll(() => grid.getByRole('gridcell', { name: '第 4 行' }).count()).toBe(1)
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

    // Difference
    await goTo(page, '差异')
    await expect.poll(() => kindCount(page, '新增')).toBe(1)
    const fixedIsSame = lamps[2]?.state === 'intact'
    expect(await kindCount(page, '移位')).toBe(1)
    expect(await kindCount(page, '变更')).toBe(
      (lamps[0]?.state === 'damaged' ? 0 : 1) + (fixedIsSame ? 0 : 1),
    )
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

    // What is not delivered is missing only once the delivery says that it covers it; retiring it all wants the title.
    await page.getByText('这次交付说全了什么').click()
    await choose(page, page.getByRole('group'), '类别', '路灯')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '保存并重新比对' }).click()
    const total = (await read(page, `/api/components?class=${cls.id}&limit=1`)).total
    await expect.poll(() => kindCount(page, '缺失')).toBe(total - 26)
    const retire = page.getByRole('checkbox', { name: '采用“缺失”' })
    await retire.click()
    // The box is ticked by what the server answers: a moment after the click.
    await expect.poll(() => retire.isChecked()).toBe(true)
    await goTo(page, '入册')
    await page.getByText(/停用 \d+ 个缺失的部件/).waitFor()
    const commit = page.getByRole('button', { name: '入册', exact: true })
    await commit.click()
    await page.getByLabel('写出标题').fill('别的')
    expect(await commit.isDisabled()).toBe(true)
    await picture(page, '5-guard')
    await goTo(page, '差异')
    await retire.click()
    await expect.poll(() => retire.isChecked()).toBe(false)

    // Commit
    await goTo(page, '入册')
    await page.getByText('移动 1 个部件的位置').waitFor()
    expect(await page.getByText(/停用 \d+ 个缺失的部件/).count()).toBe(0)
    expect(await accessibilityFaults(page)).toEqual([])
    await commit.click()
    await page.getByRole('heading', { name: '已入册' }).waitFor()
    expect(await stateOf(0)).toBe('damaged')
    expect((await read(page, `/api/components?class=${cls.id}&limit=1`)).total).toBe(total + 1)
    await picture(page, '5-committed')

    // Report
    await goTo(page, '报告')
    const report = page.getByRole('article', { name: '普查交付报告' })
    const words = await report.innerText()
    for (const { name, text } of given) {
      expect(words).toContain(name)
      expect(words.replaceAll(/\s/g, '')).toContain(createHash('sha256').update(text).digest('hex'))
    }
    expect(words).toContain('EPSG:4528')
    expect(await accessibilityFaults(page)).toEqual([])
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.rail').isVisible()).toBe(false)
    expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(false)
    await picture(page, '6-report-print')
    const pdf = await page.pdf({ preferCSSPageSize: true })
    // A4 in points.
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12]/)
    await page.emulateMedia({ media: 'screen' })

    // Undo
    await goTo(page, '入册')
    await page.getByRole('button', { name: '撤回这一批' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回', exact: true }).click()
    await page.getByRole('heading', { name: '已撤回' }).waitFor()
    expect(await stateOf(0)).toBe(lamps[0]?.state)
    expect((await read(page, `/api/components?class=${cls.id}&limit=1`)).total).toBe(total)
    await picture(page, '7-undone')
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
    await page.getByRole('link', { name: `Open ${TITLE}` }).click()
    await page.waitForURL(/step=commit/)
    for (const step of ['files', 'reading', 'verdicts', 'difference', 'commit', 'report']) {
      await page.goto(`${product().url}${address}?step=${step}`)
      await page.getByRole('heading', { name: TITLE }).waitFor()
      await page.locator('.steps [aria-current="step"]').waitFor()
      if (step === 'verdicts' || step === 'difference') {
        await page.getByRole('grid').waitFor()
        await mapIdle(page)
      }
      expect(await accessibilityFaults(page), step).toEqual([])
      const wider = await page.evaluate(() => document.querySelector('.wizard')?.scrollWidth ?? 0)
      expect([step, wider]).toEqual([step, 390])
      await picture(page, `en-${step}`)
    }
    await close()
  })
})
