/**
 * Opens a GeoPackage (OGC 12-128r18) to be read and nothing else, through a folder of our own: locks never stand beside the surveyor's file, and a copy taken
 * while QGIS had it open (write-ahead logging) is read with what its log holds.
 */
import { constants } from 'node:fs'
import { copyFile, mkdtemp, open, rm, symlink } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import sqlite, { type Database } from 'node-sqlite3-wasm'
import { FileRefused } from './file-refused.ts'

export type SqlValue = number | bigint | string | Uint8Array | null
export type SqlRow = Readonly<Record<string, SqlValue>>
export type GeoPackageFile = {
  all(sql: string, values?: readonly SqlValue[]): SqlRow[]
  /** Lets go of the statement when the caller ends it. */
  iterate(sql: string, values?: readonly SqlValue[]): Generator<SqlRow>
  close(): Promise<void>
}

const MAGIC = 'SQLite format 3\0'

export const brokenGeoPackage = (zh: string, en: string, cause?: unknown): FileRefused =>
  new FileRefused(
    'geopackage_broken',
    [`GeoPackage 无法读取：${zh}`, `The GeoPackage cannot be read: ${en}.`],
    {
      cause,
    },
  )

/** Whatever SQLite says of the bytes, or the machine that runs it when they lead it astray. */
const refuse = (cause: unknown): never => {
  if (cause instanceof FileRefused) throw cause
  const en = cause instanceof Error ? cause.message : String(cause)
  throw brokenGeoPackage(`数据库损坏（${en}）`, `its database is damaged (${en})`, cause)
}

/** The header of an SQLite file: bytes 16 page size, 18 and 19 logging, 24 and 92 change counters, 28 pages. */
const readHead = async (file: string): Promise<{ logged: boolean }> => {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const head = Buffer.alloc(100)
    await handle.read(head, 0, 100, 0)
    if (head.toString('latin1', 0, 16) !== MAGIC)
      throw brokenGeoPackage('不是 SQLite 数据库', 'it is no SQLite database')
    const pageSize = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16)
    const pages = head.readUInt32BE(24) === head.readUInt32BE(92) ? head.readUInt32BE(28) : 0
    const logged = head[18] === 2 || head[19] === 2
    if (!logged && pages * pageSize > size) {
      throw new FileRefused('file_cut_off', [
        `文件不完整：应有 ${pages * pageSize} 字节，只有 ${size} 字节`,
        `The file is cut off: it should have ${pages * pageSize} bytes and has ${size}.`,
      ])
    }
    return { logged }
  } finally {
    await handle.close()
  }
}

/** A database with a log can only be opened by who may write: a copy, with its log where one was delivered. */
const place = async (file: string, folder: string, logged: boolean): Promise<string> => {
  const placed = path.join(folder, 'given.gpkg')
  if (!logged) {
    await symlink(path.resolve(file), placed)
    return placed
  }
  await copyFile(file, placed, constants.COPYFILE_FICLONE)
  await copyFile(`${file}-wal`, `${placed}-wal`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  return placed
}

const openDatabase = (placed: string, logged: boolean): Database => {
  const database = new sqlite.Database(placed, logged ? { fileMustExist: true } : { readOnly: true })
  // Without shared memory a log is read only by a connection that is alone; what a hostile schema calls is not trusted.
  database.exec('pragma locking_mode = exclusive')
  database.exec('pragma trusted_schema = off')
  database.exec('pragma cell_size_check = on')
  database.exec('pragma query_only = on')
  return database
}

const reading = (database: Database, folder: string): GeoPackageFile => ({
  all(sql, values = []) {
    try {
      return database.all(sql, [...values]) as SqlRow[]
    } catch (error) {
      return refuse(error)
    }
  },
  *iterate(sql, values = []) {
    try {
      const statement = database.prepare(sql)
      try {
        yield* statement.iterate([...values]) as IterableIterator<SqlRow>
      } finally {
        statement.finalize()
      }
    } catch (error) {
      refuse(error)
    }
  },
  async close() {
    try {
      if (database.isOpen) database.close()
    } catch (error) {
      refuse(error)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
})

/** To be closed by who opens it. Throws FileRefused. */
export const openGeoPackageFile = async (file: string): Promise<GeoPackageFile> => {
  const { logged } = await readHead(file)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gridbook-geopackage-'))
  try {
    return reading(openDatabase(await place(file, folder, logged), logged), folder)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    return refuse(error)
  }
}
