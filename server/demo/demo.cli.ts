/** `gridbook demo [--full | --components N]`: loads the synthetic demo district, or what is missing of it, while a server may be running. */
import { parseArgs } from 'node:util'
import type { CommandDeps } from '../command.ts'
import { loadDemo } from './load.ts'

/** What a start loads: a third of the first town, so that two cores have it on the map within two minutes of `npm ci`. */
export const DEMO_PART = 24_000

export const DEMO_USAGE = 'gridbook demo [--full | --components N]'

type Deps = Pick<CommandDeps, 'db' | 'embedded' | 'actor' | 'say'>

/** Exit code 0 when all is there, 2 when the command was not understood. */
export const runDemo = async (argv: string[], { db, embedded, actor, say }: Deps): Promise<number> => {
  const { values } = parseArgs({
    args: argv,
    options: { full: { type: 'boolean', default: false }, components: { type: 'string' } },
  })
  const components = values.full ? 'all' : Number(values.components ?? DEMO_PART)
  if (components !== 'all' && !(Number.isInteger(components) && components >= 0)) {
    say('--components takes a whole number; --full loads all 231,000.')
    return 2
  }
  const began = performance.now()
  let said = began
  const loaded = await loadDemo(
    { db, embedded },
    {
      actor,
      components,
      onProgress({ stage, done, total }) {
        if (performance.now() - said < 2000 && done !== total) return
        said = performance.now()
        say(
          `Demo district: ${done.toLocaleString('en')}${total === null ? '' : ` of ${total.toLocaleString('en')}`} ${stage} …`,
        )
      },
    },
  )
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  say(
    loaded.grids + loaded.components === 0
      ? 'The demo district is there already.'
      : `Demo district (synthetic): ${loaded.grids.toLocaleString('en')} grids and ${loaded.components.toLocaleString('en')} components added in ${seconds} s; ${loaded.present.toLocaleString('en')} components are there.`,
  )
  return 0
}
