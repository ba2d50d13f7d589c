/**
 * Splits delimited text (RFC 4180, and what spreadsheets and hands make of it) into records, however the text is cut into chunks. A quote that is never
 * closed costs the line on which it stands and no other.
 */

export type CsvRecord = {
  readonly cells: readonly string[]
  /** Of the text, from 1. */
  readonly line: number
  /** Why the cells are missing: a quote left open, or more than the limit. */
  readonly fault?: 'quote' | 'size'
  /** A cell has quotes that do not belong together; it was kept as written. */
  readonly mended?: true
}

type Line = { readonly end: number; readonly next: number }
type Read = { readonly record: CsvRecord; readonly next: number; readonly lines: number }
type Cell = { readonly text: string; readonly end: number; readonly mended: boolean }

const countLines = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0

/** Where a character next stands, remembered while the text is the same: a text without it is searched once. */
const finder = (text: string, mark: string) => {
  let found = -1
  return (from: number): number => {
    if (found < from) {
      const at = text.indexOf(mark, from)
      found = at === -1 ? Number.POSITIVE_INFINITY : at
    }
    return found
  }
}

/** Reads records off one text. `whole` is the last text: its end is a line's end. */
const recordReader = (text: string, delimiter: string, limit: number, whole: boolean) => {
  const [nextLf, nextCr, nextQuote] = [finder(text, '\n'), finder(text, '\r'), finder(text, '"')]

  const lineFrom = (from: number): Line | null => {
    const end = Math.min(nextLf(from), nextCr(from))
    if (end === Number.POSITIVE_INFINITY) return whole ? { end: text.length, next: text.length } : null
    if (text[end] === '\n') return { end, next: end + 1 }
    if (end + 1 === text.length && !whole) return null
    return { end, next: text[end + 1] === '\n' ? end + 2 : end + 1 }
  }
  const isEnd = (at: number): boolean =>
    at >= text.length || text[at] === delimiter || text[at] === '\n' || text[at] === '\r'
  const cellEnd = (from: number): number => {
    let at = from
    while (!isEnd(at)) at++
    return at
  }
  /** Of the quoted cell that begins at `from`: its closing quote, -1 where there is none, or `more` text is needed to tell. */
  const closingQuote = (from: number): number | 'more' => {
    for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 2)) {
      if (at + 1 === text.length && !whole) return 'more'
      if (text[at + 1] !== '"') return at
    }
    return whole ? -1 : 'more'
  }
  const readCell = (from: number): Cell | 'more' | 'fault' => {
    if (text[from] !== '"') {
      const end = cellEnd(from)
      return { text: text.slice(from, end), end, mended: false }
    }
    const close = closingQuote(from)
    if (close === 'more') return 'more'
    if (close === -1) return 'fault'
    const inner = text.slice(from + 1, close)
    let end = close + 1
    while (text[end] === ' ' && delimiter !== ' ') end++
    if (end >= text.length && !whole) return 'more'
    if (isEnd(end)) return { text: inner.replaceAll('""', '"'), end, mended: false }
    // Behind a quote that was left open lines above, the next one that opens looks like its end.
    if (/[\r\n]/.test(inner)) return 'fault'
    end = cellEnd(end)
    return { text: text.slice(from, end), end, mended: true }
  }
  const faulty = (from: number, line: number, fault: 'quote' | 'size'): Read | null => {
    const first = lineFrom(from)
    return first && { record: { cells: [], line, fault }, next: first.next, lines: 1 }
  }
  const readQuoted = (from: number, line: number): Read | null => {
    const cells: string[] = []
    let mended = false
    for (let at = from; ; ) {
      const cell = readCell(at)
      if (cell === 'more') return text.length - from > limit ? faulty(from, line, 'quote') : null
      if (cell === 'fault') return faulty(from, line, 'quote')
      cells.push(cell.text)
      mended ||= cell.mended
      if (cell.end < text.length && text[cell.end] === delimiter) {
        at = cell.end + 1
        continue
      }
      const rest = lineFrom(cell.end)
      if (rest === null) return null
      const lines = countLines(text.slice(from, rest.next))
      if (cell.end - from > limit)
        return { record: { cells: [], line, fault: 'size' }, next: rest.next, lines }
      return { record: mended ? { cells, line, mended } : { cells, line }, next: rest.next, lines }
    }
  }

  return (from: number, line: number): Read | null => {
    const first = lineFrom(from)
    if (nextQuote(from) < (first?.end ?? text.length)) return readQuoted(from, line)
    if (first === null) return null
    if (first.end - from > limit) return faulty(from, line, 'size')
    const cells = text.slice(from, first.end).split(delimiter)
    return { record: { cells, line }, next: first.next, lines: 1 }
  }
}

/** `limit`: characters that a record may take. A line that is longer than that is passed over to its end. */
export const csvRecords = (delimiter: string, limit: number) => {
  let kept = ''
  let line = 1
  let tryAt = 0
  // The rest of a line that is too long, up to its end.
  let passing = false

  const pass = (whole: boolean): void => {
    const end = kept.search(whole ? /[\r\n]/ : /\n|\r[\s\S]/)
    passing = end === -1 && !whole
    kept =
      end === -1
        ? kept.endsWith('\r')
          ? '\r'
          : ''
        : kept.slice(end + (kept.startsWith('\r\n', end) ? 2 : 1))
    if (end !== -1) line++
  }

  const drain = (whole: boolean): CsvRecord[] => {
    if (passing) pass(whole)
    if (passing) return []
    const found: CsvRecord[] = []
    const readAt = recordReader(kept, delimiter, limit, whole)
    let at = 0
    while (at < kept.length) {
      const read = readAt(at, line)
      if (read === null) break
      found.push(read.record)
      line += read.lines
      at = read.next
    }
    kept = kept.slice(at)
    if (kept.length > limit && !/[\r\n]/.test(kept)) {
      found.push({ cells: [], line, fault: 'size' })
      passing = true
      kept = ''
    }
    // A long record is looked at again only when the text has doubled, so that it costs twice its length and not its square.
    tryAt = kept.length * 2
    return found
  }

  return {
    push(text: string): CsvRecord[] {
      kept += text
      return kept.length < tryAt ? [] : drain(false)
    },
    end: (): CsvRecord[] => drain(true),
  }
}
