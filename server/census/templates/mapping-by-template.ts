/** The mapping of files on the command line that are read as a surveyor confirmed it before. */
import type { CommandDeps } from '../../command.ts'
import type { ComponentMapping } from '../../imports/mapping.ts'
import { FileRefused } from '../../readers/file-refused.ts'
import { censusSettings } from '../census.queries.ts'
import { mappingOf } from '../staging/layer-reading.ts'
import { getTemplate, readingUnder } from './templates.ts'

/** Throws NotFound where nobody has a template of that name, FileRefused where it reads the files in different ways. */
export const mappingByTemplate = async (
  { db, actor }: Pick<CommandDeps, 'db' | 'actor'>,
  name: string,
  files: readonly string[],
): Promise<ComponentMapping> => {
  const template = await getTemplate(db, name, actor.name)
  const [reading, ...others] = files.map((file) => readingUnder(template, file))
  if (reading === undefined || others.some(({ classCode }) => classCode !== reading.classCode))
    throw new FileRefused('template_differs', [
      `模板“${name}”对这些文件的类别各不相同，请逐个导入`,
      `Under the template "${name}" these files are of different classes: import them one at a time.`,
    ])
  return mappingOf(reading, censusSettings.parse({ edition: template.edition }))
}
