/** What was dropped, folders gone through to the bottom: each file with its path inside what was dropped. */

export type Dropped = { readonly path: string; readonly file: File }

/** What file systems leave in folders by themselves. */
const LITTER = /^(\.DS_Store|\._.*|Thumbs\.db|desktop\.ini)$/i

const readFile = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject))

/** A reader gives at most a hundred at a time, and none at the end. */
const readFolder = async (entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> => {
  const reader = entry.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return all
    all.push(...some)
  }
}

const filesBelow = async (entry: FileSystemEntry, above: string): Promise<Dropped[]> => {
  if (LITTER.test(entry.name)) return []
  const path = above + entry.name
  if (entry.isFile) return [{ path, file: await readFile(entry as FileSystemFileEntry) }]
  const found: Dropped[] = []
  for (const inner of await readFolder(entry as FileSystemDirectoryEntry))
    found.push(...(await filesBelow(inner, `${path}/`)))
  return found
}

export const filesChosen = (files: Iterable<File>): Dropped[] =>
  [...files].map((file) => ({ path: file.name, file }))

/** To be called while the event is handled: afterwards a browser tells nothing of what was dropped. */
export const filesDropped = async (transfer: DataTransfer): Promise<Dropped[]> => {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  if (entries.length === 0) return filesChosen(transfer.files)
  const found: Dropped[] = []
  for (const entry of entries) found.push(...(await filesBelow(entry, '')))
  return found
}
