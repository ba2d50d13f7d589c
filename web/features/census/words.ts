/** The words of the census, brought to the interface with its first page, and how they are asked for. */
import { useTranslation } from 'react-i18next'
import { bringWords } from '../../i18n/bring-words.ts'
import { censusEn } from '../../i18n/census-en.ts'
import { censusZh } from '../../i18n/census-zh.ts'

bringWords('census', { zh: censusZh, en: censusEn })

export const useWords = () => useTranslation('census').t
export type Words = ReturnType<typeof useWords>
