/** How a text file is written, judged by its bytes and not by any label: UTF-8, UTF-16 with or without a mark, or pairs of GB18030. */
import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'
import { FileRefused } from './file-refused.ts'
import { shapeOfGb } from './judge-encoding.ts'
import type { Encoding, EncodingFound } from './source.ts'

const SAMPLE = 1024 * 1024
/** What the header and a page of rows take at most. */
const HEAD = 256 * 1024

const readSamples = async (file: string): Promise<{ samples: Buffer[]; last: Buffer }> => {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const sample = async (at: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
      return buffer.subarray(0, bytesRead)
    }
    const middle = Math.floor(size / 4) * 2
    const samples = [await sample(0, SAMPLE)]
    if (size > 2 * SAMPLE) samples.push(await sample(middle, SAMPLE))
    return { samples, last: await sample(Math.max(0, size - 2), 2) }
  } finally {
    await handle.close()
  }
}

/** A sample may begin and end inside a character: up to three bytes at either end may be cut. */
const isUtf8Sample = (sample: Buffer): boolean => {
  for (let from = 0; from <= 3; from++)
    for (let cut = 0; cut <= 3; cut++)
      if (isUtf8(sample.subarray(from, Math.max(from, sample.length - cut)))) return true
  return false
}

const found = (
  name: Encoding,
  confidence: EncodingFound['confidence'],
  zh: string,
  en: string,
): EncodingFound => ({ name, confidence, why: [zh, en] })

export const saidEncoding = (name: Encoding): EncodingFound =>
  found(name, 'certain', `指定为 ${name}`, `It was said to be ${name}.`)

/** By its mark; or without one, where nearly every second byte is a zero on one side only. */
export const findUtf16 = (head: Buffer): EncodingFound | null => {
  const [first, second] = head
  if (first === 0xff && second === 0xfe)
    return found('utf-16le', 'certain', '文件开头有 UTF-16 标记', 'The file begins with the mark of UTF-16.')
  if (first === 0xfe && second === 0xff)
    return found('utf-16be', 'certain', '文件开头有 UTF-16 标记', 'The file begins with the mark of UTF-16.')
  const zeros = [0, 0]
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1
  const [high = 0, low = 0] = zeros
  const few = head.length / 100
  if (Math.max(high, low) < head.length / 20 || Math.min(high, low) > few / 10) return null
  return found(
    low > high ? 'utf-16le' : 'utf-16be',
    'likely',
    '每隔一个字节是零，像没有标记的 UTF-16',
    'Every second byte is a zero, as in UTF-16 without a mark.',
  )
}

const judge = (samples: readonly Buffer[]): EncodingFound | null => {
  const utf16 = findUtf16((samples[0] ?? Buffer.alloc(0)).subarray(0, 4096))
  if (utf16) return utf16
  if (samples.every(isUtf8Sample))
    return found('utf-8', 'certain', '全部字节是有效的 UTF-8', 'All bytes are valid UTF-8.')
  const shapes = samples.map(shapeOfGb)
  const sum = (what: keyof (typeof shapes)[number]): number =>
    shapes.reduce((total, shape) => total + shape[what], 0)
  const [good, bad, hanzi, common] = [sum('good'), sum('bad'), sum('hanzi'), sum('common')]
  if (bad > good / 100) return null
  const share = Math.round((common / Math.max(1, hanzi)) * 100)
  return found(
    'gb18030',
    good < 3 || share < 70 ? 'guess' : share < 90 ? 'likely' : 'certain',
    `不是 UTF-8，而是成对的 GB18030 字节，其中 ${share}% 是常用字`,
    `The bytes are no UTF-8; they are pairs of GB18030, ${share} % of them usual characters.`,
  )
}

/** `head` is the text's beginning; `ended` whether it ends with a line's end, as a file that was written to its end does. Throws FileRefused. */
export const sniffText = async (
  file: string,
  said: Encoding | undefined,
): Promise<{ encoding: EncodingFound; head: string; ended: boolean }> => {
  const { samples, last } = await readSamples(file)
  const encoding = said === undefined ? judge(samples) : saidEncoding(said)
  if (encoding === null) {
    throw new FileRefused('encoding_unknown', [
      '文件既不是 UTF-8 也不是 GB18030，请指明编码或另存为 UTF-8',
      'The text is neither UTF-8 nor GB18030; say which encoding it is in, or save it as UTF-8.',
    ])
  }
  const head = new TextDecoder(encoding.name).decode(samples[0]?.subarray(0, HEAD), { stream: true })
  const end = encoding.name === 'utf-16le' ? last.at(-2) : last.at(-1)
  const ended = end === 0x0a || end === 0x0d
  return { encoding, head, ended }
}
