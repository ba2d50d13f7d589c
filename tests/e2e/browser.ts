/** A real Chromium on the product as it is started, and what must never happen in it. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { openPool } from '../../server/db/database.ts'
import { runGridbook, startProduct } from '../support/product.ts'

const CHROMIUM = '/usr/bin/chromium'
export const hasChromium = existsSync(CHROMIUM)
export const ADMIN = { name: 'admin', password: 'correct horse battery' }
/** The part of the demo that the browser tests look at: one batch. */
const COMPONENTS = '3000'

export type Product = { readonly url: string; readonly browser: Browser; close(): Promise<void> }

/** On TEST_DATABASE_URL in a schema of its own, else on an embedded database of its own. */
export const openProduct = async (): Promise<Product> => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-e2e-'))
  const databaseUrl = process.env.TEST_DATABASE_URL
  const schema = `e2e_${randomBytes(4).toString('hex')}`
  const place = databaseUrl
    ? { DATABASE_URL: databaseUrl, DB_SCHEMA: schema }
    : { DATA_DIR: path.join(folder, 'data') }
  const env = { DEMO: 'false', ...place }
  const server = await startProduct(env)
  const demo = runGridbook(['demo', '--components', COMPONENTS], env)
  if ((await demo.ended) !== 0) throw new Error(`the demo was not loaded: ${demo.said.join('\n')}`)
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
    url: server.url,
    browser,
    async close() {
      await browser.close()
      server.child.kill('SIGTERM')
      await server.ended
      if (databaseUrl) {
        const db = openPool({ connectionString: databaseUrl }, schema, 1)
        await db.raw('drop schema ?? cascade', [schema])
        await db.destroy()
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type Watched = { readonly page: Page; readonly wrong: string[] }

/** A page that writes down what must not happen: errors, and requests that leave this machine. A refused sign-in is an answer, not an error. */
export const openPage = async (
  { browser, url }: Product,
  locale: string,
  size = { width: 1024, height: 700 },
): Promise<Watched> => {
  const context = await browser.newContext({ viewport: size, locale, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(`page error: ${error.message}`))
  page.on('console', (message) => {
    const expected = /status of (401|403)/.test(message.text())
    if (message.type() === 'error' && !expected) wrong.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const asked = request.url()
    if (!asked.startsWith(url) && !/^(data|blob):/.test(asked)) wrong.push(`left the machine: ${asked}`)
  })
  return { page, wrong }
}

export const signIn = async (page: Page, url: string, at = '/'): Promise<void> => {
  await page.goto(url + at)
  await page.locator('input[autocomplete="username"]').fill(ADMIN.name)
  await page.locator('input[type="password"]').fill(ADMIN.password)
  await page.keyboard.press('Enter')
  await page.waitForResponse(
    (response) => response.url().endsWith('/api/session') && response.status() === 200,
  )
}

/** Until every tile that is wanted is drawn. */
export const mapIdle = (page: Page): Promise<unknown> => page.waitForSelector('.map[aria-busy="false"]')

/** What axe finds wrong with the page for people who do not see it or do not use a mouse. */
export const accessibilityFaults = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page: page as never })
    .withTags(['wcag2a', 'wcag2aa'])
    .analyze()
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)
}
