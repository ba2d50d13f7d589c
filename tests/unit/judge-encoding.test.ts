import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { cutBytes } from '../../server/readers/cut-text.ts'
import { judgeEncoding } from '../../server/readers/judge-encoding.ts'

/** Hundreds of files, or other programs to wait for, on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const ICONV = '/usr/bin/iconv'
const present = existsSync(ICONV)
if (!present) console.warn(`skipped in part: ${ICONV} is not there`)

const TEXTS = [
  '人民路',
  '雨水井盖',
  '姑苏区城市管理局',
  '完好',
  '行道树',
  '干将东路12号',
  '公交站亭',
  '标识码',
]
const TRADITIONAL = [
  '忠孝東路',
  '雨水人孔蓋',
  '臺北市政府',
  '完好',
  '行道樹',
  '中山北路12號',
  '公車站亭',
  '識別碼',
]
const encode = (texts: readonly string[], to: string): Buffer[] =>
  texts.map((text) => execFileSync(ICONV, ['-f', 'UTF-8', '-t', to], { input: text }))
const label = (cpg: string | null, languageDriver = 0) => ({ cpg, languageDriver })

/** How surveyors' files are labelled, whatever they are in. */
const LABELS = [
  null,
  'GBK',
  '936',
  'CP936',
  'ANSI 936',
  'GB2312',
  'OEM',
  'UTF-8',
  'ISO-8859-1',
  '65001',
] as const
const DRIVERS = [0, 0x4d, 0x57, 0x7a]

test.skipIf(!present)('the bytes decide, whatever the label says; one that contradicts is told', () => {
  const [utf8, gbk] = [encode(TEXTS, 'UTF-8'), encode(TEXTS, 'GBK')]
  for (const cpg of LABELS)
    for (const driver of DRIVERS) {
      expect(judgeEncoding(utf8, label(cpg, driver)), `UTF-8 as ${cpg} ${driver}`).toMatchObject({
        name: 'utf-8',
        confidence: 'certain',
      })
      expect(judgeEncoding(gbk, label(cpg, driver)), `GBK as ${cpg} ${driver}`).toMatchObject({
        name: 'gb18030',
        confidence: 'certain',
      })
    }
  expect(judgeEncoding(gbk, label('UTF-8')).why[1]).toContain('Its label (UTF-8) says otherwise.')
  expect(judgeEncoding(gbk, label('CP936')).why[1]).not.toContain('label')
  // Four bytes a character, which the decoder of GBK loses.
  expect(judgeEncoding(encode([...TEXTS, '㙍塘路'], 'GB18030'), label(null)).name).toBe('gb18030')
})

test.skipIf(!present)('Big5 is read where the label says so, else it is asked; so are other scripts', () => {
  const big5 = encode(TRADITIONAL, 'BIG5')
  expect(judgeEncoding(big5, label('Big-5'))).toMatchObject({ name: 'big5', confidence: 'likely' })
  expect(judgeEncoding(big5, label(null, 0x78))).toMatchObject({ name: 'big5', confidence: 'likely' })
  expect(judgeEncoding(big5, label(null)).confidence).toBe('guess')
  const greek = encode(['Αθήνα', 'Πειραιάς', 'Κρήτη οδός', 'Χανιά'], 'ISO-8859-7')
  expect(judgeEncoding(greek, label(null))).toMatchObject({
    confidence: 'guess',
    why: [expect.anything(), expect.stringContaining('neither')],
  })
})

test.skipIf(!present)('fewer than three texts prove nothing by themselves; a label that agrees helps', () => {
  const few = encode(['简体国语'], 'GBK')
  expect(judgeEncoding(few, label(null))).toMatchObject({ name: 'gb18030', confidence: 'guess' })
  expect(judgeEncoding(few, label('936'))).toMatchObject({ name: 'gb18030', confidence: 'likely' })
  expect(judgeEncoding(encode(['简体国语'], 'UTF-8'), label(null))).toMatchObject({
    name: 'utf-8',
    confidence: 'guess',
  })
  expect(judgeEncoding([], label('GBK'))).toMatchObject({ name: 'utf-8', confidence: 'certain' })
})

test('a text cut at any byte keeps its whole characters and nothing else', () => {
  const text = fc
    .array(fc.constantFrom('a', 'é', '路', '㙍', '𠀀', ' ', '9'), { maxLength: 12 })
    .map((c) => c.join(''))
  fc.assert(
    fc.property(text, fc.nat(50), (whole, at) => {
      const bytes = Buffer.from(whole).subarray(0, at)
      const kept = bytes.subarray(0, bytes.length - cutBytes(bytes, 'utf-8')).toString()
      expect(whole.startsWith(kept)).toBe(true)
      expect(Buffer.byteLength(kept)).toBeGreaterThan(bytes.length - 4)
    }),
  )
})

test.skipIf(!present)('the same for the two and four bytes of GB18030', () => {
  const whole = '路a㙍号𠀀1'
  const [bytes = Buffer.alloc(0)] = encode([whole], 'GB18030')
  for (let at = 0; at <= bytes.length; at++) {
    const cut = bytes.subarray(0, at)
    const kept = new TextDecoder('gb18030').decode(cut.subarray(0, at - cutBytes(cut, 'gb18030')))
    expect(whole.startsWith(kept), `${at}: ${kept}`).toBe(true)
    expect(at - cutBytes(cut, 'gb18030')).toBeGreaterThan(at - 4)
  }
})
