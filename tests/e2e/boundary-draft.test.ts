/** A draft beyond its lines: issues and their remedies by key, ground that is drawn, a grid's card, a level below, a waiver; and two people on the same ground. */
import { expect, test } from 'vitest'
import type { Face } from '../../server/shared/boundaries.ts'
import type { LonLat } from '../../server/shared/crs.ts'
import { areaOf } from '../../web/edit/areas.ts'
import { orderedIssues } from '../../web/features/boundaries/lists.ts'
import { inBrowser, mapIdle, openPage } from './browser.ts'
import {
  answer,
  camera,
  clickAt,
  done,
  labelOf,
  lastOperation,
  listFaces,
  openDraft,
  part,
} from './draft-map.ts'
import { accessibilityFaults } from './looks.ts'
import { administrator, person } from './people.ts'

const VILLAGES = 3
const GRIDS = 4
const CLOSE = 18
/** Half the side of a square that lies within a strip. */
const ASIDE = 0.00003

inBrowser('a boundary draft', (product) => {
  test('issues one after the other by key, each mended by one; ground that nobody holds is drawn and given', async () => {
    const { page, close, api, id } = await openDraft(
      product(),
      { title: '补缝', depth: VILLAGES },
      () => 'part=issues&scope=scheme',
    )
    const proof = await api.proveChange({ params: { id }, query: { scope: 'scheme' } })
    const [first, second, third, ...rest] = orderedIssues(proof).filter(({ kind }) => kind === 'gap')
    const rows = page.getByRole('list', { name: '问题' }).locator(':scope > li')
    await expect.poll(() => rows.count()).toBe(proof.issues.length)
    const chosen = () => new URL(page.url()).searchParams.get('issue')
    await page.keyboard.press('j')
    await expect.poll(chosen).toBe(first?.id)
    await page.keyboard.press('j')
    await expect.poll(chosen).toBe(second?.id)
    await rows.nth(1).getByRole('button', { expanded: true }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.keyboard.press('1')
    await done(page, '补上缝隙')
    await expect.poll(() => rows.count()).toBe(proof.issues.length - 1)
    // On from where the mended one stood, not from the beginning.
    await page.keyboard.press('j')
    await expect.poll(chosen).toBe(third?.id)
    await page.keyboard.press('k')
    await expect.poll(chosen).toBe(first?.id)

    const [lon, lat] = (rest[0] ?? third)?.place ?? [0, 0]
    const near = await api.listFaces({
      params: { id },
      query: { bbox: [lon - 0.0004, lat - 0.0004, lon + 0.0004, lat + 0.0004], depth: VILLAGES },
    })
    const village = near.faces[0] as Face
    const where = `depth=${VILLAGES}&part=areas&face=${village.id}&${camera([lon, lat], CLOSE)}`
    await page.goto(`${product().url}/boundaries/${id}?${where}`)
    await mapIdle(page)
    await page.keyboard.press('a')
    await page.getByText(`圈出要划给 ${village.name} 的地块`).waitFor()
    const corners: LonLat[] = [
      [lon - ASIDE, lat - ASIDE],
      [lon + ASIDE, lat - ASIDE],
      [lon + ASIDE, lat + ASIDE],
      [lon - ASIDE, lat + ASIDE],
    ]
    for (const corner of corners) await clickAt(page, corner)
    await page.getByText(`划给 ${village.name}；按回车完成`).waitFor()
    await page.keyboard.press('Enter')
    await done(page, '划入地块')
    const operation = await lastOperation(api, id)
    if (operation.kind !== 'assign_parcel') throw new Error(`it did ${operation.kind}`)
    const { faces } = await api.getChange({ params: { id } })
    const villages = faces.filter(({ face }) => face.depth === VILLAGES)
    const grown = villages.find(({ face }) => face.id === village.id)
    const given = (grown?.after?.areaM2 ?? 0) - (grown?.before?.areaM2 ?? 0)
    expect(given / areaOf(operation)).toBeCloseTo(1, 2)
    // Nobody had it, so nobody lost it.
    expect(
      villages.filter(({ before, after }) => (after?.areaM2 ?? 0) < (before?.areaM2 ?? 0) - 0.01),
    ).toEqual([])
    await close()
  })

  test('from the card: a name, a code that is taken, a level below that is looked at and cut, the end of a grid; a warning waived and its waiver taken back', async () => {
    const inTheMiddle = (faces: readonly Face[]): Face => faces[Math.floor(faces.length / 2)] as Face
    const { page, close, api, id, faces } = await openDraft(
      product(),
      { title: '卡片', depth: GRIDS },
      (all) => `part=grids&face=${inTheMiddle(all).id}&${camera(labelOf(inTheMiddle(all)), 16)}`,
    )
    const grid = inTheMiddle(faces)
    const sister = faces.find((one) => one.parentId === grid.parentId && one.id !== grid.id) as Face
    const card = page.getByRole('region', { name: '选中的网格' })
    await card.getByLabel('名称', { exact: true }).fill(sister.name)
    await card.getByRole('button', { name: '改名' }).click()
    await done(page, '改名')
    await card.getByLabel('编码', { exact: true }).fill(sister.code)
    await card.getByRole('button', { name: '改编码' }).click()
    await page.getByRole('alert').getByText('同级已有网格用这个编码').waitFor()
    await card.getByText('其他', { exact: true }).click()
    await card.getByLabel('层级代码').fill('cell')
    await card.getByLabel('层级中文名').fill('微网格')
    await card.getByLabel('层级英文名').fill('Cell')
    expect(await accessibilityFaults(page)).toEqual([])
    await card.getByRole('button', { name: '建立下一级' }).click()
    await done(page, '建立下一级')
    await page.getByLabel('编辑哪一级网格').selectOption('微网格')
    const inView = page.getByRole('region', { name: '视野内的网格' })
    await inView.getByRole('heading', { name: '视野内的网格（1）' }).waitFor()

    // Two grids of one name: a warning.
    await part(page, '问题').click()
    await page.getByText('名称重复').waitFor()
    await page.keyboard.press('j')
    await page.getByLabel('豁免理由').fill('村民都这么叫')
    await page.getByRole('button', { name: '豁免', exact: true }).click()
    await page.getByText('admin 豁免').waitFor()
    await page.reload()
    await page.getByText('村民都这么叫').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: '取消豁免' }).click()
    await page.getByLabel('豁免理由').waitFor()

    const place = camera(labelOf(sister), 16)
    await page.goto(`${product().url}/boundaries/${id}?depth=${GRIDS}&part=grids&face=${sister.id}&${place}`)
    await card.getByText('其他', { exact: true }).click()
    await card.getByRole('button', { name: '撤销网格' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤销网格' }).click()
    await done(page, '撤销网格')
    await answer(page).getByText('1 个错误，改好才能生效').waitFor()
    expect((await listFaces(api, id, GRIDS)).some((face) => face.id === sister.id)).toBe(false)
    await close()
  })

  test('two people on the same ground: each is seen, what went stale says so, and is done again on what is there now', async () => {
    const { page, close, api, id, faces } = await openDraft(
      product(),
      { title: '同一片地', depth: GRIDS },
      (all) => `part=log&${camera(labelOf(all.at(-1) as Face), 16)}`,
    )
    const grid = faces.at(-1) as Face
    const admin = await administrator(product())
    const author = await person(admin.api, product(), 'draft-author')
    const approver = await person(admin.api, product(), 'draft-approver')
    const { revision } = await api.getChange({ params: { id } })
    const rename = (name: string) => ({ kind: 'rename' as const, face: grid.id, name })
    await api.addOperation({ params: { id }, body: { revision, operation: rename('这份的名') } })

    const beside = await openPage(author.as, { at: `/boundaries/${id}?part=log` })
    await beside.page.getByText('也在这里：admin').waitFor()
    await page.keyboard.press('v')
    await beside.page.getByText('admin（编辑中）').waitFor()
    await page.getByText('也在这里：draft-author').waitFor()
    await beside.close()

    const { scheme } = await api.getChange({ params: { id } })
    const other = await author.api.createChange({ body: { scheme: scheme.id, title: '另一份' } })
    const { revision: done2 } = await author.api.addOperation({
      params: { id: other.id },
      body: { revision: other.revision, operation: rename(`${grid.name}（新）`) },
    })
    await page.getByText('同一片地还有别的变更').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const { revision: submitted } = await author.api.submitChange({
      params: { id: other.id },
      body: { revision: done2 },
    })
    await approver.api.approveChange({ params: { id: other.id }, body: { revision: submitted } })

    const stale = page.getByRole('alert').filter({ hasText: '1 个网格在册上已经变了' })
    await stale.waitFor()
    await part(page, '审批').click()
    expect(await page.getByRole('button', { name: '提交审核' }).isDisabled()).toBe(true)
    await stale.getByRole('button', { name: '在现在的网格上全部重做' }).click()
    await done(page, '全部重做')
    await stale.waitFor({ state: 'detached' })
    const [change] = (await api.getChange({ params: { id } })).faces
    expect([change?.before?.name, change?.after?.name]).toEqual([`${grid.name}（新）`, '这份的名'])
    await close()
  })
})
