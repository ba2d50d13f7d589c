/** The census' wizard as its tests use it: files dropped, steps gone to, fields chosen, figures read. `CENSUS_PICTURES=folder` keeps a picture of each step. */
import type { Locator, Page } from 'playwright-core'
import type { Given } from './six-files.ts'

export const read = (page: Page, path: string) =>
  page.evaluate(async (asked) => (await fetch(asked)).json(), path)

/** All at once, as from a folder. */
export const drop = async (page: Page, files: readonly Given[]): Promise<void> => {
  const dataTransfer = await page.evaluateHandle(
    (given) => {
      const transfer = new DataTransfer()
      for (const { name, base64 } of given) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
        transfer.items.add(new File([bytes], name))
      }
      return transfer
    },
    files.map(({ name, bytes }) => ({ name, base64: bytes.toString('base64') })),
  )
  await page.locator('.drop-zone').dispatchEvent('drop', { dataTransfer })
}

/** Long lists draw only what is in view: where a field takes letters, they bring the option there. */
export const choose = async (page: Page, within: Locator, name: string, option: string): Promise<void> => {
  const field = within.getByRole('combobox', { name, exact: true })
  await field.click()
  if (await field.isEditable()) await field.fill(option)
  await page.locator('.ant-select-dropdown:visible').getByTitle(option, { exact: true }).click()
}

/** Until the step is there: until then a click would still meet the one before, whose buttons bear the same names. */
export const goTo = async (page: Page, step: string): Promise<void> => {
  await page.getByRole('navigation', { name: '步骤' }).getByRole('link', { name: step }).click()
  await page.locator('.steps [aria-current="step"]', { hasText: step }).waitFor()
}

/** Opens a layer among those of the reading step; gives its line in the list and its detail. */
export const openLayer = async (page: Page, name: string): Promise<{ line: Locator; detail: Locator }> => {
  const line = page.getByRole('region', { name: '图层' }).getByRole('button', { name })
  await line.click()
  const detail = page.getByRole('article', { name, exact: true })
  await detail.waitFor()
  return { line, detail }
}

export const kindCount = async (page: Page, kind: string): Promise<number> => {
  const row = page.locator('table.kinds tr', { has: page.getByRole('button', { name: `只看“${kind}”` }) })
  return Number((await row.locator('td.figure').innerText()).replaceAll(',', ''))
}

export const picture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.CENSUS_PICTURES
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}

/** What reaches beyond the screen and cannot be scrolled to by itself, by its tag and classes. */
export const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const scrolls = (one: Element | null): boolean =>
      one !== null &&
      one.matches('body *') &&
      !one.matches('.wizard') &&
      (getComputedStyle(one).overflowX !== 'visible' || scrolls(one.parentElement))
    return [...document.querySelectorAll('.wizard *')]
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one.parentElement))
      .map((one) => `${one.tagName.toLowerCase()}.${[...one.classList].join('.')}`)
  })
