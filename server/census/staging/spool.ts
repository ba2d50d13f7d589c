/** Where delivered files wait: one folder for each registry inside IMPORT_DIR, each file under the SHA-256 of its bytes. */
import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Config } from '../../config.ts'
import { type Connection, one } from '../../db/database.ts'
import { InvalidInput, TooLarge } from '../../errors.ts'

export type Spooled = { readonly sha256: string; readonly bytes: number }

/** What begins so is not whole yet, or can be made again: thrown away when it is a day old. */
export const PART = 'part-'
export const UNPACKED = 'unpacked-'

/** Two registries may be given one IMPORT_DIR, and neither may sweep the other's files. */
const registryName = async (db: Connection): Promise<string> => {
  await db.raw(
    `insert into server_secret (name, value)
     values ('spool', :value::text)
     on conflict (name) do nothing`,
    { value: randomBytes(8).toString('hex') },
  )
  return (
    await one<{ value: string }>(db, `select s.value as value from server_secret as s where s.name = 'spool'`)
  ).value
}

/** The folder of this registry, made where it is not there. */
export const spoolFolder = async (
  db: Connection,
  { importDir, dataDir }: Pick<Config, 'importDir' | 'dataDir'>,
): Promise<string> => {
  const folder = path.join(importDir ?? path.join(dataDir, 'imports'), await registryName(db))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return folder
}

export const spooledPath = (folder: string, sha256: string): string => path.join(folder, sha256)

const MEGABYTE = 2 ** 20

const tooLarge = (limitMb: number): TooLarge =>
  new TooLarge('file_too_large', `A delivered file may take ${limitMb} MB (MAX_UPLOAD_MB).`)

/** Whoever sends nothing for so long is gone. */
const SILENCE_MS = 60_000

/**
 * Takes a request's body into the folder. Throws TooLarge as soon as it is known to be, InvalidInput where it ended before it was whole; neither leaves
 * anything behind.
 */
export const receiveFile = async (
  folder: string,
  body: Readable & { headers: { 'content-length'?: string | undefined }; setTimeout?(ms: number): unknown },
  limitMb: number,
): Promise<Spooled> => {
  const limit = limitMb * MEGABYTE
  if (Number(body.headers['content-length'] ?? 0) > limit) throw tooLarge(limitMb)
  body.setTimeout?.(SILENCE_MS)
  const hash = createHash('sha256')
  let bytes = 0
  async function* counted(): AsyncGenerator<Buffer> {
    // A request that is let go of unread takes its socket with it, and the answer too.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limit) throw tooLarge(limitMb)
      hash.update(chunk)
      yield chunk
    }
  }
  const part = path.join(folder, PART + randomBytes(8).toString('hex'))
  try {
    await pipeline(counted, createWriteStream(part, { mode: 0o600 }))
    if (bytes === 0) throw new InvalidInput('file_empty', 'The file is empty.')
    const sha256 = hash.digest('hex')
    await rename(part, spooledPath(folder, sha256))
    return { sha256, bytes }
  } catch (error) {
    await rm(part, { force: true })
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
      throw new InvalidInput('upload_broken', 'The upload ended before the file was whole.', { cause: error })
    throw error
  }
}
