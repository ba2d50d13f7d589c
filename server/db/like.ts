/** Patterns for LIKE from words that people typed: %, _ and \ stand for themselves. */

const literal = (words: string): string => words.replace(/[\\%_]/g, (special) => `\\${special}`)

export const containing = (words: string): string => `%${literal(words)}%`
export const beginningWith = (words: string): string => `${literal(words)}%`
