/** `gridbook template`: lists the templates of all surveyors, or deletes one. Exit code 2 where the command was not understood. */
import { parseArgs } from 'node:util'
import type { Command } from '../../command.ts'
import { deleteTemplate, listTemplates } from './templates.ts'

export const TEMPLATE_USAGE = 'gridbook template [--delete NAME]'

export const runTemplate: Command = async (argv, { db, actor, print, say }) => {
  const { values } = parseArgs({ args: argv, options: { delete: { type: 'string' } } })
  const name = values.delete
  if (name === undefined) {
    for (const { surveyor, name: kept, edition, usedAt } of await listTemplates(db))
      print(`${kept}\t${surveyor}\t${edition}\t${usedAt}`)
    return 0
  }
  await db.transaction((trx) => deleteTemplate(trx, name, actor))
  say(`The template "${name}" is deleted.`)
  return 0
}
