/** The run's Chromium on the run's product, and what must never happen in it. */
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject } from 'vitest'
import { ADMIN } from '../support/product.ts'
import type { Shared } from './global-setup.ts'
import { type Registry, registryAt } from './registry.ts'

/** Most that is waited for one thing; whoever waits so long has a slow machine, and no answer comes later. */
const PATIENCE_MS = 120_000

export type Product = Registry & { readonly browser: Browser; readonly session: Shared['session'] }

/** A group of tests on the run's product, which the files have one after the other; left out where there is no Chromium. */
export const inBrowser = (name: string, tests: (product: () => Product) => void): void => {
  const shared = inject('product')
  describe.runIf(shared !== null)(name, () => {
    let product: Product | undefined
    beforeAll(async () => {
      if (shared === null) return
      const browser = await chromium.connect(shared.browser)
      product = { ...registryAt(shared), browser, session: shared.session }
    })
    // Its pages go with it, also those of a test that failed.
    afterAll(() => product?.browser.close())
    tests(() => {
      if (!product) throw new Error('the product runs only inside tests and hooks')
      return product
    })
  })
}

export type Opened = {
  readonly page: Page
  /** Ends the page, in which nothing may have gone wrong. */
  close(): Promise<void>
}
type Visit = {
  readonly locale?: 'zh-CN' | 'en-GB'
  readonly size?: { width: number; height: number }
  /** Where whoever is signed in begins; null stays before that. */
  readonly at?: string | null
  /** Addresses that the test itself makes fail. */
  readonly cut?: RegExp
}

/** A page that writes down what must not happen: errors, and requests that leave this machine. A refused sign-in is an answer, not an error. */
export const openPage = async (
  { browser, url, session }: Product,
  { locale = 'zh-CN', size = { width: 1024, height: 700 }, at = '/', cut }: Visit = {},
): Promise<Opened> => {
  const context = await browser.newContext({ viewport: size, locale, reducedMotion: 'reduce' })
  if (at !== null) await context.addCookies([{ ...session, url, httpOnly: true }])
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(`page error: ${error.message}`))
  page.on('console', (message) => {
    const asked = message.location().url
    const expected = /status of (401|403)/.test(message.text()) || cut?.test(asked)
    if (message.type() === 'error' && !expected) wrong.push(`console: ${message.text()} (${asked})`)
  })
  page.on('request', (request) => {
    const asked = request.url()
    if (!asked.startsWith(url) && !/^(data|blob):/.test(asked)) wrong.push(`left the machine: ${asked}`)
  })
  await page.goto(url + (at ?? '/'))
  if (at !== null) await page.locator('.shell').waitFor()
  return {
    page,
    async close() {
      await context.close()
      expect(wrong).toEqual([])
    },
  }
}

export const signIn = async (page: Page, password = ADMIN.password): Promise<void> => {
  // Asked for before the key is pressed: the answer may come first.
  const answered = page.waitForResponse(
    (response) => response.url().endsWith('/api/session') && response.request().method() === 'POST',
  )
  await page.locator('input[autocomplete="username"]').fill(ADMIN.name)
  await page.locator('input[type="password"]').fill(password)
  await page.locator('input[type="password"]').press('Enter')
  await answered
}

/** Until everything that is wanted is drawn. What was just chosen has to have reached the address or the panel before. */
export const mapIdle = async (page: Page): Promise<void> => {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))))
  await page.waitForSelector('.map[aria-busy="false"]')
}
