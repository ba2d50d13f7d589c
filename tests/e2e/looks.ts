/** What a page looks like to those who see it, as colours of pixels, and to those who do not, as axe finds it. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** How many pixels of a square round the middle of the map have about this colour. */
export const pixelsInTheMiddle = async (page: Page, colour: string, side: number): Promise<number> => {
  const box = await page.locator('.map canvas').boundingBox()
  if (!box) throw new Error('there is no map')
  const [x, y] = [box.x + (box.width - side) / 2, box.y + (box.height - side) / 2]
  const png = await page.screenshot({ clip: { x, y, width: side, height: side } })
  return page.evaluate(
    async ({ bytes, wanted }) => {
      const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }))
      const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
      context?.drawImage(picture, 0, 0)
      const { data = new Uint8ClampedArray() } =
        context?.getImageData(0, 0, picture.width, picture.height) ?? {}
      const near = (at: number) => wanted.every((part, n) => Math.abs((data[at + n] ?? 0) - part) < 12)
      return Array.from({ length: data.length / 4 }, (_, n) => near(4 * n)).filter(Boolean).length
    },
    { bytes: [...png], wanted: [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)) },
  )
}

/** What axe finds wrong with the page for people who do not see it or do not use a mouse. */
export const accessibilityFaults = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page: page as never })
    .withTags(['wcag2a', 'wcag2aa'])
    .analyze()
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)
}
