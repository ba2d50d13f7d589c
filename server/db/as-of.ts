/** Which versions are meant: those in force now, or those in force at an instant. */

/**
 * A condition over `alias.valid_from` and `alias.valid_to`, with `:at` as its only binding. Without an instant it reads `valid_to is null`,
 * which is what the partial indexes are made for.
 */
export const inForce = (alias: string, at: string | undefined): string =>
  at === undefined
    ? `${alias}.valid_to is null`
    : `${alias}.valid_from <= :at::timestamptz and coalesce(${alias}.valid_to, 'infinity') > :at::timestamptz`

/** What had been written by an instant; without one everything. */
export const hadCome = (moment: string, at: string | undefined): string =>
  at === undefined ? 'true' : `${moment} <= :at::timestamptz`

/** A moment that had come by then, else null. */
export const ifCome = (moment: string, at: string | undefined, then = moment): string =>
  at === undefined ? then : `case when ${moment} <= :at::timestamptz then ${then} end`
