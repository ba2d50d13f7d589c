/** A draft, its workspace and its map under the pointer: where a position lies on the page, and what was answered there. Degrees, EPSG:4490. */
import type { Page } from 'playwright-core'
import type { Face } from '../../server/shared/boundaries.ts'
import type { LonLat } from '../../server/shared/crs.ts'
import type { Api } from '../../web/api.ts'
import { labelPointOf } from '../../web/edit/rings.ts'
import { worldPx } from '../../web/edit/snapping.ts'
import { mapIdle, openPage, type Product } from './browser.ts'
import { administrator } from './people.ts'

export type Pixel = { readonly x: number; readonly y: number }

export const camera = ([lon, lat]: LonLat, zoom: number): string => `at=${lon},${lat},${zoom}`

const mercatorY = (lat: number): number =>
  0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)

/** Pixels of the page for a position, by the camera in the address. */
export const pixelOf = async (page: Page, [lon, lat]: LonLat): Promise<Pixel> => {
  const at = new URL(page.url()).searchParams.get('at')?.split(',').map(Number)
  const box = await page.locator('.map canvas').boundingBox()
  if (!at || !box) throw new Error('there is no map, or it says not where it is')
  const [centreLon = 0, centreLat = 0, zoom = 0] = at
  const size = worldPx(zoom)
  return {
    x: box.x + box.width / 2 + ((lon - centreLon) / 360) * size,
    y: box.y + box.height / 2 + (mercatorY(lat) - mercatorY(centreLat)) * size,
  }
}

/** Slower than a double click, which would zoom. */
export const click = async (page: Page, { x, y }: Pixel): Promise<void> => {
  await page.mouse.move(x, y)
  await page.mouse.click(x, y)
}

export const clickAt = async (page: Page, at: LonLat): Promise<void> => click(page, await pixelOf(page, at))

/** Lets go so many pixels beside `to`. */
export const drag = async (page: Page, from: LonLat, to: LonLat, beside: Pixel = { x: 0, y: 0 }) => {
  const [start, end] = [await pixelOf(page, from), await pixelOf(page, to)]
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2)
  await page.mouse.move(end.x + beside.x, end.y + beside.y)
  await page.mouse.up()
}

export const answer = (page: Page) => page.getByRole('region', { name: '刚才的操作' })
export const done = (page: Page, what: string): Promise<void> =>
  answer(page)
    .getByRole('heading', { name: `${what}：完成` })
    .waitFor()

/** The scheme of responsibility and one of its levels. */
export const findLevel = async (api: Api, nameZh: '村' | '责任网格') => {
  const schemes = await api.listSchemes()
  const scheme = schemes.items.find(({ purpose }) => purpose === 'responsibility')
  const level = scheme?.levels.find((one) => one.nameZh === nameZh)
  if (!scheme || !level) throw new Error(`the demo has no level ${nameZh}`)
  return { scheme, level }
}

/** All faces of a level as the draft has them. */
export const listFaces = async (api: Api, id: number, depth: number): Promise<Face[]> =>
  (await api.listFaces({ params: { id }, query: { bbox: [110, 25, 130, 40], depth } })).faces

export const lastOperation = async (api: Api, id: number) => {
  const { log, head } = await api.getChange({ params: { id } })
  const last = log.find(({ no }) => no === head)?.operation
  if (!last) throw new Error('nothing was done')
  return last
}

export const headOf = async (api: Api, id: number): Promise<number> =>
  (await api.getChange({ params: { id } })).head

export const labelOf = ({ geometry }: Face): LonLat => {
  const at = labelPointOf(geometry)
  if (!at) throw new Error('it has no ground')
  return at
}

export const part = (page: Page, name: string) =>
  page.getByRole('navigation', { name: '变更内容' }).getByRole('button', { name })

const SIZE = { width: 1400, height: 860 }

/** A draft of the administrator's own, and its workspace open; `search` says where, from the faces of the level at `depth`. */
export const openDraft = async (
  product: Product,
  { title, depth }: { title: string; depth: number },
  search: (faces: Face[]) => string,
) => {
  const { api, as } = await administrator(product)
  const { scheme } = await findLevel(api, '村')
  const { id } = await api.createChange({ body: { scheme: scheme.id, title } })
  const faces = await listFaces(api, id, depth)
  const opened = await openPage(as, {
    size: SIZE,
    at: `/boundaries/${id}?depth=${depth}&${search(faces)}`,
    cut: /\/api\/changes\//,
  })
  await mapIdle(opened.page)
  return { ...opened, api, id, faces }
}
