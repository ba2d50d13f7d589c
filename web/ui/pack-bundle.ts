/** Makes one file of a bundle: the same parts give the same bytes, by which a server knows a file again. */
import { downloadZip } from 'client-zip'
import { type Bundle, memberName } from './bundle-files.ts'

export const packBundle = async ({ name, parts }: Bundle): Promise<File> => {
  const [only] = parts
  if (parts.length === 1 && only !== undefined && only.file.name === name) return only.file
  const members = parts.map(({ path, file }) => ({
    name: memberName(path),
    lastModified: new Date(file.lastModified),
    input: file,
  }))
  return new File([await downloadZip(members).blob()], name, { type: 'application/zip' })
}
