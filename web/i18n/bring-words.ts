/** Words that come with the first page that needs them. */
import i18next from 'i18next'

export const bringWords = (namespace: string, { zh, en }: { zh: object; en: object }): void => {
  const bring = (): void => {
    i18next.addResourceBundle('zh', namespace, zh)
    i18next.addResourceBundle('en', namespace, en)
  }
  // A page that is opened by its address may be loaded before the words of the rest are.
  if (i18next.isInitialized) bring()
  else i18next.on('initialized', bring)
}
