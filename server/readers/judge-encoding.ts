/**
 * Which encoding short texts of a census file are in: judged by their bytes; a label (.cpg, language driver) only breaks ties, because it is missing or
 * wrong in every second Chinese file. GB2312 and GBK are read as GB18030, which holds both.
 */
import { isUtf8 } from 'node:buffer'
import { cutBytes } from './cut-text.ts'
import type { Encoding, EncodingFound, Said } from './source.ts'

/** Fewer texts than this prove nothing: two GBK characters can be valid UTF-8 or Big5. */
const ENOUGH = 3
/** Of hanzi in Chinese texts, those of GB2312's two levels; bytes of Big5 or Shift_JIS read as GBK come to about a half. */
const COMMON_SHARE = 0.9
const BAD_SHARE = 0.01

const LABELS: readonly (readonly [pattern: RegExp, encoding: Encoding])[] = [
  [/^(utf8|65001|cp65001)$/, 'utf-8'],
  [/^(gbk|gb2312|gb18030|euccn|(cp|ansi|ms|windows|oem)?(936|54936))$/, 'gb18030'],
  [/^(big5|big5hkscs|(cp|ansi|ms|windows)?950)$/, 'big5'],
  [/^(shiftjis|sjis|(cp|ansi|ms|windows)?932)$/, 'shift_jis'],
  [/^(euckr|(cp|ansi|ms|windows)?949)$/, 'euc-kr'],
]
/** Of the language drivers that dBASE and FoxPro name, those of East Asia; 0x57 (ANSI) and 0 say nothing. */
const DRIVERS: Readonly<Record<number, Encoding>> = {
  19: 'shift_jis',
  77: 'gb18030',
  78: 'euc-kr',
  79: 'big5',
  80: 'gb18030',
  120: 'big5',
  121: 'euc-kr',
  122: 'gb18030',
  123: 'shift_jis',
}

export type Labels = { readonly cpg: string | null; readonly languageDriver: number }

/** Null for a label that says nothing of the encoding, such as OEM, ANSI or ISO 8859-1. */
const encodingOfLabel = ({ cpg, languageDriver }: Labels): Encoding | null => {
  const name = cpg?.toLowerCase().replace(/[^a-z0-9]/g, '') ?? ''
  return LABELS.find(([pattern]) => pattern.test(name))?.[1] ?? DRIVERS[languageDriver] ?? null
}

type GbShape = {
  readonly good: number
  readonly bad: number
  readonly hanzi: number
  readonly common: number
}

export const shapeOfGb = (bytes: Uint8Array): GbShape => {
  const shape = { good: 0, bad: 0, hanzi: 0, common: 0 }
  const end = bytes.length - cutBytes(bytes, 'gb18030')
  for (let i = 0; i < end; i++) {
    const lead = bytes[i] as number
    if (lead < 0x80) continue
    const second = bytes[i + 1] ?? 0
    const pair = lead >= 0x81 && lead <= 0xfe && second >= 0x40 && second !== 0x7f && second <= 0xfe
    const four = lead >= 0x81 && lead <= 0xfe && second >= 0x30 && second <= 0x39
    if (!pair && !four) {
      shape.bad++
      continue
    }
    shape.good++
    // Rows 1 to 9 are signs, Greek, Cyrillic and kana.
    const sign = pair && second >= 0xa1 && lead >= 0xa1 && lead <= 0xa9
    if (!sign) shape.hanzi++
    if (pair && lead >= 0xb0 && lead <= 0xf7 && second >= 0xa1) shape.common++
    i += four ? 3 : 1
  }
  return shape
}

const sumOfGb = (texts: readonly Uint8Array[]): GbShape =>
  texts.map(shapeOfGb).reduce(
    (a, b) => ({
      good: a.good + b.good,
      bad: a.bad + b.bad,
      hanzi: a.hanzi + b.hanzi,
      common: a.common + b.common,
    }),
    { good: 0, bad: 0, hanzi: 0, common: 0 },
  )

const isCleanIn = (texts: readonly Uint8Array[], encoding: Encoding): boolean =>
  texts.every((text) => {
    const whole = text.subarray(0, text.length - cutBytes(text, encoding))
    return !new TextDecoder(encoding).decode(whole).includes('\ufffd')
  })

const isCleanUtf8 = (text: Uint8Array): boolean =>
  isUtf8(text.subarray(0, text.length - cutBytes(text, 'utf-8')))

const found = (name: Encoding, confidence: EncodingFound['confidence'], [zh, en]: Said): EncodingFound => ({
  name,
  confidence,
  why: [`${zh}。`, `${en}.`],
})
const NEITHER: Said = [
  '字节既不是 UTF-8 也不像 GB18030，请指定编码',
  'The bytes are neither UTF-8 nor much like GB18030; say which encoding it is',
]

/** What the bytes say, before the label is asked what it thinks of that. */
const judgeGb = (texts: readonly Uint8Array[], label: Encoding | null): EncodingFound => {
  const { good, bad, hanzi, common } = sumOfGb(texts)
  const otherLabel =
    label !== null && label !== 'utf-8' && label !== 'gb18030' && isCleanIn(texts, label) ? label : null
  if (bad > (good + bad) * BAD_SHARE || common <= hanzi * COMMON_SHARE || hanzi === 0)
    return otherLabel === null
      ? found('gb18030', 'guess', NEITHER)
      : found(otherLabel, 'likely', [
          `字节不是 UTF-8，标注为 ${otherLabel}`,
          `The bytes are no UTF-8, and its label says ${otherLabel}`,
        ])
  const share = Math.round((common / hanzi) * 100)
  const why: Said = [
    `不是 UTF-8；${hanzi} 个汉字按 GB18030 读，${share}% 是常用字`,
    `The bytes are no UTF-8; of ${hanzi} hanzi read as GB18030 ${share} % are common ones`,
  ]
  if (texts.length >= ENOUGH) return found('gb18030', 'certain', why)
  return otherLabel === null
    ? found('gb18030', label === 'gb18030' ? 'likely' : 'guess', why)
    : found(otherLabel, 'guess', why)
}

/** `texts`: distinct values and field names that hold a byte above 0x7F, without padding. */
export const judgeEncoding = (texts: readonly Uint8Array[], labels: Labels): EncodingFound => {
  if (texts.length === 0) return found('utf-8', 'certain', ['文字全部是 ASCII', 'All texts are ASCII'])
  const label = encodingOfLabel(labels)
  const judged = texts.every(isCleanUtf8)
    ? found('utf-8', texts.length >= ENOUGH ? 'certain' : label === 'utf-8' ? 'likely' : 'guess', [
        `${texts.length} 处非 ASCII 文字都是有效的 UTF-8`,
        `All ${texts.length} texts beyond ASCII are valid UTF-8`,
      ])
    : judgeGb(texts, label)
  if (label === null || label === judged.name) return judged
  const [zh, en] = judged.why
  const written = labels.cpg?.trim().slice(0, 40) || `0x${labels.languageDriver.toString(16)}`
  return {
    ...judged,
    why: [`${zh}文件标注的编码（${written}）与此不符。`, `${en} Its label (${written}) says otherwise.`],
  }
}
