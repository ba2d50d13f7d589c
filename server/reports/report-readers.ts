/** Who may read reports, and so hear of new ones. */
import type { AccountRole } from '../shared/words.ts'

export const REPORT_READERS: readonly AccountRole[] = ['administrator', 'dispatcher']
