/** Dates of spreadsheets: which number formats show a date, and what a day's number is as text (ISO 8601) in the 1900 and the 1904 system (ISO/IEC 29500-1, 18.17.4). */

const DAY_MS = 86_400_000
const DAY_S = 86_400

/** Formats that have a number and no text of their own: western dates and times, then those of East Asia. */
const isBuiltIn = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** Quoted text, escaped characters, colours and conditions say nothing; what remains is a date if it has parts of one. A span of hours ([h]) is none. */
const showsDate = (code: string): boolean => {
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, '')
  if (/\[(h+|m+|s+)\]/i.test(bare)) return false
  const first = bare.replace(/\[[^\]]*\]/g, '').split(';')[0] ?? ''
  return /[ymdhs年月日时分]/i.test(first) && !/general|[0#?]/i.test(first.replace(/\.0+/g, ''))
}

export const isDateFormat = (id: number, code: string | undefined): boolean =>
  code === undefined ? isBuiltIn(id) : showsDate(code)

const two = (n: number): string => String(n).padStart(2, '0')

const timeText = (seconds: number): string =>
  `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`

/** yyyy-mm-dd, with hh:mm:ss behind it where there is a time, or the time alone; null where the number is no day of the calendar. */
export const dateOfSerial = (serial: number, base1904: boolean): string | null => {
  if (!Number.isFinite(serial) || serial < 0) return null
  const total = Math.round(serial * DAY_S)
  const [days, seconds] = [Math.floor(total / DAY_S), total % DAY_S]
  if (days === 0 && !base1904) return seconds === 0 ? null : timeText(seconds)
  // The 1900 system counts a 29 February 1900 that never was as day 60.
  if (!base1904 && days === 60) return null
  const epoch = base1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30)
  const time = epoch + days * DAY_MS
  if (time > Date.UTC(9999, 11, 31)) return null
  const date = new Date(time).toISOString().slice(0, 10)
  return seconds === 0 ? date : `${date} ${timeText(seconds)}`
}
