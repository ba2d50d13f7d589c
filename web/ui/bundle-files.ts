/** Files that are one only together, the parts of a Shapefile and the folder of a FileGDB, go on their way as one archive; every other file goes as it is. */
import type { Dropped } from './dropped-files.ts'

/** What is sent as one file. */
export type Bundle = {
  readonly name: string
  readonly bytes: number
  /** One that stands alone goes as it is; several are packed, in the order of their paths. */
  readonly parts: readonly Dropped[]
}

/** Everything that programs write beside a .shp under its name. */
const SHAPEFILE_PART = /\.(shp|shx|dbf|prj|qpj|cpg|sbn|sbx|fbn|fbx|ain|aih|atx|ixs|mxs|qix|shp\.xml)$/i
const MAIN_PART = /\.(shp|dbf)$/i
const FILEGDB = /^(?:.*\/)?[^/]+\.gdb(?=\/)/i

/** Null for a file that stands alone. */
const setOf = (path: string): string | null => {
  const folder = path.match(FILEGDB)?.[0]
  if (folder !== undefined) return folder
  return SHAPEFILE_PART.test(path) ? path.replace(SHAPEFILE_PART, '').toLowerCase() : null
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const nameOf = (parts: readonly Dropped[]): string => {
  const [first] = parts
  if (first === undefined) return ''
  const folder = first.path.match(FILEGDB)?.[0]
  const main = parts.find(({ path }) => MAIN_PART.test(path)) ?? first
  return `${lastOf(folder ?? main.path.replace(SHAPEFILE_PART, ''))}.zip`
}

const bytesOf = (parts: readonly Dropped[]): number => parts.reduce((sum, { file }) => sum + file.size, 0)
const alone = (one: Dropped): Bundle => ({ name: one.file.name, bytes: one.file.size, parts: [one] })

/** In the order in which the first file of each came. */
export const bundleFiles = (dropped: readonly Dropped[]): Bundle[] => {
  const sets = new Map<string, Dropped[]>()
  for (const one of dropped) {
    const key = setOf(one.path) ?? `${one.path} alone`
    sets.set(key, [...(sets.get(key) ?? []), one])
  }
  return [...sets.values()].flatMap((set) => {
    const together = set.some(({ path }) => MAIN_PART.test(path) || FILEGDB.test(path))
    const [only] = set
    if (!together || (set.length === 1 && only !== undefined && !FILEGDB.test(only.path)))
      return set.map(alone)
    const parts = set.toSorted((a, b) => (a.path < b.path ? -1 : 1))
    return [{ name: nameOf(parts), bytes: bytesOf(parts), parts }]
  })
}

/** Inside an archive: a Shapefile's parts beside each other, a FileGDB under its own folder. */
export const memberName = (path: string): string => {
  const folder = path.match(FILEGDB)?.[0]
  return folder === undefined ? lastOf(path) : path.slice(folder.length - lastOf(folder).length)
}
