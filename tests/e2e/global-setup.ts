/** One product and one Chromium for all browser tests of a run: starting them and loading the demo takes longer than most of the tests. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { createApi } from '../../web/api.ts'
import { ADMIN } from '../support/product.ts'
import { type Place, startRegistry } from './registry.ts'

const CHROMIUM = '/usr/bin/chromium'

export type Shared = Place & {
  /** Where the browser is driven from. */
  readonly browser: string
  /** Of the administrator, signed in once. */
  readonly session: { readonly name: string; readonly value: string }
}
declare module 'vitest' {
  interface ProvidedContext {
    product: Shared | null
  }
}

const signIn = async (base: string): Promise<Shared['session']> => {
  const given: string[] = []
  const cookies = { read: () => '', store: (set: string[]) => void given.push(...set) }
  await createApi({ base, cookies }).signIn({ body: ADMIN })
  const [name = '', value = ''] = given[0]?.split(';')[0]?.split('=') ?? []
  return { name, value }
}

export const setup = async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  if (!existsSync(CHROMIUM)) {
    console.warn(`skipped: ${CHROMIUM} is not there`)
    project.provide('product', null)
    return undefined
  }
  const { url, env, close } = await startRegistry()
  const browser = await chromium.launchServer({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-background-networking',
    ],
  })
  project.provide('product', { url, env, browser: browser.wsEndpoint(), session: await signIn(url) })
  return async () => {
    await browser.close()
    await close()
  }
}
