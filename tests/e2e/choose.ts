/** A choice in a field that opens a list. */
import type { Page } from 'playwright-core'

/** The list has to be gone before anything else is pressed: a press on the field while it closes would open nothing. */
export const choose = async (page: Page, field: string, option: string): Promise<void> => {
  await page.getByLabel(field, { exact: true }).click()
  const list = page.locator('.ant-select-dropdown:visible')
  await list.getByText(option, { exact: true }).click()
  await list.waitFor({ state: 'hidden' })
}
