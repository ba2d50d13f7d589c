/** The words of orphan parcels and claim meetings, brought to the interface with their first page, and how they are asked for. */
import { useTranslation } from 'react-i18next'
import { bringWords } from '../../i18n/bring-words.ts'
import { parcelsEn } from '../../i18n/parcels-en.ts'
import { parcelsZh } from '../../i18n/parcels-zh.ts'

bringWords('parcels', { zh: parcelsZh, en: parcelsEn })

export const useWords = () => useTranslation('parcels').t
export type Words = ReturnType<typeof useWords>
