/** The words of the census, brought to the interface with its first page, and how they are asked for. */
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { censusEn } from '../../i18n/census-en.ts'
import { censusZh } from '../../i18n/census-zh.ts'

const bring = (): void => {
  i18next.addResourceBundle('zh', 'census', censusZh)
  i18next.addResourceBundle('en', 'census', censusEn)
}
// A page that is opened by its address may be loaded before the words of the rest are.
if (i18next.isInitialized) bring()
else i18next.on('initialized', bring)

export const useWords = () => useTranslation('census').t
export type Words = ReturnType<typeof useWords>
