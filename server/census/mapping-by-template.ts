/** The mapping of a file on the command line that is read as a surveyor confirmed it before. */
import type { CommandDeps } from '../command.ts'
import type { ComponentMapping } from '../imports/mapping.ts'
import { censusSettings } from './census.queries.ts'
import { mappingOf } from './layer-reading.ts'
import { getTemplate, readingUnder } from './templates.ts'

/** Throws NotFound where nobody has a template of that name. */
export const mappingByTemplate = async (
  { db, actor }: Pick<CommandDeps, 'db' | 'actor'>,
  name: string,
  file: string,
): Promise<ComponentMapping> => {
  const template = await getTemplate(db, name, actor.name)
  return mappingOf(readingUnder(template, file), censusSettings.parse({ edition: template.edition }))
}
