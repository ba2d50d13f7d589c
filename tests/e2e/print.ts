/** A page on paper: what a browser would print of it. */
import type { Page } from 'playwright-core'

/** How many sheets it takes. Each has to be A4, upright, and nothing on it can be pressed. */
export const sheetsOf = async (page: Page): Promise<number> => {
  await page.emulateMedia({ media: 'print' })
  const pressable = await page.locator('button:visible, a:visible').allInnerTexts()
  if (pressable.length > 0) throw new Error(`on paper stands ${pressable.join(', ')}`)
  await page.emulateMedia({ media: null })
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 (\S+) (\S+)\]/g)].map(([, w, h]) => [w, h].map(Number))
  for (const [width = 0, height = 0] of boxes)
    if (Math.abs(width - 595.28) > 1 || Math.abs(height - 841.89) > 1)
      throw new Error(`a sheet of ${width} by ${height} points is not A4`)
  return boxes.length
}
