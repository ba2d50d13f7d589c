/** Which targets the name of a field can mean: as the standards write it, in other words, or cut off where a DBF's ten bytes end. */
import { FIELD_NAMES, type NamedTarget } from './field-names.ts'

export const NAME_TIERS = ['standard', 'synonym', 'cut', 'suffix'] as const
export type NameTier = (typeof NAME_TIERS)[number]
export type NameMatch = { readonly target: NamedTarget; readonly tier: NameTier; readonly means: string }

const BRACKETED = /[(（[【{<].*?[)）\]】}>]/g
/** Behind a stroke at the end: `X/m`. */
const UNIT = /[/／](m|米|km|cm|mm|°|度|元|个)$/

/** NFKC, lower case, without marks, blanks, brackets and units: `Ｘ坐标（m）` → `x坐标`, `*部件 编码:` → `部件编码`. */
export const normaliseName = (name: string): string => {
  const wide = name.normalize('NFKC').toLowerCase().trim()
  const bare = wide.replace(BRACKETED, '')
  return (bare.trim() === '' ? wide : bare).replace(UNIT, '').replace(/[\s_\-*:.()[\]\u{fffd}]/gu, '')
}

/** Of a field's name in a DBF. */
const LIMIT = 10
const BYTES = { gbk: 2, utf8: 3 } as const

const cutAt = (name: string, bytes: number): string => {
  let room = LIMIT
  let kept = ''
  for (const character of name) {
    room -= character.charCodeAt(0) < 0x80 ? 1 : bytes
    if (room < 0) break
    kept += character
  }
  return kept
}

/** What is left of a name in GBK and in UTF-8, where it is longer than the limit. */
export const cutsOf = (name: string): string[] =>
  [cutAt(name, BYTES.gbk), cutAt(name, BYTES.utf8)].filter((cut) => cut !== name)

type Index = Map<string, NameMatch[]>
const add = (index: Index, key: string, match: NameMatch): void => {
  const known = index.get(key) ?? []
  if (!known.some(({ target }) => target === match.target)) index.set(key, [...known, match])
}

const WHOLE: Index = new Map()
const CUT: Index = new Map()
const CHINESE: NameMatch[] = []
for (const tier of ['standard', 'synonym'] as const)
  for (const [target, names] of FIELD_NAMES)
    for (const means of names[tier] ?? []) {
      add(WHOLE, normaliseName(means), { target, tier, means })
      for (const cut of cutsOf(means)) add(CUT, normaliseName(cut), { target, tier: 'cut', means })
      if (/^\p{Script=Han}+$/u.test(means)) CHINESE.push({ target, tier: 'cut', means })
    }

const onePerTarget = (matches: readonly NameMatch[]): NameMatch[] => [
  ...new Map(matches.toReversed().map((match) => [match.target, match])).values(),
]

/** Some programs cut elsewhere, and number what became equal: `部件标识`, `主管_1`. */
const startsOf = (key: string): NameMatch[] => {
  const [, start = '', number = ''] = key.match(/^(\p{Script=Han}{2,})(\d{0,2})$/u) ?? []
  const shortest = number === '' ? 3 : 2
  if (start.length < shortest) return []
  return CHINESE.filter(({ means }) => means.startsWith(start) && (number !== '' || means !== start))
}

/** `HYDRANT_OWNER`, `Date_Installed`: the last word, or the last two. */
const suffixOf = (name: string): NameMatch[] => {
  const words = name.split(/[_\s]+/).filter((word) => word !== '')
  if (words.length < 2) return []
  const found = [words.slice(-2), words.slice(-1)]
    .filter((tail) => tail.length < words.length)
    .flatMap((tail) => WHOLE.get(normaliseName(tail.join(''))) ?? [])
  return onePerTarget(found).map((match) => ({ ...match, tier: 'suffix' }))
}

/** Several where only the values can tell: 主管部 is what UTF-8 leaves of 主管部门代码 and of 主管部门名称. */
export const matchName = (name: string): readonly NameMatch[] => {
  const key = normaliseName(name)
  const whole = WHOLE.get(key)
  if (whole !== undefined) return whole
  const cut = onePerTarget([...(CUT.get(key) ?? []), ...startsOf(key)])
  return cut.length > 0 ? cut : suffixOf(name)
}
