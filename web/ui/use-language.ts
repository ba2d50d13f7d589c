/** The language spoken, for names that the registry carries in two. */
import { useTranslation } from 'react-i18next'
import type { Language } from '../i18n/i18n.ts'

export const useLanguage = (): Language => (useTranslation().i18n.language === 'en' ? 'en' : 'zh')
