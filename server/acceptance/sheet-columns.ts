/** The columns and words of the field sheet in both languages: written in one of them, read back in either. */
import { targetWords } from '../shared/target-words.ts'

export type SheetLanguage = 'zh' | 'en'
type Words = readonly [zh: string, en: string]

/** Filled by the program, then one for each attribute that is checked, then those that the inspector fills in. */
export const GIVEN = {
  no: ['序号', 'No.'],
  grid: ['单元网格', 'Grid'],
  code: ['标识码', 'Code'],
  classCode: ['类别代码', 'Class code'],
  className: ['类别', 'Class'],
  lon: ['经度', 'Longitude'],
  lat: ['纬度', 'Latitude'],
} as const satisfies Record<string, Words>
export const FILLED = {
  outcome: ['实地（在/不在）', 'Found? (yes/no)'],
  wrong: ['错误属性', 'Wrong attributes'],
  crs: ['实测坐标系', 'Measured in'],
  x: ['实测X（东/经度）', 'Measured x (east/lon)'],
  y: ['实测Y（北/纬度）', 'Measured y (north/lat)'],
  offset: ['位置偏差（米）', 'Position off by (m)'],
  note: ['核查备注', 'Remark on site'],
} as const satisfies Record<string, Words>
export type SheetField = keyof typeof GIVEN | keyof typeof FILLED

const ALL = Object.entries<Words>({ ...GIVEN, ...FILLED })
/** Under which heads a value of a field may stand. */
export const HEADS: Readonly<Record<string, Words>> = Object.fromEntries(ALL)

export const wordIn = ([zh, en]: Words, language: SheetLanguage): string => (language === 'zh' ? zh : en)

const OUTCOMES: Readonly<Record<string, 'found' | 'absent'>> = {
  ...Object.fromEntries(['在', '有', '是', '√', 'found', 'yes', 'y', '1'].map((word) => [word, 'found'])),
  ...Object.fromEntries(
    ['不在', '无', '没有', '否', '×', 'x', 'absent', 'no', 'n', '0'].map((word) => [word, 'absent']),
  ),
}
export const outcomeMeant = (said: string): 'found' | 'absent' | undefined => OUTCOMES[said.toLowerCase()]
export const outcomeWord = (outcome: 'found' | 'absent', language: SheetLanguage): string =>
  wordIn(outcome === 'found' ? ['在', 'yes'] : ['不在', 'no'], language)

/** Attributes by any of their names, divided by commas or the like; what none of them is called comes back as it stands. */
export const targetsMeant = (
  said: string,
  targets: readonly string[],
): { meant: string[]; unknown: string[] } => {
  const words = said.split(/[,，、;；]/).flatMap((word) => (word.trim() === '' ? [] : [word.trim()]))
  const found = words.map((word) =>
    targets.find((target) => [target, ...targetWords(target)].some((name) => name === word)),
  )
  return {
    meant: [...new Set(found.flatMap((target) => (target === undefined ? [] : [target])))],
    unknown: words.filter((_, n) => found[n] === undefined),
  }
}
