/** `gridbook district`: names the district and its centre. */
import { parseArgs } from 'node:util'
import type { Command } from '../command.ts'
import { changeDistrict } from './establish-district.ts'

export const DISTRICT_USAGE =
  'gridbook district [--name NAME] [--code CODE] [--centre NAME] [--metric-srid EPSG-CODE]'

/** Exit code 2 where the command was not understood. */
export const runDistrict: Command = async (argv, { db, actor, say }) => {
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
    say(`Usage: ${DISTRICT_USAGE}`)
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
