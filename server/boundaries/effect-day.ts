/** 生效日期: a change comes into force today or later, never in the past. Today is the day it is where the caller's clock is kept, which the instant says by its offset. */
import { InvalidInput } from '../errors.ts'

const MINUTE_MS = 60_000

/** In minutes, east of Greenwich positive; `Z` is 0. */
const offsetOf = (instant: string): number => {
  const [, sign, hours, minutes] = /([+-])(\d{2}):?(\d{2})$/.exec(instant) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
}

const dayOf = (ms: number, offset: number): string =>
  new Date(ms + offset * MINUTE_MS).toISOString().slice(0, 10)

/** `instant` is ISO 8601 with an offset. Throws InvalidInput where its day is over. */
export const requireDayToCome = (instant: string, nowMs: number): void => {
  const offset = offsetOf(instant)
  const today = dayOf(nowMs, offset)
  if (dayOf(Date.parse(instant), offset) >= today) return
  throw new InvalidInput(
    'day_gone',
    `${instant} has gone by: a change comes into force today (${today}) or later.`,
    {
      field: 'effectAt',
    },
  )
}
