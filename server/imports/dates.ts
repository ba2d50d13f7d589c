/** Reads a day as deliveries write it: yyyy-mm-dd, yyyymmdd (GB/T 30428.2, D8), 2026年1月2日, an ISO instant, or milliseconds since 1970 (UTC), also before. */

const dayOf = (year: number, month: number, day: number): string | undefined => {
  const date = new Date(Date.UTC(2000, month - 1, day))
  date.setUTCFullYear(year)
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return real && year >= 1800 && year <= 2200 ? date.toISOString().slice(0, 10) : undefined
}

/** Null for nothing said (DBF writes 00000000), undefined for what cannot be read. */
export const readDay = (value: unknown): string | null | undefined => {
  if (value === null || value === undefined) return null
  const text = String(value).trim()
  if (text === '' || /^0+$/.test(text)) return null
  const compact = text.match(/^(\d{4})(\d{2})(\d{2})$/)
  if (compact) return dayOf(Number(compact[1]), Number(compact[2]), Number(compact[3]))
  const written = text.match(/^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:$|[T\s])/)
  if (written) return dayOf(Number(written[1]), Number(written[2]), Number(written[3]))
  // Fewer digits would be seconds, or a bare year: neither is a day.
  if (/^-?\d{9,14}(\.0+)?$/.test(text)) {
    const date = new Date(Number(text))
    return dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
  }
  return undefined
}
