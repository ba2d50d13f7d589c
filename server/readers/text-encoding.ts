/** How a CSV file is written: UTF-8 or GB18030, judged by its bytes and not by any label; and its delimiter. */
import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'
import { FileRefused } from './file-refused.ts'
import type { Encoding, EncodingFound } from './source.ts'

const SAMPLE = 1024 * 1024

const readSamples = async (file: string, bytes: number): Promise<Buffer[]> => {
  const handle = await open(file)
  try {
    const sample = async (at: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE), 0, SAMPLE, at)
      return buffer.subarray(0, bytesRead)
    }
    return bytes > 2 * SAMPLE ? [await sample(0), await sample(Math.floor(bytes / 2))] : [await sample(0)]
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

/** Pairs and fours of GB18030; at most one in a hundred may be wrong. */
const isGb18030Sample = (sample: Buffer): boolean => {
  let good = 0
  let bad = 0
  for (let i = 0; i < sample.length; i++) {
    const lead = sample[i] as number
    if (lead < 0x80) continue
    const second = sample[i + 1] ?? 0x40
    const pair = lead >= 0x81 && lead <= 0xfe && second >= 0x40 && second !== 0x7f && second <= 0xfe
    const four = lead >= 0x81 && lead <= 0xfe && second >= 0x30 && second <= 0x39
    if (pair || four) {
      good++
      i += four ? 3 : 1
    } else bad++
  }
  return bad <= good / 100
}

/** Most of , ; TAB and | in the header, outside quotes. */
const sniffDelimiter = (text: string): string => {
  const header = (text.split(/\r\n|\n|\r/).find((line) => line.trim() !== '') ?? '').replace(/"[^"]*"/g, '')
  const counted = [',', ';', '\t', '|'].map((mark) => ({ mark, count: header.split(mark).length }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).mark
}

export const saidEncoding = (name: Encoding): EncodingFound => ({
  name,
  confidence: 'certain',
  why: [`指定为 ${name}`, `It was said to be ${name}.`],
})

const FOUND = {
  'utf-8': ['全部字节是有效的 UTF-8', 'All bytes are valid UTF-8.'],
  gb18030: ['不是 UTF-8，而是成对的 GB18030 字节', 'The bytes are no UTF-8; they are pairs of GB18030.'],
} as const

export const sniffText = async (
  file: string,
  bytes: number,
): Promise<{ encoding: EncodingFound; delimiter: string }> => {
  const samples = await readSamples(file, bytes)
  const name = samples.every(isUtf8Sample) ? 'utf-8' : samples.every(isGb18030Sample) ? 'gb18030' : null
  if (name === null) {
    throw new FileRefused('encoding_unknown', [
      '文件既不是 UTF-8 也不是 GB18030，请另存为 UTF-8',
      'The text is neither UTF-8 nor GB18030; save the file as UTF-8.',
    ])
  }
  const head = new TextDecoder(name).decode(samples[0]?.subarray(0, 64 * 1024))
  return { encoding: { name, confidence: 'certain', why: FOUND[name] }, delimiter: sniffDelimiter(head) }
}
