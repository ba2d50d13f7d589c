/** The tools of the boundary workspace in a reviewer's hand: merge, borders and vertices, ground and gaps, a grid's card, waivers. What the pointer did is asked of the server. */
import { expect, test } from 'vitest'
import type { Face } from '../../server/shared/boundaries.ts'
import type { LonLat } from '../../server/shared/crs.ts'
import { neighbourhoodOf, type Vertex } from '../../web/edit/arcs.ts'
import { keyOf } from '../../web/edit/rings.ts'
import { middle, pixelsBetween } from '../../web/edit/snapping.ts'
import { inBrowser, mapIdle } from './browser.ts'
import {
  answer,
  camera,
  clickAt,
  done,
  drag,
  headOf,
  labelOf,
  lastOperation,
  listFaces,
  openDraft,
  part,
} from './draft-map.ts'
import { accessibilityFaults } from './looks.ts'

const VILLAGES = 3
const FAR = 14.2
const CLOSE = 18

const nodesOf = (faces: readonly Face[]): Vertex[] =>
  [...neighbourhoodOf(faces).vertices.values()].filter((one) => one.faces.size === 3)

/** Whatever position the ring begins at. */
const edgesOf = (faces: readonly Face[]): string[] => [...neighbourhoodOf(faces).edges.keys()].sort()

/** The node whose three villages lie closest about it: all of them are on one screen. */
const findNode = (faces: readonly Face[]) => {
  const trioOf = (node: Vertex) => faces.filter(({ id }) => node.faces.has(id))
  const reach = (node: Vertex): number =>
    Math.max(...trioOf(node).map((face) => pixelsBetween(node.position, labelOf(face), FAR)))
  const [node] = nodesOf(faces).sort((a, b) => reach(a) - reach(b))
  if (!node) throw new Error('no three villages meet')
  return { node, trio: trioOf(node) }
}

/** Vertices of two villages across a strip that nobody holds, near enough to be snapped together. */
const findStrip = (faces: readonly Face[]): [LonLat, LonLat] => {
  const single = [...neighbourhoodOf(faces).vertices.values()].filter((one) => one.faces.size === 1)
  for (const one of single)
    for (const other of single) {
      const apart = pixelsBetween(one.position, other.position, CLOSE)
      const [mine, theirs] = [[...one.faces][0], [...other.faces][0]]
      if (mine !== theirs && apart > 40 && apart < 200) return [one.position, other.position]
    }
  throw new Error('no strip lies between villages')
}

/** The longest edge between two villages of those in view. */
const findEdge = (faces: readonly Face[], at: LonLat) => {
  const length = ({ a, b }: { a: LonLat; b: LonLat }) => pixelsBetween(a, b, CLOSE)
  const [edge] = [...neighbourhoodOf(faces).edges.values()]
    .filter(
      ({ a, b, left, right }) =>
        left.length > 0 && right.length > 0 && pixelsBetween(at, middle([a, b]), CLOSE) < 300,
    )
    .sort((a, b) => length(b) - length(a))
  if (!edge) throw new Error('no border is near')
  return edge
}

