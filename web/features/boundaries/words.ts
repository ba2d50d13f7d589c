/** The words of boundary work, brought to the interface with its first page, and how they are asked for. */
import { useTranslation } from 'react-i18next'
import { boundariesEn } from '../../i18n/boundaries-en.ts'
import { boundariesZh } from '../../i18n/boundaries-zh.ts'
import { bringWords } from '../../i18n/bring-words.ts'

bringWords('boundaries', { zh: boundariesZh, en: boundariesEn })

export const useWords = () => useTranslation('boundaries').t
export type Words = ReturnType<typeof useWords>
