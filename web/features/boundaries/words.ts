/** The words of boundary work, brought to the interface with its first page, and how they are asked for. */
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { boundariesEn } from '../../i18n/boundaries-en.ts'
import { boundariesZh } from '../../i18n/boundaries-zh.ts'

const bring = (): void => {
  i18next.addResourceBundle('zh', 'boundaries', boundariesZh)
  i18next.addResourceBundle('en', 'boundaries', boundariesEn)
}
// A page that is opened by its address may be loaded before the words of the rest are.
if (i18next.isInitialized) bring()
else i18next.on('initialized', bring)

export const useWords = () => useTranslation('boundaries').t
export type Words = ReturnType<typeof useWords>