inBrowser('boundary work', (product) => {
  test('several villages become one, picked on the map and in the list; the areas in m² and percent; undone, done again, still there after a reload', async () => {
    const { page, close, api, id, faces } = await openDraft(
      product(),
      { title: '三村合一', depth: VILLAGES },
      (all) => `part=grids&${camera(findNode(all).node.position, FAR)}`,
    )
    const [kept, second, third] = findNode(faces).trio as [Face, Face, Face]
    await page.getByRole('button', { name: kept.name }).waitFor()
    await page.keyboard.press('c')
    await clickAt(page, labelOf(kept))
    await clickAt(page, labelOf(second))
    await page.getByText(`2 个网格并入 ${kept.name}`).waitFor()
    await page.getByLabel(`选 ${third.name} 合并`).check()
    await page.getByText(`3 个网格并入 ${kept.name}`).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    // The focus is still on what was ticked.
    await page.keyboard.press('Enter')
    await done(page, '合并')
    await answer(page).getByText(`${third.name} 已不再存在`).waitFor()

    await part(page, '面积').click()
    const rows = page.getByRole('region', { name: '村' }).getByRole('row')
    await expect.poll(() => rows.count()).toBe(5)
    const grown = second.areaM2 + third.areaM2
    const [, first = '', ...others] = await rows.allInnerTexts()
    expect(first).toContain(kept.name)
    expect(first).toContain(`+${Math.round(grown).toLocaleString('en')}`)
    expect(first).toContain(`+${((grown / kept.areaM2) * 100).toFixed(1)} %`)
    expect(others.filter((text) => text.includes('−100.0 %'))).toHaveLength(2)
    expect(others.at(-1)).toMatch(/合计\s+0$/)
    expect(await accessibilityFaults(page)).toEqual([])

    await page.keyboard.press('Control+z')
    await done(page, '撤销')
    await page.getByText('还没有动过任何网格').waitFor()
    await page.keyboard.press('Control+y')
    await done(page, '重做')
    await page.reload()
    await expect.poll(() => rows.count()).toBe(5)
    expect(await headOf(api, id)).toBe(1)
    // What it was, and what it is.
    await part(page, '网格').click()
    const inView = page.getByRole('region', { name: '视野内的网格' })
    const gone = inView.getByRole('button', { name: third.name })
    await inView.getByRole('button', { name: kept.name }).waitFor()
    expect(await gone.count()).toBe(0)
    await page.keyboard.press('b')
    await page.getByText('现在看的是变更前，不能编辑').waitFor()
    await gone.waitFor()
    expect(await page.getByRole('button', { name: '拆分', exact: true }).isDisabled()).toBe(true)
    await page.keyboard.press('b')
    await expect.poll(() => gone.count()).toBe(0)
    await close()
  })

  test('a vertex snaps to exactly what the server gave, or to nothing; both sides go along; one is put in and taken out', async () => {
    const { page, close, api, id, faces } = await openDraft(
      product(),
      { title: '界点', depth: VILLAGES },
      (all) => `part=log&${camera(findStrip(all)[0], CLOSE)}`,
    )
    const [mine, theirs] = findStrip(faces)
    const moved = async (): Promise<LonLat> => {
      const operation = await lastOperation(api, id)
      if (operation.kind !== 'move_vertex') throw new Error(`it did ${operation.kind}`)
      expect(operation.from).toEqual(mine)
      return operation.to
    }
    await page.keyboard.press('v')
    await page.getByText('拖线段中点可加点').waitFor()
    await drag(page, mine, theirs, { x: 5, y: 4 })
    await done(page, '移动界点')
    expect(await moved()).toEqual(theirs)
    await page.keyboard.press('Control+z')
    await done(page, '撤销')
    await page.keyboard.press('s')
    await page.locator('.tool[aria-pressed="false"]', { hasText: '吸附' }).waitFor()
    await drag(page, mine, theirs, { x: 5, y: 4 })
    await done(page, '移动界点')
    const beside = pixelsBetween(await moved(), theirs, CLOSE)
    expect(Math.abs(beside - Math.hypot(5, 4))).toBeLessThan(1)
    await page.keyboard.press('Control+z')
    await done(page, '撤销')

    const { node } = findNode(faces)
    await page.goto(
      `${product().url}/boundaries/${id}?depth=${VILLAGES}&part=areas&${camera(node.position, CLOSE)}`,
    )
    await mapIdle(page)
    await page.keyboard.press('v')
    const [lon, lat] = node.position
    await drag(page, node.position, [lon + 0.00012, lat - 0.0001])
    await done(page, '移动界点')
    const after = neighbourhoodOf(await listFaces(api, id, VILLAGES))
    expect(after.vertices.has(keyOf(node.position))).toBe(false)
    const operation = await lastOperation(api, id)
    const to = operation.kind === 'move_vertex' ? operation.to : node.position
    const here = [...after.vertices.values()].find(
      ({ position }) => pixelsBetween(position, to, CLOSE) < 0.01,
    )
    expect(here?.faces).toEqual(node.faces)
    await expect
      .poll(() => page.getByRole('region', { name: '村' }).locator('tfoot').innerText())
      .toMatch(/合计\s+0$/)
    await page.keyboard.press('Control+z')
    await done(page, '撤销')

    const { a, b, left, right } = findEdge(faces, node.position)
    const [midLon, midLat] = middle([a, b])
    await drag(page, [midLon, midLat], [midLon + 0.0001, midLat + 0.0001])
    await done(page, '重画一段界线')
    const put = await lastOperation(api, id)
    const vertex = put.kind === 'reshape' ? put.to[1] : undefined
    if (!vertex) throw new Error('no vertex was put in')
    await clickAt(page, vertex)
    await page.getByText('已选中界点').waitFor()
    await page.keyboard.press('Delete')
    await expect.poll(() => headOf(api, id)).toBe(2)
    const sides = faces.filter((face) => [...left, ...right].includes(face.id))
    const now = await listFaces(api, id, VILLAGES)
    expect(sides).toHaveLength(2)
    for (const face of sides)
      expect(edgesOf(now.filter(({ id: one }) => one === face.id))).toEqual(edgesOf([face]))
    // Three borders would hang in the air.
    await clickAt(page, node.position)
    await page.getByText('已选中界点').waitFor()
    await page.keyboard.press('Delete')
    await page.getByText('这里有界线相交，界点不能删除').waitFor()
    expect(await headOf(api, id)).toBe(2)
    await close()
  })
})
