/** Both languages say everything: the same keys, the same blanks to fill in, and a sentence for each step and reason of a trace. */
import i18next, { type TFunction } from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  CENSUS_STATES,
  censusJob,
  DIFFERENCE_KINDS,
  JOB_KINDS,
  JOB_STATES,
  SEVERITIES,
} from '../../server/shared/census.ts'
import { type TraceEntry, traceEntry } from '../../server/shared/lookup.contract.ts'
import {
  ACCOUNT_ROLES,
  ASSIGNMENT_STEPS,
  COMPONENT_STATES,
  CONFIRMATIONS,
} from '../../server/shared/words.ts'
import { censusEn } from '../../web/i18n/census-en.ts'
import { censusZh } from '../../web/i18n/census-zh.ts'
import { certificatesEn } from '../../web/i18n/certificates-en.ts'
import { certificatesZh } from '../../web/i18n/certificates-zh.ts'
import { en } from '../../web/i18n/en.ts'
import { parcelsEn } from '../../web/i18n/parcels-en.ts'
import { parcelsZh } from '../../web/i18n/parcels-zh.ts'
import { traceWords } from '../../web/i18n/trace-words.ts'
import { zh } from '../../web/i18n/zh.ts'

type Tree = { readonly [key: string]: string | Tree }
const flat = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : flat(value, `${path}${key}.`),
  )
const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test.each([
  ['the pages', zh, en],
  ['orphan parcels', parcelsZh, parcelsEn],
  ['the census', censusZh, censusEn],
  ['certificates', certificatesZh, certificatesEn],
] as const)(
  '%s have the same keys with the same blanks in both languages, and no empty words',
  (_, zhWords, enWords) => {
    const english = new Map(flat(enWords))
    expect([...english.keys()].sort()).toEqual(
      flat(zhWords)
        .map(([key]) => key)
        .sort(),
    )
    for (const [key, chinese] of flat(zhWords)) {
      expect(blanks(english.get(key) ?? ''), key).toEqual(blanks(chinese))
      expect(chinese.trim(), key).not.toBe('')
      expect(english.get(key)?.trim(), key).not.toBe('')
    }
  },
)

test('every word of the census has words', () => {
  for (const words of [censusZh, censusEn]) {
    const kinds = [...DIFFERENCE_KINDS, 'missing', 'error'].sort()
    expect(Object.keys(words.kind).sort()).toEqual(kinds)
    expect(Object.keys(words.glyph).sort()).toEqual(kinds)
    // Two kinds with one letter could not be told apart without their colours.
    expect(new Set(Object.values(words.glyph)).size).toBe(kinds.length)
    expect(Object.keys(words.state).sort()).toEqual([...CENSUS_STATES, 'undone'].sort())
    expect(Object.keys(words.work.kind).sort()).toEqual([...JOB_KINDS].sort())
    expect(Object.keys(words.work.state).sort()).toEqual([...JOB_STATES].sort())
    expect(Object.keys(words.work.stage).sort()).toEqual([...censusJob.shape.stage.options].sort())
    expect(Object.keys(words.verdicts.severity).sort()).toEqual([...SEVERITIES].sort())
  }
})

test('every word of the vocabulary has words', () => {
  for (const words of [zh, en]) {
    expect(Object.keys(words.step).sort()).toEqual([...ASSIGNMENT_STEPS].sort())
    expect(Object.keys(words.confirmation).sort()).toEqual([...CONFIRMATIONS].sort())
    expect(Object.keys(words.state).sort()).toEqual([...COMPONENT_STATES].sort())
    expect(Object.keys(words.accountRole).sort()).toEqual([...ACCOUNT_ROLES].sort())
    expect(Object.keys(words.reason).sort()).toEqual([...traceEntry.shape.reason.options].sort())
    expect(Object.keys(words.verdict).sort()).toEqual([...traceEntry.shape.verdict.options].sort())
  }
})

describe.each([
  ['zh', /[\u4e00-\u9fff]/],
  ['en', /^[^\u4e00-\u9fff]*$/],
] as const)('the trace in %s', (language, looks) => {
  let t: TFunction
  beforeAll(async () => {
    const instance = i18next.createInstance()
    t = await instance.init({
      lng: language,
      defaultNS: 'words',
      resources: { zh: { words: zh }, en: { words: en } },
      interpolation: { escapeValue: false },
    })
  })
  const entry = (over: Partial<TraceEntry>): TraceEntry => ({
    step: 'owner',
    subject: null,
    unit: null,
    confirmation: null,
    verdict: 'absent',
    reason: 'role_not_recorded',
    ...over,
  })

  test('every step with every reason is a sentence without a key or a blank left in it', () => {
    for (const step of traceEntry.shape.step.options) {
      for (const reason of traceEntry.shape.reason.options) {
        const words = traceWords(t, entry({ step, reason }))
        expect(words).toMatch(looks)
        expect(words).not.toMatch(/\{\{|_|\b(step|reason|trace)\./)
      }
    }
  })

  test('unit, how sure it is, and what was looked at are named', () => {
    const unit = { id: 3, code: 'U3', name: 'Harbour Works' }
    const subject = { kind: 'grid' as const, id: 7, code: '0042', name: 'Pier' }
    const words = traceWords(t, entry({ step: 'territory', unit, subject, confirmation: 'disputed' }))
    expect(words).toContain('Harbour Works')
    expect(words).toContain('Pier 0042')
    expect(words).toContain(language === 'zh' ? '有争议' : 'disputed')
  })
})
