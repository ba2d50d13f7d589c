/** Throws away delivered files that no delivery needs any more, and what uploads and servers that died left behind. */
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { type Connection, rows } from '../../db/database.ts'
import { PART, UNPACKED } from './spool.ts'

const HOUR_MS = 3_600_000
/** An upload is in the folder before its row is in the table. */
const YOUNG_MS = HOUR_MS
/** The largest upload over a slow line takes hours. */
const LEFT_BEHIND_MS = 24 * HOUR_MS

const listNeeded = async (db: Connection, hashes: readonly string[]): Promise<ReadonlySet<string>> => {
  const needed = await rows<{ sha256: string }>(
    db,
    `select distinct f.sha256 as sha256
       from census_file as f
      where f.sha256 = any (:hashes::text[])
        and (f.kept_until is null or f.kept_until > clock_timestamp())`,
    { hashes },
  )
  return new Set(needed.map(({ sha256 }) => sha256))
}

/** Gives how many files and folders went. */
export const sweepSpool = async (db: Connection, folder: string, now = Date.now()): Promise<number> => {
  const names = await readdir(folder)
  const needed = await listNeeded(
    db,
    names.filter((name) => /^[0-9a-f]{64}$/.test(name)),
  )
  let swept = 0
  for (const name of names) {
    const unfinished = name.startsWith(PART) || name.startsWith(UNPACKED)
    if (needed.has(name)) continue
    const found = await stat(path.join(folder, name)).catch(() => null)
    if (found === null || now - found.mtimeMs < (unfinished ? LEFT_BEHIND_MS : YOUNG_MS)) continue
    await rm(path.join(folder, name), { recursive: true, force: true })
    swept++
  }
  return swept
}

/** From now on the files of a delivery are kept for so many days. */
export const keepFilesFor = (db: Connection, censusId: number, days: number): Promise<unknown[]> =>
  rows(
    db,
    `update census_file as f
        set kept_until = clock_timestamp() + make_interval(secs => 86400 * :days::float8)
      where f.census_id = :censusId::bigint`,
    { censusId, days },
  )
