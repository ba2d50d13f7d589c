/** A level taken away as a file and brought back: untouched it changes nothing; worked on it is compared first, by code and then by ground, and becomes one step of a draft that is proven. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { FeatureCollection, MultiPolygon, Position } from 'geojson'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { COVERAGE_VERDICTS } from '../../server/shared/coverages.contract.ts'
import { labelPointOf } from '../../web/edit/rings.ts'
import { inBrowser, openPage } from './browser.ts'
import { choose } from './choose.ts'
import { accessibilityFaults } from './looks.ts'
import { administrator, person } from './people.ts'

const SIZE = { width: 1440, height: 860 }
const LEVEL = '村'
const DEPTH = 3
const FORMATS = { GeoPackage: 'gpkg', 'Shapefile (zip)': 'zip', GeoJSON: 'geojson' } as const

/** Villages as a file of each format, as the list of changes gives them. */
const exportAll = async (page: Page, scheme: string): Promise<string[]> => {
  await page.getByRole('button', { name: '导出网格…' }).click()
  await choose(page, '网格体系', scheme)
  await choose(page, '层级', LEVEL)
  expect(await accessibilityFaults(page)).toEqual([])
  const saved: string[] = []
  for (const [format, ending] of Object.entries(FORMATS)) {
    await choose(page, '格式', format)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(new RegExp(`^网格-.+-村-\\d{4}-\\d\\d-\\d\\d\\.${ending}$`))
    const file = path.join(os.tmpdir(), `coverage-${process.pid}.${ending}`)
    await download.saveAs(file)
    saved.push(file)
  }
  return saved
}

const coverageOf = (page: Page, file: string) =>
  page.locator('.coverages > li', { has: page.getByRole('button', { name: path.basename(file) }) })

const bring = async (page: Page, file: string): Promise<void> => {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: '选择文件' }).click(),
  ])
  await chooser.setFiles(file)
  await coverageOf(page, file).locator('.coverage-open table').waitFor()
}

const VERDICTS = { same: '相同', changed: '有变化', recoded: '编码不同', new: '新增' } as const
/** In the order of the contract, then how many grids the file has not. */
const counts = async (page: Page, file: string): Promise<number[]> => {
  const text = await coverageOf(page, file).locator('.coverage-counts').innerText()
  return [...COVERAGE_VERDICTS.map((verdict) => VERDICTS[verdict]), '文件中没有'].map((word) =>
    Number(new RegExp(`${word} ([\\d,]+)`).exec(text)?.[1]?.replaceAll(',', '')),
  )
}

const take = (page: Page) => page.getByRole('button', { name: '采用到草稿' }).click()

type Village = FeatureCollection<MultiPolygon, { code: string; name: string }>['features'][number]
const pointsOf = ({ geometry }: Village): Position[] => geometry.coordinates.flat(2)

/** The first two that share a vertex with each other and with nobody else: it is moved by some metres, in both. */
const moveBorder = (villages: readonly Village[]): [Village, Village] => {
  const holders = new Map<string, Set<Village>>()
  for (const village of villages)
    for (const point of pointsOf(village)) {
      const known = holders.get(`${point}`) ?? new Set()
      holders.set(`${point}`, known.add(village))
    }
  const shared = [...holders].find(([, of]) => of.size === 2)
  if (!shared) throw new Error('no two villages share a vertex')
  const [vertex, of] = shared
  for (const village of of)
    for (const point of pointsOf(village))
      if (`${point}` === vertex) {
        point[0] = (point[0] ?? 0) + 0.0001
        point[1] = (point[1] ?? 0) + 0.0001
      }
  return [...of] as [Village, Village]
}

/** Some fifty metres each way, in the middle of a village that stays. */
const squareIn = ({ geometry }: Village): MultiPolygon => {
  const [lon, lat] = labelPointOf(geometry as Parameters<typeof labelPointOf>[0]) ?? [0, 0]
  const corner = (x: number, y: number): Position => [lon + x * 0.0005, lat + y * 0.0005]
  const ring = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1), corner(-1, -1)]
  return { type: 'MultiPolygon', coordinates: [[ring]] }
}

/** One border is moved, one village has a new name, one a new code, one is left out, and one is new. */
const workOn = (villages: readonly Village[]) => {
  const moved = moveBorder(villages)
  const [renamed, recoded, dropped] = villages.filter((village) => !moved.includes(village))
  if (!renamed || !recoded || !dropped) throw new Error('there are too few villages')
  const was = { name: renamed.properties.name, code: recoded.properties.code }
  renamed.properties.name = '改了名的村'
  recoded.properties.code = '320599-NEW'
  const added: Village = {
    type: 'Feature',
    properties: { code: '320599-ADD', name: '新设的村' },
    geometry: squareIn(renamed),
  }
  const worked = [...villages.filter((one) => one !== dropped), added]
  return { worked, moved, renamed, recoded, was, dropped }
}

