/** A real Chromium on the product as it is started, and what must never happen in it. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
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

export type Product = {
  readonly url: string
  readonly browser: Browser
  /** Imports a delivery of components as its surveyor does, beside the running server: lines of CSV under the standard's field names. */
  deliver(edition: string, lines: readonly string[]): Promise<void>
  close(): Promise<void>
}

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
    async deliver(edition, lines) {
      const file = path.join(folder, 'delivery.csv')
      await writeFile(file, `${lines.join('\n')}\n`)
      const options = ['--edition', edition, '--crs', 'EPSG:4490', '--x', 'x', '--y', 'y']
      const delivery = runGridbook(['import', 'components', file, ...options], env)
      if ((await delivery.ended) !== 0) throw new Error(`not imported: ${delivery.said.join('\n')}`)
    },
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
