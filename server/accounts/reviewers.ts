/** Who cuts boundaries, and who decides on what others have cut. */
import type { AccountRole } from '../shared/words.ts'

export const REVIEWERS: readonly AccountRole[] = ['administrator', 'reviewer']