inBrowser('a coverage', (product) => {
  test('goes out and comes back as it was; worked on it is compared, taken as one step, proven, and undone', async () => {
    const admin = await administrator(product())
    const reviewer = await person(admin.api, product(), 'coverage-reviewer')
    const { items } = await admin.api.listSchemes()
    const scheme = items.find(({ purpose }) => purpose === 'responsibility')
    const level = scheme?.levels.find(({ depth }) => depth === DEPTH)
    if (!scheme || !level) throw new Error('the demo has no villages')

    const { page, close } = await openPage(reviewer.as, {
      size: SIZE,
      at: '/boundaries',
      cut: /\/operations$/,
    })
    const files = await exportAll(page, scheme.nameZh)
    const { id } = await reviewer.api.createChange({ body: { scheme: scheme.id, title: '整层导入' } })
    await page.goto(`${product().url}/boundaries/${id}?depth=${DEPTH}&part=coverage`)
    const n = level.grids
    for (const file of files) {
      await bring(page, file)
      expect([file, await counts(page, file)]).toEqual([file, [n, 0, 0, 0, 0]])
    }
    await take(page)
    const refused = page.getByRole('alert').filter({ hasText: '草稿与文件完全一致，没有要采用的' })
    await refused.waitFor()
    expect((await reviewer.api.getChange({ params: { id } })).log).toEqual([])
    await refused.getByRole('button', { name: '知道了' }).click()

    const plain = JSON.parse(await readFile(files.find((file) => file.endsWith('.geojson')) ?? '', 'utf8'))
    const { worked, moved, renamed, recoded, was, dropped } = workOn(plain.features)
    const file = path.join(os.tmpdir(), `worked-${process.pid}.geojson`)
    await writeFile(file, JSON.stringify({ ...plain, features: worked }))
    await bring(page, file)
    await expect.poll(() => counts(page, file)).toEqual([n - 5, 3, 1, 1, 1])
    const row = (code: string) => page.locator('.coverage-open tr', { hasText: code })
    expect(await row(renamed.properties.code).innerText()).toMatch(
      new RegExp(`改了名的村.*有变化.*${was.name}.*按编码`, 's'),
    )
    expect(await row(recoded.properties.code).innerText()).toMatch(/编码不同.*按重叠.*100 % \/ 100 %/s)
    expect(await row('320599-ADD').innerText()).toContain('新增')
    await row(renamed.properties.code).getByRole('button').click()
    await page.getByRole('button', { name: '只按此行改名' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])

    await page.getByRole('checkbox', { name: '同时撤销文件中没有的 1 个网格' }).check()
    await take(page)
    const answer = page.getByRole('region', { name: '刚才的操作' })
    await answer.getByRole('heading', { name: '采用整份文件：完成' }).waitFor()
    const said = await answer.innerText()
    expect(said).toContain(`${dropped.properties.name} 已不再存在`)
    expect(said).toContain(`改了名的村 原 ${was.name}`)
    expect(said).toContain(`原 ${was.code}`)
    await coverageOf(page, file).getByText('已采用').waitFor()
    await expect.poll(() => counts(page, file)).toEqual([n, 0, 0, 0, 0])

    const { faces } = await reviewer.api.listFaces({
      params: { id },
      query: { bbox: [110, 25, 130, 40], depth: DEPTH },
    })
    expect(faces.map(({ code }) => code).sort()).toEqual(
      worked.map(({ properties }) => properties.code).sort(),
    )
    const face = ({ properties }: Village) => faces.find(({ code }) => code === properties.code)
    // The border is one still: as many vertices are the same, bit for bit, as the file had in both.
    const common = ([a = [], b = []]: Position[][]): number => {
      const known = new Set(b.map(String))
      return [...new Set(a.map(String))].filter((vertex) => known.has(vertex)).length
    }
    const stored = moved.map((one) => (face(one)?.geometry.coordinates ?? []).flat(2) as Position[])
    expect(common(moved.map(pointsOf))).toBeGreaterThan(1)
    expect(common(stored)).toBe(common(moved.map(pointsOf)))

    // Two hold the ground of the new one, and nobody that of the one that went: the proof names both.
    await page.getByRole('button', { name: /^问题/ }).click()
    const issues = page.locator('.issues')
    await issues.getByText('新设的村').first().waitFor()
    expect(await issues.innerText()).toMatch(/重叠\s+(新设的村、改了名的村|改了名的村、新设的村)/)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.keyboard.press('Control+z')
    await answer.getByRole('heading', { name: '撤销：完成' }).waitFor()
    await page.getByRole('button', { name: '导入', exact: true }).click()
    await expect.poll(() => counts(page, file)).toEqual([n - 5, 3, 1, 1, 1])
    await reviewer.api.discardChange({ params: { id } })
    await Promise.all([...files, file].map((one) => rm(one)))
    await close()
  })
})
