/** The words of certificates, brought to the interface with their first page, and how they are asked for. */
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { certificatesEn } from '../../i18n/certificates-en.ts'
import { certificatesZh } from '../../i18n/certificates-zh.ts'

const bring = (): void => {
  i18next.addResourceBundle('zh', 'certificates', certificatesZh)
  i18next.addResourceBundle('en', 'certificates', certificatesEn)
}
// A page that is opened by its address may be loaded before the words of the rest are.
if (i18next.isInitialized) bring()
else i18next.on('initialized', bring)

export const useWords = () => useTranslation('certificates').t
