/** Reads the header of a DBF table (dBASE III to FoxPro): its records, and its fields with their names as bytes. Lengths and offsets in bytes. */
import { FileRefused } from './file-refused.ts'

export type DbfField = {
  readonly rawName: Buffer
  /** C, N, F, D, L, I, O, B, T, Y, @, + or another letter, whose values are not read. */
  readonly type: string
  /** Within a record, whose first byte says whether it is deleted. */
  readonly offset: number
  readonly length: number
}

export type DbfHeader = {
  readonly count: number
  readonly headerLength: number
  readonly recordLength: number
  readonly languageDriver: number
  readonly foxPro: boolean
  readonly fields: readonly DbfField[]
}

const FIXED = 32
const END_OF_FIELDS = 0x0d
const FOXPRO = [0x30, 0x31, 0x32]
const VERSIONS = [0x02, 0x03, 0x04, 0x05, 0x43, 0x63, 0x83, 0x8b, 0x8e, 0xcb, 0xf5, 0xfb, ...FOXPRO]
const FIELD_TYPES = 'CNFDLIOBTYM@+GPVQW0'

/** There is no magic number: version, plausible lengths, and a first field of a known type. */
export const isDbf = (head: Buffer): boolean =>
  head.length > FIXED + FIXED &&
  VERSIONS.includes(head[0] as number) &&
  (head[2] as number) <= 12 &&
  (head[3] as number) <= 31 &&
  head.readUInt16LE(8) > FIXED + FIXED &&
  head.readUInt16LE(10) > 1 &&
  FIELD_TYPES.includes(String.fromCharCode(head[FIXED + 11] as number))

const broken = (zh: string, en: string): FileRefused =>
  new FileRefused('dbf_header', [
    `属性表（.dbf）的文件头有误：${zh}`,
    `The header of the table (.dbf) is wrong: ${en}.`,
  ])

/** Of text fields Clipper keeps the high byte of the length where others keep the decimals, or nothing of any meaning. */
const readFields = (bytes: Buffer, headerLength: number, longTexts: boolean): DbfField[] => {
  const fields: DbfField[] = []
  let offset = 1
  for (let at = FIXED; at + FIXED <= headerLength; at += FIXED) {
    if (bytes[at] === END_OF_FIELDS) break
    const descriptor = bytes.subarray(at, at + FIXED)
    const type = String.fromCharCode(descriptor[11] as number)
    const end = descriptor.subarray(0, 11).indexOf(0)
    const length = type === 'C' && longTexts ? descriptor.readUInt16LE(16) : (descriptor[16] as number)
    if (!FIELD_TYPES.includes(type))
      throw broken(
        `第 ${fields.length + 1} 个字段无法识别`,
        `field ${fields.length + 1} cannot be understood`,
      )
    fields.push({ rawName: descriptor.subarray(0, end === -1 ? 11 : end), type, offset, length })
    offset += length
  }
  return fields
}

const endOf = (fields: readonly DbfField[]): number => {
  const last = fields.at(-1)
  return last === undefined ? 1 : last.offset + last.length
}

/** The longest header that its own length field allows. */
export const DBF_HEADER_LIMIT = 65_535

/** `bytes`: the beginning of the file, the whole header if it is there. Throws FileRefused where no record could be trusted. */
export const readDbfHeader = (bytes: Buffer): DbfHeader => {
  if (bytes.length < FIXED) throw broken('文件不完整', 'the file is cut off')
  const headerLength = bytes.readUInt16LE(8)
  const recordLength = bytes.readUInt16LE(10)
  if (headerLength < FIXED + 1 || bytes.length < headerLength)
    throw broken('文件不完整', 'the file is cut off')
  const short = readFields(bytes, headerLength, false)
  const long = endOf(short) === recordLength ? short : readFields(bytes, headerLength, true)
  const fields = endOf(long) === recordLength ? long : short
  if (fields.length === 0) throw broken('没有字段', 'it names no fields')
  // Where they disagree every value might be taken from the wrong place.
  if (endOf(fields) !== recordLength)
    throw broken(
      `字段共 ${endOf(fields)} 字节，而记录长 ${recordLength}`,
      `its fields take ${endOf(fields)} bytes, but a record has ${recordLength}`,
    )
  return {
    count: bytes.readUInt32LE(4),
    headerLength,
    recordLength,
    languageDriver: bytes[29] as number,
    foxPro: FOXPRO.includes(bytes[0] as number),
    fields,
  }
}
