/** In the small registry former versions hold from FIRST to SECOND, current ones from SECOND; what never changed holds from FIRST. */

export const FIRST = '2025-01-01T00:00:00.000Z'
export const SECOND = '2026-01-01T00:00:00.000Z'
