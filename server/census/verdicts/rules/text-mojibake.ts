/** Texts that were decoded by the wrong encoding before they came here, told only where no real text looks so: UTF-8 read as GBK or Latin-1, GBK read as Latin-1. */
import { ROLES } from '../../../shared/words.ts'
import { saidColumn } from '../../staging/said-columns.ts'
import { type Rule, SCOPE } from '../rule.ts'

/** GBK keeps some places for private use. */
const hanziOf = (leads: readonly [number, number], trails: readonly [number, number]): string => {
  const bytes: number[] = []
  for (let lead = leads[0]; lead <= leads[1]; lead++)
    for (let trail = trails[0]; trail <= trails[1]; trail++) if (trail !== 0x7f) bytes.push(lead, trail)
  return [...new TextDecoder('gbk').decode(Uint8Array.from(bytes))]
    .filter((char) => /\p{Script=Han}|\p{Co}/u.test(char))
    .join('')
}
/**
 * Two hanzi are six bytes of UTF-8, E4 to E9 and two of 80 to BF each. Read in pairs the first is one of 384 and the second one of 378. Half of the first ones
 * are so rare that GB2312 lacks them, and certain before one of the second; of the others it takes four hanzi.
 */
const FIRST = hanziOf([0xe4, 0xe9], [0x80, 0xbf])
const FIRST_RARE = hanziOf([0xe4, 0xe9], [0x80, 0xa0])
const SECOND = hanziOf([0x81, 0xbf], [0xe4, 0xe9])
const UTF8_AS_GBK = `[${FIRST_RARE}][${SECOND}]|[${FIRST}][${SECOND}].[${FIRST}][${SECOND}]`
/** What comes of the replacement character, and of memory that a debugger filled. */
const WORN = '锟斤拷|烫烫烫|屯屯屯'
/** No language writes four accents in a row. */
const AS_LATIN_1 = '[\\u00A1-\\u00FF]{4}'
const MOJIBAKE = `'${WORN}|${AS_LATIN_1}|${UTF8_AS_GBK}'`

const wornOf = (table: string, column: string): string =>
  `(select w.${column} from ${table} as w where w.census_id = :censusId::bigint and w.${column} ~ ${MOJIBAKE})`

/** Names of classes and units are few and asked once each. */
const NAMES: readonly (readonly [target: string, worn: string])[] = [
  ['className', wornOf('census_class', 'class_name')],
  ...ROLES.map((role) => [`${role}.name`, wornOf('census_unit', 'name')] as const),
]
const PROSE = ['name', 'location', 'note']
const TESTS = [
  ...NAMES.map(([target, worn]) => [target, `r.${saidColumn(target)} in ${worn}`] as const),
  ...PROSE.map((target) => [target, `r.${target} ~ ${MOJIBAKE}`] as const),
]

export const textMojibake: Rule = {
  name: 'text-mojibake',
  severity: 'warning',
  // A pattern costs 2 µs a text, so each row's are asked as one.
  sql: () => `
    select r.row_no, 'text_mojibake' as code, s.target, jsonb_build_object('target', s.target, 'value', s.word) as says
      from census_row as r
     cross join lateral (values ${TESTS.map(([target, worn]) => `('${target}', r.${saidColumn(target)}, ${worn})`).join(', ')})
           as s (target, word, worn)
     where ${SCOPE}
       and (concat(${PROSE.map((target) => `r.${target}`).join(', ')}) ~ ${MOJIBAKE}
            or ${NAMES.map(([target, worn]) => `r.${saidColumn(target)} in ${worn}`).join(' or ')})
       and s.worn`,
}
