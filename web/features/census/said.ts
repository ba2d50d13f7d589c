/** Sentences that the server says in both languages, meanings of targets, and what went wrong, in the reader's language. */
import { useTranslation } from 'react-i18next'
import { ROLES } from '../../../server/shared/words.ts'
import { ApiError } from '../../api.ts'
import { errorWords } from '../../ui/error-note.tsx'
import { useLanguage } from '../../ui/use-language.ts'
import type { Words } from './words.ts'

type Said = { zh: string; en: string }

export const useSaid = (): ((said: Said) => string) => {
  const language = useLanguage()
  return (said) => said[language]
}

/** A refusal of the census says by itself what is the matter; of all else the general words do. */
export const useSaidWords = (): ((error: unknown) => string) => {
  const { t } = useTranslation()
  return (error) =>
    error instanceof ApiError && (error.status === 409 || error.code === 'own_delivery')
      ? `${t('error.conflict')} (${error.message})`
      : errorWords(t, error)
}

const ATTRIBUTES = [
  'code',
  'class',
  'className',
  'name',
  'state',
  'location',
  'surveyedOn',
  'changedOn',
  'dataSource',
  'note',
  'gridCode',
  'key',
] as const
const PARTS = ['unit', 'code', 'name', 'state', 'until', 'basis'] as const

/** Every meaning that a field can have, in the order of forms. */
export const TARGETS: readonly string[] = [
  ...ATTRIBUTES,
  ...ROLES.flatMap((role) => PARTS.map((part) => `${role}.${part}`)),
]

/** `owner.code` → 权属单位（代码）; what is not known by a word of its own stays as it is. */
export const targetWords = (t: Words, target: string): string => {
  const [head = '', tail] = target.split('.')
  const role = ROLES.find((one) => one === head)
  const part = PARTS.find((one) => one === tail)
  if (role && part) return t('partOf', { role: t(`target.${role}`), part: t(`part.${part}`) })
  const known = [...ATTRIBUTES, ...ROLES, 'place' as const, 'extra' as const].find((one) => one === target)
  return known ? t(`target.${known}`) : target
}
