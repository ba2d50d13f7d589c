/** Who takes reports in, and who reads them. A reader limited to an area reads the reports that lie in it. */
export const REPORTERS = ['administrator', 'surveyor', 'reviewer', 'dispatcher'] as const
export const REPORT_READERS = ['administrator', 'dispatcher'] as const
