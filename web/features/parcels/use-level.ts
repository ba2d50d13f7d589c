/** Which level is looked at (`scheme=` and `depth=` in the address), and all there are to choose from. Without a choice: villages, as far as that can be told. */
import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { Scheme } from '../../api-types.ts'
import { useSchemes } from '../../app/registry.ts'
import { nameIn } from '../../i18n/formats.ts'
import { useLanguage } from '../../ui/use-language.ts'

export type Level = { readonly scheme: Scheme; readonly level: Scheme['levels'][number] }

/** Of the highest level nothing can be left over. */
const levelsOf = (schemes: readonly Scheme[]): Level[] =>
  schemes.flatMap((scheme) => scheme.levels.slice(1).map((level) => ({ scheme, level })))

/** District, town, village: what lies below villages is cut by themselves. */
const VILLAGE_DEPTH = 3

export const usualLevel = (schemes: readonly Scheme[]): Level | null => {
  const scheme = schemes.find(({ purpose }) => purpose === 'responsibility') ?? schemes[0]
  const levels = scheme ? levelsOf([scheme]) : []
  return levels.find(({ level }) => level.depth === VILLAGE_DEPTH) ?? levels.at(-1) ?? null
}

const keyOf = ({ scheme, level }: Level): string => `${scheme.id}-${level.depth}`

export const useLevels = (chosen: { scheme: number; depth: number } | null) => {
  const language = useLanguage()
  const schemes = useSchemes()
  return useMemo(() => {
    const known = schemes.data?.items ?? []
    const levels = levelsOf(known)
    const level =
      levels.find((one) => one.scheme.id === chosen?.scheme && one.level.depth === chosen.depth) ??
      usualLevel(known)
    const options = levels.map((one) => ({
      value: keyOf(one),
      label: `${nameIn(language, one.scheme)} · ${nameIn(language, one.level)}`,
    }))
    return {
      level,
      options,
      value: level && keyOf(level),
      find: (key: string) => levels.find((one) => keyOf(one) === key) ?? null,
      error: schemes.error,
    }
  }, [schemes.data, schemes.error, chosen?.scheme, chosen?.depth, language])
}

export const readLevel = (params: URLSearchParams): { scheme: number; depth: number } | null => {
  const [scheme, depth] = [Number(params.get('scheme')), Number(params.get('depth'))]
  return Number.isSafeInteger(scheme) && scheme > 0 && Number.isSafeInteger(depth) && depth > 1
    ? { scheme, depth }
    : null
}

export const useLevel = () => useLevels(readLevel(useSearchParams()[0]))
