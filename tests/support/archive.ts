/** Makes zip archives for tests, honest ones and others: names in any encoding, sizes that lie, links, passwords. */
import { writeFile } from 'node:fs/promises'
import { crc32, deflateRawSync } from 'node:zlib'

export type Entry = {
  readonly name: string | Buffer
  readonly bytes: Uint8Array
  /** Bit 11 says that the name is UTF-8, bit 0 that the entry is encrypted. */
  readonly flags?: number
  /** A file's mode on Unix. */
  readonly mode?: number
  readonly stored?: boolean
  readonly method?: number
  /** What the directory says of its size, where that is not the truth. */
  readonly claimed?: number
}

const UTF8 = 0x800

/** The bytes of an archive with these entries one after the other (APPNOTE 4.3). */
export const makeZip = (entries: readonly Entry[]): Buffer => {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, bytes, flags, mode = 0, stored = false, method, claimed } of entries) {
    const raw = typeof name === 'string' ? Buffer.from(name) : name
    const packed = stored ? Buffer.from(bytes) : deflateRawSync(bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(flags ?? (typeof name === 'string' ? UTF8 : 0), 2)
    common.writeUInt16LE(method ?? (stored ? 0 : 8), 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(claimed ?? bytes.length, 18)
    common.writeUInt16LE(raw.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, raw, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE((mode << 16) >>> 0, 6)
    tail.writeUInt32LE(at, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, tail, raw]))
    locals.push(local)
    at += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, central, end])
}

export const writeZip = async (file: string, entries: readonly Entry[]): Promise<string> => {
  await writeFile(file, makeZip(entries))
  return file
}
