/** The layers of delivered files, found once by each worker: files stand under their own names in a folder where archives are unpacked, which goes with the worker. */
import { copyFile, link, mkdir, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { FileRefused } from '../../readers/file-refused.ts'
import { type FoundLayers, findLayers } from '../../readers/find-layers.ts'
import { spooledPath, UNPACKED } from './spool.ts'

export type DeliveredFile = { readonly id: number; readonly name: string; readonly sha256: string }
export type Delivered = {
  /** Throws FileRefused where the file cannot be read or is no longer there. */
  layersOf(file: DeliveredFile): Promise<FoundLayers>
  /** Where readers may convert what they cannot read as it is. */
  folder(): Promise<string>
  /** Removes the folder. */
  close(): Promise<void>
}

/** A file name takes 255 bytes on most systems, and a Chinese character three. */
const NAME_LENGTH = 80

/** As the surveyor named it, without what no file name can hold; its end tells the format. */
const fileName = (name: string): string => {
  const bare = name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').slice(-NAME_LENGTH)
  return /^\.*$/.test(bare) ? 'file' : bare
}

const gone = ({ name }: DeliveredFile): FileRefused =>
  new FileRefused('file_gone', [
    `文件 ${name} 不在本服务器的 IMPORT_DIR 中；各服务器须用同一个文件夹`,
    `The file ${name} is not in this server's IMPORT_DIR; all servers of a registry need the same folder.`,
  ])

/** Under its own name beside nothing else. A second name where the file system has them, else a copy. */
const place = async (spool: string, folder: string, file: DeliveredFile): Promise<string> => {
  const own = path.join(folder, String(file.id))
  await rm(own, { recursive: true, force: true })
  await mkdir(own, { recursive: true })
  const named = path.join(own, fileName(file.name))
  const spooled = spooledPath(spool, file.sha256)
  await link(spooled, named)
    .catch(() => copyFile(spooled, named))
    .catch(() => {
      throw gone(file)
    })
  return named
}

export const openDelivered = (spool: string): Delivered => {
  let made: Promise<string> | undefined
  const found = new Map<number, Promise<FoundLayers>>()
  const folder = (): Promise<string> => {
    made ??= mkdtemp(path.join(spool, UNPACKED))
    return made
  }
  const find = async (file: DeliveredFile): Promise<FoundLayers> => {
    const own = await folder()
    return findLayers(await place(spool, own, file), own)
  }
  return {
    folder,
    layersOf(file) {
      const known = found.get(file.id) ?? find(file)
      found.set(file.id, known)
      // What failed is tried again: the file may come back.
      known.catch(() => found.delete(file.id))
      return known
    },
    async close() {
      if (made !== undefined) await rm(await made, { recursive: true, force: true })
    },
  }
}
