/** A real Chromium on the product as it is started, and what must never happen in it. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { openRegistry, type Registry } from './registry.ts'

const CHROMIUM = '/usr/bin/chromium'
/** Most that is waited for one thing; whoever waits so long has a slow machine, and no answer comes later. */
const PATIENCE_MS = 120_000
export const ADMIN = { name: 'admin', password: 'correct horse battery' }

export type Product = Registry & { readonly browser: Browser }

const openProduct = async (): Promise<Product> => {
  const registry = await openRegistry()
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
    ],
  })
  return {
    ...registry,
    browser,
    async close() {
      await browser.close()
      await registry.close()
    },
  }
}

/** A group of tests on a product of their own; left out where there is no Chromium. */
export const inBrowser = (name: string, tests: (product: () => Product) => void): void => {
  describe.runIf(existsSync(CHROMIUM))(name, () => {
    let product: Product | undefined
    beforeAll(async () => {
      product = await openProduct()
    })
    afterAll(() => product?.close())
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
  /** Where signing in leads to; null stays before it. */
  readonly at?: string | null
  /** Addresses that the test itself makes fail. */
  readonly cut?: RegExp
}

/** A page that writes down what must not happen: errors, and requests that leave this machine. A refused sign-in is an answer, not an error. */
export const openPage = async (
  { browser, url }: Product,
  { locale = 'zh-CN', size = { width: 1024, height: 700 }, at = '/', cut }: Visit = {},
): Promise<Opened> => {
  const context = await browser.newContext({ viewport: size, locale, reducedMotion: 'reduce' })
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
  if (at !== null) {
    await signIn(page)
    await page.locator('.shell').waitFor()
  }
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
