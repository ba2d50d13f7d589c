/** Which language the interface speaks: the address's, else the one chosen before, else the browser's. Chinese unless English is asked for. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { boundariesZh } from './boundaries-zh.ts'
import type { censusZh } from './census-zh.ts'
import type { certificatesZh } from './certificates-zh.ts'
import { en } from './en.ts'
import type { parcelsZh } from './parcels-zh.ts'
import { zh } from './zh.ts'

export type Language = 'zh' | 'en'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words'
    resources: {
      words: typeof zh
      census: typeof censusZh
      boundaries: typeof boundariesZh
      certificates: typeof certificatesZh
      parcels: typeof parcelsZh
    }
  }
}

const STORED = 'gridbook.language'
const asLanguage = (value: string | null): Language | null =>
  value === 'zh' || value === 'en' ? value : null

const firstLanguage = (): Language =>
  asLanguage(new URLSearchParams(window.location.search).get('lang')) ??
  asLanguage(window.localStorage.getItem(STORED)) ??
  (window.navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en')

export const startI18n = async (): Promise<void> => {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  })
  await i18next.use(initReactI18next).init({
    lng: firstLanguage(),
    fallbackLng: 'zh',
    defaultNS: 'words',
    resources: { zh: { words: zh }, en: { words: en } },
    interpolation: { escapeValue: false },
  })
}

export const chooseLanguage = (language: Language): void => {
  window.localStorage.setItem(STORED, language)
  void i18next.changeLanguage(language)
}
