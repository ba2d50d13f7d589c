/** Opens a DBF table: its header, the encoding of its texts with the evidence, its field names, and how many of its records are really there. */
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { cutBytes } from './cut-text.ts'
import { DBF_HEADER_LIMIT, type DbfField, type DbfHeader, readDbfHeader } from './dbf-header.ts'
import { type ReadValue, valueReaders } from './dbf-values.ts'
import { judgeEncoding } from './judge-encoding.ts'
import { readAt } from './read-at.ts'
import type { Encoding, EncodingFound, Said } from './source.ts'
import { saidEncoding } from './text-encoding.ts'

export type Column = { readonly name: string; readonly read: ReadValue }
export type DbfTable = {
  readonly header: DbfHeader
  readonly columns: readonly Column[]
  readonly encoding: EncodingFound
  /** Records that lie whole in the file; fewer than the header's count where it is cut off. */
  readonly whole: number
  readonly bytes: number
  readonly warnings: readonly Said[]
}

/** At the beginning, in the middle and at the end: a file that was merged changes its encoding on the way. */
const RECORDS_SAMPLED = 500
const LABEL_LIMIT = 100

const wholeRecords = ({ headerLength, recordLength, count }: DbfHeader, bytes: number): number =>
  Math.min(count, Math.floor((bytes - headerLength) / recordLength))

const collectTexts = (
  records: Buffer,
  { recordLength, fields }: DbfHeader,
  texts: Map<string, Buffer>,
): void => {
  const textFields = fields.filter(({ type }) => type === 'C')
  for (let at = 0; at + recordLength <= records.length; at += recordLength)
    for (const { offset, length } of textFields)
      collectText(records.subarray(at + offset, at + offset + length), texts)
}

const collectText = (raw: Buffer, texts: Map<string, Buffer>): void => {
  if (raw.every((byte) => byte < 0x80)) return
  const text = Buffer.from(raw.filter((byte) => byte !== 0))
  let end = text.length
  while (end > 0 && text[end - 1] === 0x20) end--
  texts.set(text.toString('latin1', 0, end), text.subarray(0, end))
}

const sampleTexts = async (handle: FileHandle, header: DbfHeader, whole: number): Promise<Buffer[]> => {
  const texts = new Map<string, Buffer>()
  for (const { rawName } of header.fields) collectText(rawName, texts)
  const starts = new Set(
    [0, Math.floor((whole - RECORDS_SAMPLED) / 2), whole - RECORDS_SAMPLED].map((at) => Math.max(0, at)),
  )
  for (const first of starts) {
    const count = Math.min(RECORDS_SAMPLED, whole - first)
    const at = header.headerLength + first * header.recordLength
    collectTexts(await readAt(handle, at, count * header.recordLength), header, texts)
  }
  return [...texts.values()]
}

const readLabel = async (cpg: string | null): Promise<string | null> =>
  cpg === null ? null : (await readFile(cpg)).toString('latin1', 0, LABEL_LIMIT)

/** A name is cut at 10 bytes, so two long ones may be left alike; and `__proto__` would be no field of an object. */
const nameFields = (
  fields: readonly DbfField[],
  encoding: Encoding,
): { names: string[]; warnings: Said[] } => {
  const decoder = new TextDecoder(encoding)
  const names: string[] = []
  const warnings: Said[] = []
  for (const [i, { rawName }] of fields.entries()) {
    const said = decoder.decode(rawName.subarray(0, rawName.length - cutBytes(rawName, encoding))).trim()
    const wanted = said === '' ? `field_${i + 1}` : said
    let name = wanted
    for (let n = 2; names.includes(name) || name === '__proto__'; n++) name = `${wanted}_${n}`
    names.push(name)
    if (name !== wanted)
      warnings.push([
        `字段名“${wanted}”重复，第二个记作“${name}”`,
        `The field name "${wanted}" occurs twice; the other one is called "${name}".`,
      ])
  }
  return { names, warnings }
}

/** Of FoxPro's own, which users never see. */
const HIDDEN = '0'

const nameColumns = (header: DbfHeader, encoding: Encoding): { columns: Column[]; warnings: Said[] } => {
  const { names, warnings } = nameFields(header.fields, encoding)
  const readers = valueReaders(header.fields, encoding, header.foxPro)
  const columns = names.flatMap((name, i) => {
    const read = readers[i]
    if (read) return [{ name, read }]
    const type = header.fields[i]?.type ?? ''
    if (type !== HIDDEN)
      warnings.push([
        `字段“${name}”的类型 ${type} 不能读取，未采用`,
        `The field "${name}" is of the type ${type}, which is not read; it was left out.`,
      ])
    return []
  })
  return { columns, warnings }
}

/** Throws FileRefused where the header is wrong. */
export const openDbf = async (
  file: string,
  cpg: string | null,
  wanted: Encoding | undefined,
): Promise<DbfTable> => {
  const handle = await open(file)
  try {
    const { size: bytes } = await handle.stat()
    const header = readDbfHeader(await readAt(handle, 0, Math.min(bytes, DBF_HEADER_LIMIT)))
    const whole = wholeRecords(header, bytes)
    const encoding = wanted
      ? saidEncoding(wanted)
      : judgeEncoding(await sampleTexts(handle, header, whole), {
          cpg: await readLabel(cpg),
          languageDriver: header.languageDriver,
        })
    return { header, encoding, whole, bytes, ...nameColumns(header, encoding.name) }
  } finally {
    await handle.close()
  }
}
