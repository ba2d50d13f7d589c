/** `gridbook district`: names the district and its centre. */
import { parseArgs } from 'node:util'
import type { Connection } from '../db/database.ts'
import type { Actor } from '../db/end-write.ts'
import { changeDistrict } from './establish-district.ts'

type Deps = { readonly db: Connection; readonly actor: Actor; say(line: string): void }

/** Exit code 2 where the command was not understood. */
export const runDistrict = async (argv: string[], { db, actor, say }: Deps): Promise<number> => {
  const { values } = parseArgs({
    args: argv,
    options: {
      code: { type: 'string' },
      name: { type: 'string' },
      centre: { type: 'string' },
      'metric-srid': { type: 'string' },
    },
  })
  const metricSrid = values['metric-srid'] === undefined ? undefined : Number(values['metric-srid'])
  if (Object.keys(values).length === 0 || Number.isNaN(metricSrid)) {
    say('Usage: gridbook district [--name NAME] [--code CODE] [--centre NAME] [--metric-srid EPSG-CODE]')
    return 2
  }
  await changeDistrict(db, actor, {
    code: values.code,
    name: values.name,
    centreName: values.centre,
    metricSrid,
  })
  say('The district is set.')
  return 0
}
