/** The words of certificates, brought to the interface with their first page, and how they are asked for. */
import { useTranslation } from 'react-i18next'
import { bringWords } from '../../i18n/bring-words.ts'
import { certificatesEn } from '../../i18n/certificates-en.ts'
import { certificatesZh } from '../../i18n/certificates-zh.ts'

bringWords('certificates', { zh: certificatesZh, en: certificatesEn })

export const useWords = () => useTranslation('certificates').t
