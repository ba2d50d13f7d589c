/** The decision of a second person: what would change hands, reports ticked to be decided anew, a day to come and none gone by, taken back, rejected with a reason. */
import { expect, test } from 'vitest'
import type { Face } from '../../server/shared/boundaries.ts'
import { inBrowser, openPage } from './browser.ts'
import { findLevel, labelOf, listFaces } from './draft-map.ts'
import { accessibilityFaults } from './looks.ts'
import { administrator, person } from './people.ts'

const SIZE = { width: 1400, height: 860 }
const GRIDS = 4

inBrowser('review of a boundary change', (product) => {
  test('impact, reports ticked, approved for a day to come, taken back, and rejected with a reason', async () => {
    const { api } = await administrator(product())
    const approver = await person(api, product(), 'review-approver')
    const { scheme } = await findLevel(api, '责任网格')
    const { id, revision } = await api.createChange({ body: { scheme: scheme.id, title: '两格并一格' } })
    const faces = await listFaces(api, id, GRIDS)
    const kept = faces[0] as Face
    const ended = faces.find((one) => one.parentId === kept.parentId && one.id !== kept.id) as Face
    const report = await api.createReport({
      body: {
        point: labelOf(ended),
        crs: 'EPSG:4490',
        words: '井盖松动',
        classId: null,
        componentId: null,
        accuracyM: 0,
        channel: 'desk',
      },
    })
    const merged = await api.addOperation({
      params: { id },
      body: { revision, operation: { kind: 'merge', faces: [kept.id, ended.id] } },
    })
    await api.submitChange({ params: { id }, body: { revision: merged.revision } })

    const { page, close } = await openPage(approver.as, {
      size: SIZE,
      at: `/boundaries/${id}?depth=${GRIDS}&part=impact`,
    })
    const moves = page.getByRole('region', { name: '从哪里到哪里' }).getByRole('row').nth(1)
    const row = await moves.innerText()
    expect(row).toContain(ended.name)
    expect(row).toContain(kept.name)
    expect(row).toMatch(/\s1$/)
    const tick = page.getByRole('checkbox', { name: `重新认定 ${report.number}` })
    await tick.check()
    await page.reload()
    await tick.waitFor()
    expect(await tick.isChecked()).toBe(true)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: '审批' }).click()
    await page.getByText('重新认定上报 1 件').waitFor()
    await page.getByLabel('定期生效').click()
    const approve = page.getByRole('button', { name: '批准，到期生效' })
    await page.getByLabel('生效时间').fill('2020-01-01T10:00')
    await page.getByText('这个时间已经过去').waitFor()
    expect(await approve.isDisabled()).toBe(true)
    await page.getByLabel('生效时间').fill('2099-01-01T10:00')
    await approve.click()
    const state = page.locator('.change-head')
    await state.getByText('已批准').waitFor()
    await page.getByText('定于 2099-01-01 10:00:00 生效').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const approved = await api.getChange({ params: { id } })
    expect(approved.state).toBe('approved')
    expect(approved.reevaluate).toEqual([report.id])

    await page.getByRole('button', { name: '改回草稿' }).click()
    await state.getByText('草稿').waitFor()
    expect(await api.getChange({ params: { id } })).toMatchObject({ effectAt: null, reevaluate: [] })
    await page.getByRole('button', { name: '提交审核' }).click()
    await page.getByLabel('驳回理由').fill('网格名称要先定')
    await page.getByRole('button', { name: '驳回' }).click()
    await state.getByText('已驳回').waitFor()
    await page.reload()
    await page.getByText('网格名称要先定').waitFor()
    await page.getByRole('button', { name: '改回草稿' }).waitFor()
    await close()
  })
})
