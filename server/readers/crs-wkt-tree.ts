/** Reads the text of a CRS (OGC 01-009, ISO 19162, and as ESRI writes it) into a tree of keywords, texts and numbers. */

export type WktNode = { readonly keyword: string; readonly values: readonly (WktNode | string | number)[] }

/** A compound CRS in WKT2 with its usages takes 6 kB. */
const LENGTH_LIMIT = 64 * 1024
const DEPTH_LIMIT = 20
/** A keyword with its bracket, a text with doubled quotes, a number, a bare word such as an axis direction, or a mark. */
const TOKEN =
  /\s*(?:([A-Za-z_]\w*)\s*([[(])|"((?:[^"]|"")*)"|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|([\]),]))/y

/** ESRI writes a system of heights beside that of places, with a comma between, where shapes have heights. It says nothing of places. */
const AFTER = /^\s*(?:,\s*VERT_?(?:CS|CRS)\s*[[(][\s\S]*)?$/i

type Open = { readonly keyword: string; readonly values: (WktNode | string | number)[] }

/** Null for a text that is none. */
export const parseWktTree = (text: string): WktNode | null => {
  if (text.length > LENGTH_LIMIT) return null
  const open: Open[] = []
  TOKEN.lastIndex = 0
  for (;;) {
    const [token, keyword, bracket, quoted, number, word, mark] = TOKEN.exec(text) ?? []
    if (token === undefined) return null
    const inner = open.at(-1)
    if (bracket !== undefined && keyword !== undefined) {
      if (open.length >= DEPTH_LIMIT) return null
      open.push({ keyword: keyword.toUpperCase(), values: [] })
    } else if (inner === undefined) return null
    else if (quoted !== undefined) inner.values.push(quoted.replaceAll('""', '"'))
    else if (number !== undefined) inner.values.push(Number(number))
    else if (word !== undefined) inner.values.push(word)
    else if (mark !== ',') {
      open.pop()
      const outer = open.at(-1)
      if (outer === undefined) return AFTER.test(text.slice(TOKEN.lastIndex)) ? inner : null
      outer.values.push(inner)
    }
  }
}

const isNode = (value: WktNode | string | number): value is WktNode => typeof value === 'object'

/** The first of these keywords directly inside. */
export const childOf = (node: WktNode | undefined, ...keywords: readonly string[]): WktNode | undefined =>
  node?.values.find((value): value is WktNode => isNode(value) && keywords.includes(value.keyword))

export const childrenOf = (node: WktNode | undefined, ...keywords: readonly string[]): WktNode[] =>
  node?.values.filter((value): value is WktNode => isNode(value) && keywords.includes(value.keyword)) ?? []

export const textOf = (node: WktNode | undefined): string =>
  typeof node?.values[0] === 'string' ? node.values[0] : ''

/** The number after the name, NaN where there is none. */
export const numberOf = (node: WktNode | undefined, index = 1): number => {
  const value = node?.values[index]
  return typeof value === 'number' ? value : Number.NaN
}
