/** The words of orphan parcels and claim meetings, brought to the interface with their first page, and how they are asked for. */
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { parcelsEn } from '../../i18n/parcels-en.ts'
import { parcelsZh } from '../../i18n/parcels-zh.ts'

const bring = (): void => {
  i18next.addResourceBundle('zh', 'parcels', parcelsZh)
  i18next.addResourceBundle('en', 'parcels', parcelsEn)
}
// A page that is opened by its address may be loaded before the words of the rest are.
if (i18next.isInitialized) bring()
else i18next.on('initialized', bring)

export const useWords = () => useTranslation('parcels').t
export type Words = ReturnType<typeof useWords>
